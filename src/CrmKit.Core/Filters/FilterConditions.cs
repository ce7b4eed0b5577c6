namespace CrmKit.Filters;

/// <summary>What a stored filter asks about.</summary>
internal static class FilterConditions
{
    /// <summary>Its conditions with the fields they are about, also those of related records; without those of plugins that are not enabled.</summary>
    public static IEnumerable<(FieldPath Path, Condition Condition)> Of(string? filter, string recordType, CatalogSnapshot catalog) =>
        string.IsNullOrWhiteSpace(filter) || !catalog.TryType(recordType, out var type) ? [] : Of(FilterParser.Parse(filter), type, catalog);

    private static IEnumerable<(FieldPath Path, Condition Condition)> Of(FilterNode node, RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        foreach (var leaf in node.Leaves())
            if (leaf is Condition condition)
            {
                if (Known(() => FieldPaths.Resolve(catalog, type, condition.Path, condition.Position)) is not { } path) continue;
                yield return (path, condition);
                if (condition.Other is { } named && Known(() => FieldPaths.Other(path, named)) is { } other) yield return (path with { Field = other }, condition);
            }
            else if (leaf is Related { Inner: { } inner } related && Known(() => FilterPlan.Relation(related, type, catalog)) is { } relation)
                foreach (var found in Of(inner, relation.Type, catalog)) yield return found;
    }

    private static T? Known<T>(Func<T> resolve) where T : class
    {
        try
        {
            return resolve();
        }
        catch (CrmValidationException)
        {
            return null; // of a plugin that is not enabled
        }
    }

    /// <summary>The fields that a path reads: each reference on the way, and the last field.</summary>
    public static IEnumerable<(RecordTypeDefinition Type, FieldDefinition Field)> Fields(this FieldPath path) => path.Hops.Select(h => (h.From, h.Reference)).Append((path.Type, path.Field));
}
