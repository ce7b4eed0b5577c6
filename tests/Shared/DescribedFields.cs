using CrmKit.Catalog;

namespace CrmKit;

/// <summary>Which fields of a source do not say what they mean in both languages, as <c>type.field</c>.</summary>
internal static class DescribedFields
{
    public static IEnumerable<string> Missing(CatalogSnapshot catalog, string source) =>
        from type in catalog.Types
        from field in type.Fields
        where field.Source == source && (string.IsNullOrWhiteSpace(field.Description?.English) || string.IsNullOrWhiteSpace(field.Description.Chinese))
        select $"{type.Key}.{field.Key}";
}
