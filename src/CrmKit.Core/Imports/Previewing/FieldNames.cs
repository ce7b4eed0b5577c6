namespace CrmKit.Imports.Previewing;

/// <summary>How well a header names a field: by its key and labels, by synonyms, by words; the catalog says which fields there are, also those of plugins and administrators.</summary>
internal sealed class FieldNames(CatalogSnapshot catalog, RecordTypeDefinition type, Synonyms synonyms)
{
    private static readonly string[] NameWords = ["name", "名称", "名"];
    private static readonly string[] IdWords = ["id", "number", "编号"];
    private readonly string[] _typeNames = [.. NamesOf(type, synonyms).Select(HeaderName.Compact)];

    /// <summary>The reading of a header as a field: how sure, why, and the field by which a reference is looked up.</summary>
    public sealed record Reading(decimal Confidence, LocalizedText Reason, string? Lookup = null);

    /// <summary>Null when the header has nothing to do with the field.</summary>
    public Reading? Read(string header, FieldDefinition field)
    {
        if (Whole(HeaderName.Compact(header), field) is { } whole) return whole;
        if (HeaderName.WithoutBrackets(header) is var plain && plain != header && Whole(HeaderName.Compact(plain), field) is { } inner) return inner with { Confidence = inner.Confidence * 0.95m };
        return InWords(header, field);
    }

    private Reading? Whole(string header, FieldDefinition field)
    {
        if (header.Length == 0) return null;
        if (Own(field).Contains(header)) return new(1m, new("The column is called like the field.", "列名与字段名相同。"));
        if (synonyms.Fields.GetValueOrDefault($"{type.Key}.{field.Key}", []).Any(s => HeaderName.Compact(s) == header)) return new(0.95m, new("The column's name is a synonym of the field's.", "列名是该字段的同义词。"));
        if (Reference(header, field) is { } reference) return reference;
        if (synonyms.Fields.GetValueOrDefault(field.Key, []).Any(s => HeaderName.Compact(s) == header)) return new(0.9m, new("The column's name is a synonym of the field's.", "列名是该字段的同义词。"));
        foreach (var name in _typeNames) // Lead Source is the Source of a lead
            if (header.Length > name.Length && header.StartsWith(name, StringComparison.Ordinal) && Whole(header[name.Length..], field) is { } rest) return rest with { Confidence = rest.Confidence * 0.97m };
        return null;
    }

    // Account Name and Account ID name the account.
    private Reading? Reference(string header, FieldDefinition field)
    {
        if (field.Kind != FieldKind.Reference || field.ReferenceType is null || !catalog.TryType(field.ReferenceType, out var target)) return null;
        foreach (var name in Own(field).Concat(NamesOf(target, synonyms).Select(HeaderName.Compact)))
        {
            if (NameWords.Any(w => header == name + w)) return new(0.93m, new("The column names the record that the field points at.", "该列写的是所关联记录的名称。"));
            if (IdWords.Any(w => header == name + w)) return new(0.88m, new("The column has the id of the record that the field points at.", "该列写的是所关联记录的编号。"), "externalId");
        }
        return null;
    }

    private Reading? InWords(string header, FieldDefinition field)
    {
        var words = Canonical(header);
        var best = new[] { field.Label.English, field.Key.Split('.')[^1] }.Select(Canonical).Where(n => n.Count > 0).Max(n => (decimal)n.Intersect(words).Count() / Math.Max(1, n.Union(words).Count()));
        if (best >= 0.5m) return new(0.3m + (best * 0.35m), new("Words of the column's name are words of the field's.", "列名与字段名有相同的词。"));
        return field.Label.Chinese is { Length: >= 2 } label && header.Contains(label, StringComparison.Ordinal) ? new(0.6m, new("The field's name is in the column's.", "列名包含字段名。")) : null;
    }

    private HashSet<string> Canonical(string name) => [.. HeaderName.Words(name).Select(synonyms.Canonical)];

    private static HashSet<string> Own(FieldDefinition field)
    {
        var names = new HashSet<string> { HeaderName.Compact(field.Key), HeaderName.Compact(field.Key.Split('.')[^1]), HeaderName.Compact(field.Label.English) };
        if (field.Label.Chinese is { } chinese) names.Add(HeaderName.Compact(chinese));
        if (field.Kind == FieldKind.Reference && field.Key.EndsWith("Id", StringComparison.Ordinal)) names.Add(HeaderName.Compact(field.Key[..^2]));
        return names;
    }

    private static IEnumerable<string> NamesOf(RecordTypeDefinition type, Synonyms synonyms) =>
        new[] { type.Key.Split('.')[^1], type.Label.English, type.Label.Chinese ?? type.Label.English }.Concat(synonyms.Types.GetValueOrDefault(type.Key, [])).Distinct();
}
