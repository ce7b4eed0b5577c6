namespace CrmKit.Segments;

/// <summary>One place at which a filter looks at records: at those in question themselves, or, along references in either direction, at others.</summary>
/// <param name="type">The type of the records.</param>
internal sealed class SegmentLook(RecordTypeDefinition type)
{
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private bool _readsStamps;

    public RecordTypeDefinition Type { get; } = type;

    /// <summary>The place that it is reached from; <see langword="null"/> for the records in question.</summary>
    public SegmentLook? Parent { get; init; }

    /// <summary>The reference between the two.</summary>
    public FieldDefinition? Reference { get; init; }

    /// <summary>Whether its own records hold the reference; else those of <see cref="Parent"/> do.</summary>
    public bool PointsBack { get; init; }

    /// <summary>What moved away from a record is told of it under this name, beside its fields.</summary>
    public static string Moved(string type, string reference) => $"{type}:{reference}";

    public void Read(string field)
    {
        _fields.Add(field);
        _readsStamps |= field is "version" or "updatedAt" or "updatedById"; // every write changes them, and none says so
    }

    /// <summary>Whether what changed in records can matter here.</summary>
    /// <param name="recordType">The records' type.</param>
    /// <param name="changed">The fields; <see langword="null"/> when the records came, went or came back.</param>
    public bool Concerns(string recordType, IReadOnlyCollection<string>? changed) =>
        recordType == Type.Key && (changed is null || _readsStamps || changed.Any(_fields.Contains));

    /// <summary>The fields that are read, in a fixed order.</summary>
    public IEnumerable<string> Fields => _fields.Order(StringComparer.Ordinal);
}
