namespace CrmKit.Pipelines;

/// <summary>What a stage itself demands of those who enter it.</summary>
internal static class StageRequirements
{
    public static IEnumerable<CrmError> Missing(PendingStageEntry pending)
    {
        var (type, record, target) = (pending.Type, pending.Record, pending.Target!);
        var at = type.Ref(record.Id);
        foreach (var key in target.RequiredFields)
            // A field that is gone with its plugin cannot have a value: the stage stays shut until the plugin or the stage changes.
            if (!type.TryField(key, out var field) || IsEmpty(field.Get(record))) yield return PipelineErrors.RequiredField(at, target, key);

        if (target.RequiresLossReason && string.IsNullOrWhiteSpace(record.LossReason)) yield return PipelineErrors.LossReasonRequired(at, target);
        else if (record.LossReason is { } reason && type.TryField("lossReason", out var reasons) && reasons.Options.Count > 0 && reasons.Options.All(o => o.Code != reason))
            yield return PipelineErrors.LossReasonUnknown(at, reason, reasons.Options.Select(o => o.Code));

        if (record.ClosedOn is { } closed && type.TryField("openedOn", out var opened) && opened.Get(record) is DateOnly openedOn && closed < openedOn)
            yield return PipelineErrors.ClosedBeforeOpened(at, openedOn);
    }

    private static bool IsEmpty(object? value) => value is null || value is string text && string.IsNullOrWhiteSpace(text);
}
