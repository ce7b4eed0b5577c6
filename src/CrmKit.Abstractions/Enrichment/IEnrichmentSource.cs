using CrmKit.Sessions;

namespace CrmKit.Enrichment;

/// <summary>Somebody who knows more about records. Immutable.</summary>
public sealed record EnrichmentSourceDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.register</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it; it stands beside its proposals and in the audit of what was taken over.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>The keys of the record types that it knows about; at least one.</summary>
    public required IReadOnlyList<string> RecordTypes { get; init; }

    /// <summary>Where its data comes from and on what terms, in a sentence that people read before they accept: a public register, a contract with a provider.</summary>
    public required LocalizedText Basis { get; init; }

    /// <summary>Whether asking it tells somebody outside who is asked about. Then it is asked only by those who name a ground, and each time stands in the audit.</summary>
    public bool IsOutside { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Proposes values for records.</summary>
/// <remarks>
/// Asked for a batch, outside of any transaction, when somebody looks; never while a record is saved. One instance per session. One that throws or runs out of time proposes nothing.
/// Read through the doors of the session, which hold to the rights of who asks; one that calls a service tells of it by <see cref="EnrichmentSourceDefinition.IsOutside"/>.
/// </remarks>
public interface IEnrichmentSource
{
    /// <summary>Calls <see cref="EnrichmentContext.Propose"/> for what it knows.</summary>
    ValueTask ProposeAsync(EnrichmentContext context, CancellationToken cancellationToken);
}

/// <summary>The records that a source is asked about.</summary>
public sealed class EnrichmentContext
{
    private readonly IReadOnlySet<string> _hidden;
    private readonly Action<Record, string, object, LocalizedText, int> _propose;

    internal EnrichmentContext(ICrmSession session, RecordTypeDefinition type, IReadOnlyList<Record> records, IReadOnlySet<string> hidden, Action<Record, string, object, LocalizedText, int> propose) =>
        (Session, Type, Records, _hidden, _propose) = (session, type, records, hidden, propose);

    /// <summary>The doors, with the rights of who asks.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of all records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The records as they are now. Read only.</summary>
    public IReadOnlyList<Record> Records { get; }

    /// <summary>What a record holds in a field; <see langword="null"/> also for what who asks may not read, so that no proposal tells it.</summary>
    public object? Read(Record record, string field)
    {
        ArgumentNullException.ThrowIfNull(record);
        return _hidden.Contains(field) ? null : Type.Field(field).Get(record);
    }

    /// <summary>Proposes a value; the last call for a field of a record counts. What people fill in only: what CrmKit keeps is not proposed.</summary>
    /// <param name="record">One of <see cref="Records"/>.</param>
    /// <param name="field">The field's key.</param>
    /// <param name="value">In the field's value type.</param>
    /// <param name="reason">Why, in a sentence.</param>
    /// <param name="confidencePercent">How sure it is, 1 to 100.</param>
    public void Propose(Record record, string field, object value, LocalizedText reason, int confidencePercent)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentOutOfRangeException.ThrowIfLessThan(confidencePercent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(confidencePercent, 100);
        _propose(record, field, value, reason, confidencePercent);
    }
}
