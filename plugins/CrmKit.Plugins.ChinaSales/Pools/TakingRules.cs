using CrmKit.Leads;
using CrmKit.Sessions;

namespace CrmKit.ChinaSales;

/// <summary>A lead of a pool that is about to count among what a user holds.</summary>
/// <param name="Lead">The lead as it will be.</param>
/// <param name="User">Who will hold it.</param>
/// <param name="FromPool">Whether it comes out of the pool, so that it counts for the day.</param>
/// <param name="IsNew">Whether the user gets it now; off when it only begins to count (reopened, moved to another pool).</param>
/// <param name="Refuse">Refuses it.</param>
internal sealed record Taking(Lead Lead, Guid User, bool FromPool, bool IsNew, Action<CrmError> Refuse)
{
    /// <summary>Whether it counts already among what the user holds in all pools: it only goes from one to another.</summary>
    public bool IsCounted { get; init; }
}

/// <summary>Caps, team and cool-down: one rule for every way in which a lead may come to somebody.</summary>
internal sealed class TakingRules(PoolReader reader)
{
    /// <summary>Refuses what goes beyond; in the order given, so that of a batch the first fit.</summary>
    /// <param name="session">The session of the change.</param>
    /// <param name="takings">What is asked; leads that are in no pool are let through.</param>
    /// <param name="terms">All pools.</param>
    /// <param name="mayBreakCoolDown">Whether the acting user may give a lead back before its time.</param>
    /// <param name="cancellationToken">Cancels the questions.</param>
    public async ValueTask CheckAsync(ICrmSession session, IReadOnlyList<Taking> takings, Dictionary<string, PoolTerms> terms, bool mayBreakCoolDown, CancellationToken cancellationToken)
    {
        var pooled = takings.Where(t => t.Lead.Pool is { } pool && terms.ContainsKey(pool)).ToList();
        if (pooled.Count == 0) return;
        var inAll = (await reader.SettingsAsync(session, cancellationToken))[ChinaSalesSettings.MaxHeldInAll] ?? 0;
        var people = await PoolReader.PeopleAsync(session, pooled.Select(t => (Guid?)t.User), cancellationToken);
        var cooling = mayBreakCoolDown ? [] : await CoolingAsync(session, pooled, cancellationToken);
        var (held, today) = (new Dictionary<(Guid User, string? Pool), long>(), new Dictionary<(Guid User, string Pool), long>());

        foreach (var taking in pooled)
        {
            var pool = terms[taking.Lead.Pool!];
            if (taking.IsNew && pool.Team is { } team && !people.IsIn(taking.User, team))
            {
                taking.Refuse(ChinaSalesErrors.NotInTeam(taking.Lead, pool));
                continue;
            }
            if (taking.IsNew && cooling.TryGetValue((taking.Lead.Id, taking.User), out var until))
            {
                taking.Refuse(ChinaSalesErrors.CoolDown(taking.Lead, until));
                continue;
            }
            if (taking.Lead.ClosedAt is not null || taking.Lead.ConvertedAt is not null) continue; // what is closed takes no place
            var ofPool = await CountAsync(held, (taking.User, pool.Code), () => PoolReader.HeldAsync(session, taking.User, pool.Code, cancellationToken));
            var ofAll = inAll > 0 ? await CountAsync(held, (taking.User, null), () => PoolReader.HeldAsync(session, taking.User, null, cancellationToken)) : 0;
            var ofDay = taking.FromPool && pool.MaxPerDay > 0 ? await CountAsync(today, (taking.User, pool.Code), () => PoolReader.TakenTodayAsync(session, taking.User, pool.Code, cancellationToken)) : 0;
            if (pool.MaxHeld > 0 && ofPool >= pool.MaxHeld) taking.Refuse(ChinaSalesErrors.TooManyHeld(taking.Lead, pool.Code, ofPool, pool.MaxHeld));
            else if (inAll > 0 && !taking.IsCounted && ofAll >= inAll) taking.Refuse(ChinaSalesErrors.TooManyHeld(taking.Lead, null, ofAll, inAll));
            else if (taking.FromPool && pool.MaxPerDay > 0 && ofDay >= pool.MaxPerDay) taking.Refuse(ChinaSalesErrors.TooManyToday(taking.Lead, pool.Code, ofDay, pool.MaxPerDay));
            else
            {
                held[(taking.User, pool.Code)] = ofPool + 1;
                if (inAll > 0 && !taking.IsCounted) held[(taking.User, null)] = ofAll + 1;
                if (taking.FromPool && pool.MaxPerDay > 0) today[(taking.User, pool.Code)] = ofDay + 1;
            }
        }
    }

    private static async Task<Dictionary<(Guid Lead, Guid User), DateOnly>> CoolingAsync(ICrmSession session, List<Taking> takings, CancellationToken cancellationToken)
    {
        var stays = await PoolReader.HoldingsAsync(session, takings.Where(t => t.IsNew).Select(t => t.Lead.Id), $"custom.{Holdings.CoolUntil.Key} ge today()", cancellationToken);
        return stays.GroupBy(s => (s[Holdings.Lead]!.Value, s[Holdings.User]!.Value)).ToDictionary(g => g.Key, g => g.Max(s => s[Holdings.CoolUntil]!.Value));
    }

    private static async Task<long> CountAsync<TKey>(Dictionary<TKey, long> counts, TKey key, Func<Task<long>> count) where TKey : notnull
    {
        if (!counts.TryGetValue(key, out var known)) counts[key] = known = await count();
        return known;
    }
}
