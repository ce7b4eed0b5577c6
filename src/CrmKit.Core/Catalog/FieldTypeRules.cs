using CrmKit.Plugins;

namespace CrmKit.Catalog;

/// <summary>Checks field types, and that fields store what their type stores. A type that nobody defines now is a plugin's that is not enabled.</summary>
internal static class FieldTypeRules
{
    public static void Check(IReadOnlyList<FieldTypeDefinition> fieldTypes, IReadOnlyList<RecordTypeDefinition> types, IReadOnlyList<PluginAsset> assets, CatalogProblems problems)
    {
        foreach (var type in fieldTypes)
        {
            problems.CheckKey("field type", type.Key, type.Source);
            if (type.Editor is { } editor) Check(type, editor, assets, problems);
        }
        var known = fieldTypes.ToDictionary(t => t.Key, StringComparer.Ordinal);
        foreach (var type in types)
            foreach (var field in type.Fields)
                if (field.TypeKey is { } key && known.TryGetValue(key, out var fieldType) && fieldType.Kind != field.Kind)
                    problems.Invalid("Field", $"{type.Key}.{field.Key}", $"it is of kind {field.Kind}, but its type '{key}' stores values of kind {fieldType.Kind}.");
    }

    // Only what cannot run anything when it is followed, and only to a host that the plugin names.
    private static void Check(FieldTypeDefinition type, FieldEditor editor, IReadOnlyList<PluginAsset> assets, CatalogProblems problems)
    {
        if (editor.Link is { } link && (!link.Contains("{value}", StringComparison.Ordinal) || !Uri.TryCreate(link.Replace("{value}", "x", StringComparison.Ordinal), UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttps || !link.StartsWith($"https://{address.Authority}/", StringComparison.OrdinalIgnoreCase)))
            problems.Invalid("Field type", type.Key, $"its link '{link}' is no address of https with {{value}} in its path or query.");
        var own = assets.Where(a => a.Source == type.Source).ToList(); // none where a plugin is compiled into its host: then the field is typed without it
        if (editor.Module is { } module && own.Count > 0 && !own.Exists(a => a.Name == module && a.ContentType.StartsWith("text/javascript", StringComparison.Ordinal)))
            problems.Invalid("Field type", type.Key, $"its script '{module}' is not in the plugin's folder 'assets'.");
    }
}
