namespace CrmKit.Enrichment;

internal static class EnrichmentErrors
{
    public static CrmError RecordCount(int count) => new("enrichment.record-count", $"Sources are asked about 1 to {IEnrichment.MostRecords} records at a time; these are {count}. Ask about fewer at once.");

    public static CrmError NothingChosen() => new("enrichment.record-count", "No proposal is chosen. Choose at least one.");

    public static CrmError Twice(string field) => new("enrichment.twice", $"Two proposals are chosen for field '{field}'. Choose one of them.") { Field = field };

    public static CrmError Gone(EnrichmentChoice choice) => new("enrichment.gone", $"Source '{choice.Source}' does not propose a value for field '{choice.Field}' any more. Look at the proposals again.") { Field = choice.Field };
}
