namespace CrmKit.Filters;

/// <summary>A field, reached through references.</summary>
/// <param name="Hops">The references to follow, each with the type it is a field of and the type it points at.</param>
/// <param name="Type">The type that has the field.</param>
/// <param name="Field">The field.</param>
internal sealed record FieldPath(IReadOnlyList<(RecordTypeDefinition From, FieldDefinition Reference, RecordTypeDefinition To)> Hops, RecordTypeDefinition Type, FieldDefinition Field);

/// <summary>From names to fields: <c>amount</c>, <c>custom.realestate.area</c>, <c>account.parent.name</c>.</summary>
internal static class FieldPaths
{
    private const string Custom = "custom";

    /// <summary>A field of the type itself.</summary>
    public static FieldDefinition? Field(RecordTypeDefinition type, string name)
    {
        var segments = name.Split('.');
        return Longest(type, segments, 0) is { } found && found.Next == segments.Length ? found.Field : null;
    }

    /// <summary>A reference field by its key, or by its name without Id.</summary>
    public static FieldDefinition? Reference(RecordTypeDefinition type, string name) => Field(type, name) is { Kind: FieldKind.Reference } field ? field : null;

    /// <exception cref="CrmValidationException"><c>filter.field-unknown</c>, <c>filter.too-complex</c>.</exception>
    public static FieldPath Resolve(CatalogSnapshot catalog, RecordTypeDefinition type, string path, int position)
    {
        var segments = path.Split('.');
        var hops = new List<(RecordTypeDefinition, FieldDefinition, RecordTypeDefinition)>();
        for (var i = 0; ;)
        {
            var at = position + segments.Take(i).Sum(s => s.Length + 1);
            if (Longest(type, segments, i) is not { } found) throw Unknown(type, string.Join('.', segments[i..]), at);
            if (found.Next == segments.Length) return new FieldPath(hops, type, found.Field);
            var rest = string.Join('.', segments[found.Next..]);
            if (found.Field.ReferenceType is not { } key || !catalog.TryType(key, out var target)) throw FilterErrors.NotAReference(at, found.Field.Key, rest);
            if (hops.Count == FilterLimits.References) throw FilterErrors.TooComplex(at, $"more than {FilterLimits.References} references in one path.");
            hops.Add((type, found.Field, target));
            (type, i) = (target, found.Next);
        }
    }

    /// <summary>The field that another one of the same record is compared with.</summary>
    /// <exception cref="CrmValidationException"><c>filter.syntax</c>: there is none of that name, or the first one is reached through references.</exception>
    public static FieldDefinition Other(FieldPath path, FilterValue other)
    {
        var name = (string)other.Value!;
        return path.Hops.Count == 0 && Field(path.Type, name) is { } field ? field : throw FilterErrors.NoValue(other, Near(path.Type, name));
    }

    // Keys of custom fields contain dots, so the longest one that fits is meant.
    private static (FieldDefinition Field, int Next)? Longest(RecordTypeDefinition type, string[] segments, int start)
    {
        var isCustom = segments[start] == Custom;
        for (var end = segments.Length; end > start + (isCustom ? 1 : 0); end--)
        {
            var key = string.Join('.', segments[(start + (isCustom ? 1 : 0))..end]);
            if (type.TryField(key, out var field) && (!isCustom || field.IsCustom)) return (field, end);
            if (type.TryField(key + "Id", out field) && field.Kind == FieldKind.Reference && !isCustom) return (field, end);
        }
        return null;
    }

    /// <summary>Names and paths of the type that look like one that it has not.</summary>
    public static IReadOnlyList<string> Near(RecordTypeDefinition type, string name)
    {
        var names = type.Fields.SelectMany(f => f.IsCustom ? [$"{Custom}.{f.Key}", f.Key]
            : f.Kind == FieldKind.Reference && f.Key.EndsWith("Id", StringComparison.Ordinal) ? [f.Key, f.Key[..^2]]
            : new[] { f.Key });
        var near = Nearest.To(name, names);
        if (near.Count == 0 && name.Contains('.')) near = Nearest.To(name[..name.IndexOf('.', StringComparison.Ordinal)], names);
        return near;
    }

    private static CrmValidationException Unknown(RecordTypeDefinition type, string name, int position) => FilterErrors.FieldUnknown(position, type.Key, name, Near(type, name));
}
