using CrmKit.Activities;
using CrmKit.Records;

namespace CrmKit.ChinaSales;

/// <summary>A call, visit, mail, message or done follow-up by the one who holds a lead moves its deadline; one that comes too late does not.</summary>
[Saves(Holdings.Type)]
internal sealed class FollowUps(PoolReader reader) : IAfterSave
{
    /// <summary>The activities that count. A note is no contact with the customer.</summary>
    public static IReadOnlyList<string> Types { get; } = ["phone-call", "appointment", "email-message", "channel-message", "follow-up"];

    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var done = context.Changes.Where(c => c.Operation is RecordOperation.Create or RecordOperation.Update)
            .Where(c => c.After is CrmActivity { RegardingType: "lead", RegardingId: not null } after && Happened(after, session.Now) && !(c.Before is CrmActivity before && Happened(before, session.Now)))
            .Select(c => (CrmActivity)c.After).ToList();
        if (done.Count == 0) return;
        var terms = await reader.TermsAsync(session, cancellationToken);
        var open = await PoolReader.OpenHoldingsAsync(session, done.Select(a => a.RegardingId!.Value), cancellationToken);
        if (open.Count == 0) return;
        var calendar = await CalendarDays.ReadAsync(session, cancellationToken);
        var more = new ChangeSet();
        foreach (var lead in done.GroupBy(a => a.RegardingId!.Value))
        {
            if (!open.TryGetValue(lead.Key, out var holding) || lead.All(a => a.OwnerId != holding[Holdings.User])) continue;
            if (!terms.TryGetValue(holding[Holdings.Pool] ?? "", out var pool) || Holdings.IsOverdue(holding, session.Today) || holding[Holdings.FollowedOn] == session.Today) continue;
            // The day of entry counts, not the one that is claimed.
            holding[Holdings.FollowedOn] = session.Today;
            holding[Holdings.FollowUpBy] = pool.FollowUpBy(calendar, session.Today);
            if (holding[Holdings.ClosedOn] is null) holding[Holdings.DueOn] = PoolTerms.Earlier(holding[Holdings.FollowUpBy], holding[Holdings.ConvertBy]);
            more.Update(holding);
        }
        if (more.Changes.Count == 0) return;
        using var system = session.AsSystem(Pools.Actor);
        await session.Records.SaveAsync(more, cancellationToken);
    }

    private static bool Happened(CrmActivity activity, DateTimeOffset now) =>
        activity is FollowUp ? activity.DoneAt is not null : activity.DoneAt is not null || activity.StartsAt <= now;
}
