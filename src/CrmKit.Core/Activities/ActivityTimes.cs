namespace CrmKit.Activities;

/// <summary>Dates what is logged without a time: it happened now.</summary>
internal sealed class ActivityTimes : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, activity) in context.Living<CrmActivity>())
            if (change.Before is null && activity is not FollowUp && activity.DueAt is null)
                activity.StartsAt ??= activity.DoneAt ?? context.Session.Now;
        return default;
    }
}
