using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.ChinaSales;

/// <summary>Reads what the rules need, as the system: they must count what the caller cannot see.</summary>
internal sealed class PoolReader(IPluginSettings settings)
{
    private const int PerQuestion = 200;

    public ValueTask<SettingValues> SettingsAsync(ICrmSession session, CancellationToken cancellationToken) => settings.ReadAsync(session, cancellationToken);

    /// <summary>All pools by code.</summary>
    public async Task<Dictionary<string, PoolTerms>> TermsAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        var pools = await PoolsAsync(session, cancellationToken);
        if (pools.Count == 0) return [];
        var values = await settings.ReadAsync(session, cancellationToken);
        return pools.ToDictionary(p => p[Pools.Code]!, p => PoolTerms.Of(p, values), StringComparer.Ordinal);
    }

    public static async Task<IReadOnlyList<CustomRecord>> PoolsAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Pools.Actor);
        return await Ask.ListAsync<CustomRecord>(session, Pools.Type, null, cancellationToken);
    }

    /// <summary>The stays of leads that match a further condition in the filter language.</summary>
    public static async Task<List<CustomRecord>> HoldingsAsync(ICrmSession session, IEnumerable<Guid> leads, string condition, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Pools.Actor);
        var found = new List<CustomRecord>();
        foreach (var chunk in leads.Distinct().Chunk(PerQuestion))
        {
            var filter = $"custom.{Holdings.Lead.Key} in ({string.Join(',', chunk.Select(l => $"'{l}'"))}) and {condition}";
            found.AddRange(await Ask.ListAsync<CustomRecord>(session, Holdings.Type, filter, cancellationToken));
        }
        return found;
    }

    public static async Task<Dictionary<Guid, CustomRecord>> OpenHoldingsAsync(ICrmSession session, IEnumerable<Guid> leads, CancellationToken cancellationToken) =>
        (await HoldingsAsync(session, leads, $"not custom.{Holdings.IsEnded.Key}", cancellationToken)).DistinctBy(h => h[Holdings.Lead]).ToDictionary(h => h[Holdings.Lead]!.Value);

    /// <summary>How many open leads of a pool, or of all pools, a user has.</summary>
    public static async Task<long> HeldAsync(ICrmSession session, Guid user, string? pool, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Pools.Actor);
        var ofPool = pool is null ? "pool ne null" : $"pool eq {Ask.Quote(pool)}";
        return await Ask.CountAsync(session, "lead", $"ownerId eq '{user}' and closedAt eq null and convertedAt eq null and {ofPool}", cancellationToken);
    }

    /// <summary>How many leads a user took from a pool today.</summary>
    public static async Task<long> TakenTodayAsync(ICrmSession session, Guid user, string pool, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Pools.Actor);
        return await Ask.CountAsync(session, Holdings.Type,
            $"custom.{Holdings.User.Key} eq '{user}' and custom.{Holdings.TakenFrom.Key} eq {Ask.Quote(pool)} and custom.{Holdings.TakenOn.Key} eq today()", cancellationToken);
    }

    /// <summary>Users and teams, as far as rules ask for them.</summary>
    public static async Task<People> PeopleAsync(ICrmSession session, IEnumerable<Guid?> users, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Pools.Actor);
        var ids = users.OfType<Guid>().Distinct().ToList();
        var found = ids.Count == 0 ? [] : (await session.Records.GetManyAsync("user", ids, cancellationToken)).OfType<User>().ToDictionary(u => u.Id);
        return new People(found, (await Ask.ListAsync<Team>(session, "team", null, cancellationToken)).ToDictionary(t => t.Id));
    }
}

/// <summary>Who is in which team.</summary>
internal sealed class People(IReadOnlyDictionary<Guid, User> users, IReadOnlyDictionary<Guid, Team> teams)
{
    public bool IsActive(Guid user) => users.TryGetValue(user, out var found) && found.IsActive;

    /// <summary>Whether a user is in a team or in one under it.</summary>
    public bool IsIn(Guid? user, Guid team) => TeamsUpwards(user).Any(t => t.Id == team);

    /// <summary>Whether two users are in one team, or one leads the other's, or is in a team above it.</summary>
    public bool AreTogether(Guid? user, Guid owner)
    {
        if (user == owner) return true;
        if (user is not { } id || !users.TryGetValue(id, out var found)) return false;
        return TeamsUpwards(owner).Any(t => t.Id == found.TeamId || t.ManagerId == id);
    }

    private IEnumerable<Team> TeamsUpwards(Guid? user)
    {
        var team = user is { } id && users.TryGetValue(id, out var found) ? found.TeamId : null;
        for (var steps = 0; steps < 100 && team is { } key && teams.TryGetValue(key, out var one); steps++, team = one.ParentId) yield return one;
    }
}
