using CrmKit.Plugins;

namespace CrmKit.Catalog;

/// <summary>Joins record types with the fields that other sources add, and checks both.</summary>
internal static class TypeRules
{
    public static List<RecordTypeDefinition> Compose(IReadOnlyList<ExtensionSource> sources, CatalogProblems problems)
    {
        var types = problems.Distinct("Record type", sources.SelectMany(s => s.RecordTypes), t => t.Key, t => t.Source);
        CheckPlurals(types, problems);
        var known = types.Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
        // Administrators' fields on types of a plugin sleep while it is not enabled.
        var added = sources.SelectMany(s => s.Fields.Where(f => s.Id != AdminSource.Id || (known.Contains(f.RecordType) && known.Contains(f.Field.ReferenceType ?? f.RecordType)))).ToLookup(f => f.RecordType, f => f.Field, StringComparer.Ordinal);
        for (var i = 0; i < types.Count; i++)
        {
            var type = types[i];
            if (type.IsSound && !added.Contains(type.Key)) continue; // looked at before
            var lists = added[type.Key].Where(f => IsListOf(type, f)).ToDictionary(f => f.Key, f => f.Options, StringComparer.Ordinal);
            var own = lists.Count == 0 ? type.Fields : [.. type.Fields.Select(f => lists.TryGetValue(f.Key, out var options) ? f with { Options = options } : f)];
            var fields = problems.Distinct($"Field of '{type.Key}'", own.Concat(added[type.Key].Where(f => !lists.ContainsKey(f.Key))), f => f.Key, f => f.Source);
            if (fields.Count != type.Fields.Count || lists.Count > 0) types[i] = type.With(fields);
        }

        foreach (var target in added)
            if (!known.Contains(target.Key))
                problems.Invalid("Field", $"{target.Key}.{target.First().Key}", $"'{target.First().Source}' adds it to a record type that nobody defines.");
        foreach (var type in types)
        {
            CheckTargets(type, known, problems);
            if (type.IsSound) continue;
            var before = problems.Count;
            Check(type, problems);
            type.IsSound = problems.Count == before;
        }
        return types;
    }

    // What administrators say of a field that takes options from them is its list, not another field.
    private static bool IsListOf(RecordTypeDefinition type, FieldDefinition added) =>
        added is { Source: AdminSource.Id, Kind: FieldKind.Option } && type.TryField(added.Key, out var field) && field.TakesOptions;

    private static void CheckPlurals(List<RecordTypeDefinition> types, CatalogProblems problems)
    {
        var names = types.ToDictionary(t => t.Key, t => t.Source, StringComparer.Ordinal);
        foreach (var type in types)
        {
            problems.CheckKey("record type", type.Key, type.Source);
            problems.CheckKey("plural of a record type", type.PluralKey, type.Source);
            if (!names.TryAdd(type.PluralKey, type.Source)) problems.Add(CatalogErrors.Duplicate("Plural", type.PluralKey, names[type.PluralKey], type.Source));
        }
    }

    private static void CheckTargets(RecordTypeDefinition type, HashSet<string> known, CatalogProblems problems)
    {
        foreach (var field in type.Fields)
            if (field is { Nature: not FieldNature.System, ReferenceType: { } target } && !known.Contains(target))
                problems.Invalid("Field", $"{type.Key}.{field.Key}", $"it points at record type '{target}', which nobody defines.");
    }

    private static void Check(RecordTypeDefinition type, CatalogProblems problems)
    {
        if (!type.TryField(type.NameField, out _)) problems.Invalid("Record type", type.Key, $"the field that it is known by, '{type.NameField}', is none of its fields.");
        if (type.ParentField is { } parent && (!type.TryField(parent, out var reference) || reference.Kind != FieldKind.Reference))
            problems.Invalid("Record type", type.Key, $"its parent field '{parent}' is none of its references.");
        foreach (var field in type.Fields) Check(type, field, problems);
    }

    private static void Check(RecordTypeDefinition type, FieldDefinition field, CatalogProblems problems)
    {
        if (field.IsCustom) problems.CheckKey("field", field.Key, field.Source);
        // Properties may point at records of any type, with the type in a property beside them (an activity's subject).
        if (field is { Kind: FieldKind.Reference, IsCustom: true, ReferenceType: null })
            problems.Invalid("Field", $"{type.Key}.{field.Key}", "a reference names the record type that it points at.");
        if (field.Minimum > field.Maximum) problems.Invalid("Field", $"{type.Key}.{field.Key}", $"its minimum {field.Minimum} is above its maximum {field.Maximum}.");
        if (field.MaxLength is <= 0) problems.Invalid("Field", $"{type.Key}.{field.Key}", "its greatest length is not above 0.");
        if (field.Options.Select(o => o.Code).Distinct(StringComparer.Ordinal).Count() != field.Options.Count || field.Options.Any(o => string.IsNullOrWhiteSpace(o.Code)))
            problems.Invalid("Field", $"{type.Key}.{field.Key}", "its options have empty codes, or two with one code.");
        if (field.Section is { } section && (!FieldKey.IsValid(section.Key) || string.IsNullOrWhiteSpace(section.Label?.English)))
            problems.Invalid("Field", $"{type.Key}.{field.Key}", $"its section '{section.Key}' needs a key of lower-case words, digits and hyphens, and a heading.");
        problems.CheckPattern(type.Key, field);
    }
}
