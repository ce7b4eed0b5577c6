using System.Globalization;

namespace CrmKit.Pipelines;

internal static class PipelineErrors
{
    public static CrmError None(RecordRef record) => new("pipeline.none",
        $"Records of type '{record.Type}' have no pipeline, so {record} has no stage. Define a pipeline for the type first.") { Record = record };

    public static CrmError WrongType(RecordRef record, PipelineDefinition pipeline) => new("pipeline.wrong-type",
        $"Pipeline '{pipeline.Key}' is for records of type '{pipeline.RecordType}', but {record} is of type '{record.Type}'. Pick one of its own type's pipelines.") { Record = record, Field = "pipeline" };

    public static CrmError StageUnknown(RecordRef record, PipelineDefinition pipeline, string stage) => new("pipeline.stage-unknown",
        $"Pipeline '{pipeline.Key}' has no stage '{stage}'. Use one of: {string.Join(", ", pipeline.Stages.Select(s => s.Key))}.") { Record = record, Field = "stage" };

    public static CrmError MoveNotAllowed(RecordRef record, StageDefinition from, StageDefinition target) => new("pipeline.move-not-allowed",
        $"From stage '{from.Key}' {record} cannot move to '{target.Key}'. Allowed next: {string.Join(", ", from.AllowedNext)}.") { Record = record, Field = "stage" };

    public static CrmError Closed(RecordRef record, string stage) => new("pipeline.closed",
        $"{record} is closed in stage '{stage}', so its stage cannot change. Reopen it first.") { Record = record, Field = "stage" };

    public static CrmError NotClosed(RecordRef record) => new("pipeline.not-closed",
        $"{record} is neither closed nor shelved, so there is nothing to reopen.") { Record = record };

    public static CrmError ConversionRequired(RecordRef record, StageDefinition target) => new("pipeline.conversion-required",
        $"Only a conversion enters stage '{target.Key}', and {record} is not converted. Convert it, or choose another stage.") { Record = record, Field = "stage" };

    public static CrmError RequiredField(RecordRef record, StageDefinition target, string field) => new("pipeline.required-field",
        $"Stage '{target.Key}' needs a value in '{field}' of {record}. Give it with the move.") { Record = record, Field = field };

    public static CrmError LossReasonRequired(RecordRef record, StageDefinition target) => new("pipeline.loss-reason-required",
        $"Stage '{target.Key}' needs a loss reason for {record}. Give it with the move.") { Record = record, Field = "lossReason" };

    public static CrmError LossReasonUnknown(RecordRef record, string reason, IEnumerable<string> known) => new("pipeline.loss-reason-unknown",
        $"'{reason}' is no loss reason for {record}. Use one of: {string.Join(", ", known)}.") { Record = record, Field = "lossReason" };

    public static CrmError InFuture(RecordRef record, string field) => new("pipeline.in-future",
        $"{record} cannot have entered its stage in the future. Give a time up to now, or leave it out.") { Record = record, Field = field };

    public static CrmError BeforeEntry(RecordRef record, DateTimeOffset since) => new("pipeline.before-entry",
        string.Create(CultureInfo.InvariantCulture, $"{record} is in its present stage since {since:u}; it cannot have left it before. Give a later time.")) { Record = record, Field = "stageEnteredAt" };

    public static CrmError ClosedBeforeOpened(RecordRef record, DateOnly openedOn) => new("pipeline.closed-before-opened",
        string.Create(CultureInfo.InvariantCulture, $"{record} was opened on {openedOn:yyyy-MM-dd}; it cannot have closed before. Correct one of the two days.")) { Record = record, Field = "closedOn" };

    public static CrmError GuardFailed(RecordRef record, string guard, string why) => new("pipeline.guard-failed",
        $"Guard {guard} could not decide about {record}, so the move is refused: {why}") { Record = record };
}
