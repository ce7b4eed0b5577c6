using CrmKit.Enrichment;

namespace CrmKit.Catalog;

/// <summary>Checks enrichment sources: the types that they know about must exist and hold what people fill in.</summary>
internal static class EnrichmentRules
{
    public static void Check(EnrichmentSourceDefinition source, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        problems.CheckKey("enrichment source", source.Key, source.Source);
        if (source.RecordTypes.Count == 0) problems.Invalid("Enrichment source", source.Key, "it is for no record type.");
        foreach (var type in source.RecordTypes.Where(t => !types.TryGetValue(t, out var known) || known.IsAppendOnly))
            problems.Invalid("Enrichment source", source.Key, $"it is for record type '{type}', which nobody defines or whose records do not change.");
    }
}
