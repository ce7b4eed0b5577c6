using CrmKit.Imports;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Quotes;

/// <summary>What the stages of quotes mean for their content.</summary>
internal static class QuoteStages
{
    public const string Expired = "expired";
    public const string Replaced = "replaced";

    /// <summary>Whether it still is being written: in the first stage of its pipeline, whatever that is called.</summary>
    public static bool IsDraft(SaveContext context, Quote quote) =>
        quote is not { PipelineKey: { } key, StageKey: { } stage } || !context.Session.Catalog.TryPipeline(key, out var pipeline) || pipeline.RankOf(stage) <= 0;

    /// <summary>Whether what comes was so elsewhere already, or concerns who the customer is and not what he was offered.</summary>
    public static bool IsHistory(SaveContext context) => context.Session.Door is ImportsDoor.Name or RecordMerger.Door;
}
