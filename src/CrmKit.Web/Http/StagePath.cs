using CrmKit.Pipelines;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The stages of a record's pipeline, and where it may go.</summary>
internal static class StagePath
{
    /// <param name="call">Who looks.</param>
    /// <param name="type">The type of the record.</param>
    /// <param name="record">The record.</param>
    /// <param name="mayMove">Whether he may move it.</param>
    /// <param name="responsible">Who is responsible for stages, by their keys.</param>
    /// <param name="note">What was noted when it was moved to where it is; <see langword="null"/> for nothing that he may read.</param>
    public static StagePathModel? Of(WebCall call, RecordTypeDefinition type, Record record, bool mayMove, IReadOnlyDictionary<string, string>? responsible = null, string? note = null)
    {
        if (record is not RootRecord { PipelineKey: { } key } root || !call.Session.Catalog.TryPipeline(key, out var pipeline)) return null;
        var open = mayMove ? Targets(pipeline, root).Select(s => s.Key).ToHashSet(StringComparer.Ordinal) : [];
        return new StagePathModel(call.Links.Stage(type, record.Id), record.Version,
            [.. pipeline.Stages.Select(s => new StageStep(s.Key, s.Label.For(call.Culture), s.Key == root.StageKey, open.Contains(s.Key), responsible?.GetValueOrDefault(s.Key)))], note);
    }

    /// <summary>Where a record may be moved to from where it is; what guards say comes when it is tried.</summary>
    public static IEnumerable<StageDefinition> Targets(PipelineDefinition pipeline, RootRecord record)
    {
        if (record.ClosedAt is not null || record.StageKey is not { } at || pipeline.FindStage(at) is not { } stage) return [];
        return pipeline.Stages.Where(s => s.Key != at && !s.RequiresConversion && (stage.AllowedNext.Count == 0 || stage.AllowedNext.Contains(s.Key)));
    }
}
