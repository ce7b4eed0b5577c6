using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.ChinaSales;

/// <summary>Writes down, in the transaction of the change, who got and who lost a lead, and moves its deadlines when it closes or opens again.</summary>
[Saves(Holdings.Type)]
internal sealed class HoldingLedger(PoolReader reader) : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var terms = await reader.TermsAsync(context.Session, cancellationToken);
        var leads = context.Changes.Where(c => c.Operation != RecordOperation.Delete && c.After is Lead { Pool: { } pool } && terms.ContainsKey(pool)).ToList();
        if (leads.Count == 0) return;
        var session = context.Session;
        var isReturn = session.Actor is { IsSystem: true, Name: Pools.Actor };
        var open = await PoolReader.OpenHoldingsAsync(session, leads.Select(c => c.After.Id), cancellationToken);
        var calendar = await CalendarDays.ReadAsync(session, cancellationToken);
        var more = new ChangeSet();
        var serials = new Dictionary<Guid, long>();
        foreach (var change in leads)
        {
            var (before, lead) = (change.Before as Lead, (Lead)change.After);
            var pool = terms[lead.Pool!];
            var holding = open.GetValueOrDefault(lead.Id);
            if (holding is not null && holding[Holdings.User] != lead.OwnerId)
            {
                End(holding, lead.OwnerId is not null ? Holdings.Transferred : isReturn ? Holdings.Returned : Holdings.Released, pool, session.Today);
                more.Update(holding);
            }
            if (lead.OwnerId is { } owner && holding?[Holdings.User] != owner)
            {
                var taken = Begin(lead, owner, before is { OwnerId: null }, pool, calendar, session.Today);
                // A transfer does not buy time: the lead's own deadline goes on.
                if (holding is not null && before?.OwnerId is not null) taken[Holdings.ConvertBy] = holding[Holdings.ConvertBy];
                taken[Holdings.DueOn] = lead.ClosedAt is null ? PoolTerms.Earlier(taken[Holdings.FollowUpBy], taken[Holdings.ConvertBy]) : null;
                taken[Holdings.Serial] = $"{owner:D}/{await NextSerialAsync(session, serials, owner, cancellationToken)}";
                more.Create(taken, new InitialState { TeamId = lead.TeamId }); // nobody owns it: a stay is not passed on with the records of a user
            }
            else if (holding is not null && holding[Holdings.User] == lead.OwnerId && Follows(holding, lead, pool, calendar, session.Today)) more.Update(holding);
        }
        if (more.Changes.Count == 0) return;
        using var system = session.AsSystem(Pools.Actor);
        await session.Records.SaveAsync(more, cancellationToken);
    }

    private static CustomRecord Begin(Lead lead, Guid owner, bool isFromPool, PoolTerms pool, WorkingDays calendar, DateOnly today) => new(Holdings.Type, lead.Name)
    {
        [Holdings.Lead] = lead.Id,
        [Holdings.User] = owner,
        [Holdings.Pool] = pool.Code,
        [Holdings.TakenFrom] = isFromPool ? pool.Code : null,
        [Holdings.TakenOn] = today,
        [Holdings.FollowUpBy] = pool.FollowUpBy(calendar, today),
        [Holdings.ConvertBy] = pool.ConvertBy(calendar, today),
        [Holdings.ClosedOn] = lead.ClosedAt is null ? null : today,
    };

    internal static void End(CustomRecord holding, string reason, PoolTerms? pool, DateOnly today)
    {
        holding[Holdings.IsEnded] = true;
        holding[Holdings.EndedOn] = today;
        holding[Holdings.EndReason] = reason;
        holding[Holdings.DueOn] = null;
        holding[Holdings.CoolUntil] = pool?.CoolUntil(today);
    }

    // Closing stops the clock; opening again lets it go on, and starts it anew only when the lead was closed as long as a cool-down takes: else closing and opening would be a way to keep it.
    private static bool Follows(CustomRecord holding, Lead lead, PoolTerms pool, WorkingDays calendar, DateOnly today)
    {
        var wasPool = holding[Holdings.Pool];
        if (wasPool != pool.Code) holding[Holdings.Pool] = pool.Code;
        var closedOn = holding[Holdings.ClosedOn];
        if (lead.ClosedAt is not null && closedOn is null) (holding[Holdings.ClosedOn], holding[Holdings.DueOn]) = (today, null);
        else if (lead.ClosedAt is null && closedOn is { } since)
        {
            if (since.AddDays(pool.CoolDownDays) <= today) (holding[Holdings.FollowUpBy], holding[Holdings.ConvertBy]) = (pool.FollowUpBy(calendar, today), pool.ConvertBy(calendar, today));
            (holding[Holdings.ClosedOn], holding[Holdings.DueOn]) = (null, PoolTerms.Earlier(holding[Holdings.FollowUpBy], holding[Holdings.ConvertBy]));
        }
        else return wasPool != pool.Code;
        return true;
    }

    private static async Task<long> NextSerialAsync(ICrmSession session, Dictionary<Guid, long> serials, Guid user, CancellationToken cancellationToken)
    {
        if (!serials.TryGetValue(user, out var last))
        {
            using var system = session.AsSystem(Pools.Actor);
            last = await Ask.CountAsync(session, Holdings.Type, $"custom.{Holdings.User.Key} eq '{user}'", cancellationToken);
        }
        return serials[user] = last + 1;
    }
}
