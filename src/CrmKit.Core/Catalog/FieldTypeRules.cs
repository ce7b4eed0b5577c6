namespace CrmKit.Catalog;

/// <summary>Checks field types, and that fields store what their type stores. A type that nobody defines now is a plugin's that is not enabled.</summary>
internal static class FieldTypeRules
{
    public static void Check(IReadOnlyList<FieldTypeDefinition> fieldTypes, IReadOnlyList<RecordTypeDefinition> types, CatalogProblems problems)
    {
        foreach (var type in fieldTypes) problems.CheckKey("field type", type.Key, type.Source);
        var known = fieldTypes.ToDictionary(t => t.Key, StringComparer.Ordinal);
        foreach (var type in types)
            foreach (var field in type.Fields)
                if (field.TypeKey is { } key && known.TryGetValue(key, out var fieldType) && fieldType.Kind != field.Kind)
                    problems.Invalid("Field", $"{type.Key}.{field.Key}", $"it is of kind {field.Kind}, but its type '{key}' stores values of kind {fieldType.Kind}.");
    }
}
