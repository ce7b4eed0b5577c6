using CrmKit.Fields;

namespace CrmKit.Pipelines;

/// <summary>What a stage itself demands of those who enter it.</summary>
internal static class StageRequirements
{
    public static void Check(PendingStageEntry pending, Func<FieldDefinition, Record, bool> isShown, Action<PendingStageEntry, CrmError> refuse)
    {
        var (type, record, target) = (pending.Type, pending.Record, pending.Target!);
        var at = type.Ref(record.Id);
        foreach (var key in target.RequiredFields)
            // What is not asked of the record is not asked by a stage. A field that is gone with its plugin cannot have a value: the stage stays shut until the plugin or the stage changes.
            if (!type.TryField(key, out var field) || isShown(field, record) && IsEmpty(field.Get(record))) refuse(pending, PipelineErrors.RequiredField(at, target, key));

        if (target.RequiresLossReason && string.IsNullOrWhiteSpace(record.LossReason)) refuse(pending, PipelineErrors.LossReasonRequired(at, target));
        else if (record.LossReason is { } reason && type.TryField("lossReason", out var reasons) && reasons.Options.Count > 0 && !IsAmong(reasons.Options, reason))
            refuse(pending, PipelineErrors.LossReasonUnknown(at, reason, reasons.Options.Select(o => o.Code)));

        if (record.ClosedOn is { } closed && type.TryField("openedOn", out var opened) && opened.Get(record) is DateOnly openedOn && closed < openedOn)
            refuse(pending, PipelineErrors.ClosedBeforeOpened(at, openedOn));
    }

    private static bool IsAmong(IReadOnlyList<FieldOption> options, string code)
    {
        foreach (var option in options)
            if (option.Code == code) return true;
        return false;
    }

    private static bool IsEmpty(object? value) => value is null || value is string text && string.IsNullOrWhiteSpace(text);
}
