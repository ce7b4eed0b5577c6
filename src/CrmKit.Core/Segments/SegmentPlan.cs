using System.Security.Cryptography;
using System.Text;
using CrmKit.Filters;

namespace CrmKit.Segments;

/// <summary>What a segment's filter looks at, and where the clock comes in.</summary>
internal sealed class SegmentPlan
{
    private readonly FilterPlan _names = new();
    private readonly List<SegmentLook> _looks;
    private readonly List<(Condition Condition, FieldDefinition Field, SegmentLook Look)> _times = [];

    private SegmentPlan(RecordTypeDefinition type) => _looks = [new SegmentLook(type)];

    public RecordTypeDefinition Type => _looks[0].Type;

    public IReadOnlyList<SegmentLook> Looks => _looks;

    /// <summary>The comparisons whose values move with the clock.</summary>
    public IReadOnlyList<(Condition Condition, FieldDefinition Field, SegmentLook Look)> Times => _times;

    /// <summary>Whether a value moves every minute; else they move with the days.</summary>
    public bool ReadsMinutes { get; private set; }

    /// <summary>Whether it asks who asks.</summary>
    public bool ReadsMe { get; private set; }

    /// <summary>A hash of the filter and of all that it reads: when it differs, other records may be members, though none changed.</summary>
    public string Shape { get; private set; } = "";

    /// <exception cref="CrmValidationException"><c>filter.…</c>.</exception>
    public static SegmentPlan Of(string? filter, RecordTypeDefinition type, IFilterScope scope)
    {
        var plan = new SegmentPlan(type);
        if (!string.IsNullOrWhiteSpace(filter))
        {
            var root = FilterParser.Parse(filter);
            plan._names.Resolve(root, type, scope.Catalog);
            plan.Walk(root, plan._looks[0], scope);
        }
        plan.Shape = plan.Hash(filter, scope.TimeZone);
        return plan;
    }

    /// <summary>The plan; <see langword="null"/> when something that it needs is missing now.</summary>
    public static SegmentPlan? Find(SegmentEntry segment, IFilterScope scope)
    {
        try
        {
            return scope.Catalog.TryType(segment.RecordType, out var type) ? Of(segment.Filter, type, scope) : null;
        }
        catch (CrmValidationException)
        {
            return null;
        }
    }

    /// <summary>Whether something that changed in records can change who is a member.</summary>
    public bool Concerns(string type, IReadOnlyCollection<string>? changed) => _looks.Exists(l => l.Concerns(type, changed));

    private void Walk(FilterNode node, SegmentLook look, IFilterScope scope)
    {
        foreach (var leaf in node.Leaves())
            if (leaf is Related related) Follow(related, look, scope);
            else if (leaf is Condition condition) Follow(condition, look, scope);
    }

    private void Follow(Related related, SegmentLook look, IFilterScope scope)
    {
        var (type, reference, regarding) = _names.Relations[related];
        look.Read(SegmentLook.Moved(type.Key, reference.Key));
        var pointing = Add(new SegmentLook(type) { Parent = look, Reference = reference, PointsBack = true });
        pointing.Read(reference.Key);
        if (regarding is not null) pointing.Read("regardingType");
        if (related.Inner is { } inner) Walk(inner, pointing, scope);
    }

    private void Follow(Condition condition, SegmentLook look, IFilterScope scope)
    {
        var path = _names.Paths[condition];
        foreach (var (_, reference, to) in path.Hops)
        {
            look.Read(reference.Key);
            look = Add(new SegmentLook(to) { Parent = look, Reference = reference });
        }
        look.Read(path.Field.Key);
        // What cannot be compared is refused before it is evaluated.
        if (_names.Others.TryGetValue(condition, out var other))
        {
            _ = FieldComparison.Of(condition, path.Field, other);
            look.Read(other.Key);
            return;
        }
        _ = Comparison.Of(condition, path.Field, scope);
        ReadsMe |= condition.Values.Any(v => v.Kind == FilterValueKind.Me);
        if (!condition.Values.Any(v => v.IsMoving)) return;
        _times.Add((condition, path.Field, look));
        ReadsMinutes |= condition.Values.Any(v => v.Kind == FilterValueKind.Now);
    }

    private SegmentLook Add(SegmentLook look)
    {
        _looks.Add(look);
        return look;
    }

    private string Hash(string? filter, string timeZone)
    {
        var text = new StringBuilder(filter).Append('\n').Append(_times.Count > 0 ? timeZone : "");
        foreach (var look in _looks)
            foreach (var key in look.Fields.Prepend("id"))
                text.Append('\n').Append(look.Type.Key).Append(' ').Append(key).Append(' ').Append(look.Type.TryField(key, out var field) ? $"{field.Kind} {field.IsCustom} {field.ReferenceType}" : "");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
