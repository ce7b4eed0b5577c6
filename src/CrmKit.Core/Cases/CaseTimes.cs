namespace CrmKit.Cases;

/// <summary>Works out when a case is due, by its priority and from its creation on, and since when it is closed.</summary>
internal sealed class CaseTimes : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, item) in context.Living<SupportCase>())
        {
            item.ResolvedAt = item.ClosedAt;
            if (change.Before is SupportCase before && before.Priority == item.Priority && before.ResolutionDueAt is not null) continue;
            var created = change.Before?.CreatedAt ?? (item.CreatedAt == default ? Began(item, context.Session.Now) : item.CreatedAt);
            var (response, resolution) = ServiceLevels.Of(item.Priority);
            (item.FirstResponseDueAt, item.ResolutionDueAt) = (created + response, created + resolution);
        }
        return default;
    }

    // A case brought from elsewhere began when it entered its stage, at the latest.
    private static DateTimeOffset Began(SupportCase item, DateTimeOffset now) => item.StageEnteredAt is { } entered && entered < now ? entered : now;
}
