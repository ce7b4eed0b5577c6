namespace CrmKit.Conversions;

internal static class ConversionErrors
{
    public static CrmError Done(RecordRef source, IReadOnlyList<RecordRef> winners) => new("conversion.done",
        $"{source} is converted already{(winners.Count == 0 ? "" : $", into {winners[0]}")}. Use what it became.") { Record = source };

    public static CrmError Undefined(RecordRef source, string? to, string process) => new("conversion.undefined", to is null
        ? $"Process '{process}' has no link after '{source.Type}'. Name the type to make, or another process."
        : $"There is no conversion from '{source.Type}' to '{to}'. It may belong to a plugin that is not enabled.") { Record = source };

    public static CrmError ProcessUnknown(string process, IEnumerable<string> known) => new("conversion.process-unknown",
        $"There is no sales process '{process}'. Use one of: {string.Join(", ", known)}.");

    public static CrmError Stage(RecordRef source, string stage) => new("conversion.stage",
        $"{source} is in stage '{stage}', from which it cannot be converted. Move it on or reopen it first.") { Record = source };

    public static CrmError StepFailed(RecordRef source, string step, string plugin, string why) => new("conversion.step-failed",
        $"Step '{step}' of '{plugin}' failed, so {source} is not converted: {why}") { Record = source };
}
