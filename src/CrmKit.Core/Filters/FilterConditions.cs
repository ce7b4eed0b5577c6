namespace CrmKit.Filters;

/// <summary>What a stored filter asks about.</summary>
internal static class FilterConditions
{
    /// <summary>Its conditions with the fields they are about; without those of plugins that are not enabled.</summary>
    public static IEnumerable<(FieldPath Path, Condition Condition)> Of(string? filter, string recordType, CatalogSnapshot catalog)
    {
        if (string.IsNullOrWhiteSpace(filter) || !catalog.TryType(recordType, out var type)) yield break;
        foreach (var condition in Of(FilterParser.Parse(filter)))
            if (Resolve(condition) is { } path) yield return (path, condition);

        FieldPath? Resolve(Condition condition)
        {
            try
            {
                return FieldPaths.Resolve(catalog, type, condition.Path, condition.Position);
            }
            catch (CrmValidationException)
            {
                return null; // of a plugin that is not enabled
            }
        }
    }

    /// <summary>The conditions of a parsed filter, from left to right.</summary>
    public static IEnumerable<Condition> Of(FilterNode node) => node switch
    {
        AllOf all => all.Parts.SelectMany(Of),
        AnyOf any => any.Parts.SelectMany(Of),
        Negation negation => Of(negation.Inner),
        Related => [], // of records of another type
        _ => [(Condition)node],
    };

    /// <summary>The fields that a path reads: each reference on the way, and the last field.</summary>
    public static IEnumerable<(RecordTypeDefinition Type, FieldDefinition Field)> Fields(this FieldPath path) => path.Hops.Select(h => (h.From, h.Reference)).Append((path.Type, path.Field));
}
