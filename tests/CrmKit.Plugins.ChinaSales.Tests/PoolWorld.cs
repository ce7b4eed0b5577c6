using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.ChinaSales;

/// <summary>Two teams, some salespeople, pools: the world in which the pools are tested. The clock begins on Monday, 7 September 2026.</summary>
internal sealed class PoolWorld(PluginTestHost host) : IAsyncDisposable
{
    public PluginTestHost Host { get; } = host;
    public Dictionary<string, User> Users { get; } = [];
    public Team North { get; private set; } = null!;
    public Team South { get; private set; } = null!;

    public static Task<PoolWorld> NewAsync() => NewAsync<ChinaSalesPlugin>();

    public static async Task<PoolWorld> NewAsync<TPlugin>() where TPlugin : CrmPlugin, new()
    {
        var host = PluginTestHost.With<TPlugin>("chinasales", new PluginTestOptions { TimeZone = "Asia/Shanghai", Currency = "CNY", Start = new DateTimeOffset(2026, 9, 7, 2, 0, 0, TimeSpan.Zero) });
        var world = new PoolWorld(host);
        await using var session = host.OpenSession();
        world.North = await session.Records.CreateAsync(new Team { Name = "North" });
        world.South = await session.Records.CreateAsync(new Team { Name = "South" });
        foreach (var (name, team, roles) in new[]
        {
            ("ann", world.North, "sales-rep,chinasales.pool-member"), ("bob", world.North, "sales-rep,chinasales.pool-member"), ("cai", world.South, "sales-rep,chinasales.pool-member"),
            ("deng", world.South, "sales-rep,chinasales.pool-member"), ("boss", world.North, "administrator"),
        })
            world.Users[name] = await session.Records.CreateAsync(new User { Name = name, TeamId = team.Id, Roles = roles });
        return world;
    }

    public DateOnly Today => DateOnly.FromDateTime(Host.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    public ICrmSession As(string? user) => user is null ? Host.OpenSession() : Host.OpenSession(Users[user]);

    public string? NameOf(Guid? user) => Users.Values.FirstOrDefault(u => u.Id == user)?.Name;

    public async Task<CustomRecord> PoolAsync(string code, long held = 0, long perDay = 0, long followUp = 0, long convert = 0, long coolDown = 0, Action<CustomRecord>? more = null)
    {
        await using var session = As(null);
        var pool = new CustomRecord(Pools.Type, code)
        {
            [Pools.Code] = code, [Pools.MaxHeld] = held, [Pools.MaxPerDay] = perDay, [Pools.FollowUpDays] = followUp, [Pools.ConvertDays] = convert, [Pools.CoolDownDays] = coolDown,
        };
        more?.Invoke(pool);
        return await session.Records.CreateAsync(pool);
    }

    /// <summary>A lead in a pool, owned by nobody unless said.</summary>
    public async Task<Lead> LeadAsync(string name, string? owner = null, Action<Lead>? more = null)
    {
        await using var session = As(null);
        var lead = new Lead { Name = name };
        more?.Invoke(lead);
        return await session.Records.CreateAsync(lead, owner is null ? null : new InitialState { OwnerId = Users[owner].Id });
    }

    public async Task<Lead> GetAsync(Lead lead)
    {
        await using var session = As(null);
        return await session.Records.GetAsync<Lead>(lead.Id);
    }

    public Task ClaimAsync(string user, params Lead[] leads) => DoAsync(user, s => s.Assignments.ClaimAsync([.. leads.Select(Ref)]));

    public Task AssignAsync(string? actor, string to, params Lead[] leads) => DoAsync(actor, s => s.Assignments.AssignAsync([.. leads.Select(Ref)], Users[to].Id));

    public Task ReleaseAsync(string? actor, params Lead[] leads) => DoAsync(actor, s => s.Assignments.ReleaseAsync([.. leads.Select(Ref)]));

    public async Task DoAsync(string? actor, Func<ICrmSession, Task> act)
    {
        await using var session = As(actor);
        await act(session);
    }

    public async Task<CrmError> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<CrmException>(act)).Error;

    /// <summary>Moves the clock some calendar days and lets due jobs run.</summary>
    public async Task DaysPassAsync(int days)
    {
        Host.Clock.Advance(TimeSpan.FromDays(days));
        await RunJobsAsync();
    }

    public async Task RunJobsAsync()
    {
        await Host.Services.GetRequiredService<IScheduler>().QueueNowAsync("chinasales.return-due");
        await Host.DispatchAsync();
    }

    public async Task<IReadOnlyList<CustomRecord>> HoldingsAsync(Lead? lead = null)
    {
        await using var session = As(null);
        var all = await session.Records.ListAsync(new Specification<CustomRecord>().OfType(Holdings.Type).OrderBy(h => h.Id));
        return lead is null ? all : [.. all.Where(h => h[Holdings.Lead] == lead.Id)];
    }

    public static RecordRef Ref(Lead lead) => new("lead", lead.Id);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
