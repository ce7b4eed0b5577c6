using CrmKit.Events;
using CrmKit.PostgreSql;
using CrmKit.Sessions;
using CrmKit.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Faults;

/// <summary>Each door's own failpoints, on each database: the process dies there, and what it did is asked for again.</summary>
public abstract class DoorKillTests
{
    public static TheoryData<string> Points() => [.. KillPlan.Doors.SelectMany(c => c.Points)];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task F23_F37_What_is_killed_at_a_boundary_is_there_once_or_not_at_all_and_done_when_it_is_asked_for_again(string point)
    {
        var plan = KillPlan.Doors.Single(c => c.Points.Contains(point));
        using var bench = await CopyAsync();
        foreach (var scenario in plan.Before) await Crm.RunAsync(scenario, bench.Database, bench.FileFor(scenario));
        var killed = await FaultProcess.RunAsync(plan.Scenario, bench.Database, point.Contains(':', StringComparison.Ordinal) ? point : point + ":kill", bench.FileFor(plan.Scenario));
        Assert.True(killed.ExitCode == FaultProcess.Killed, $"{plan.Scenario}: {point} was not reached: exit {killed.ExitCode}. {string.Join(", ", killed.Refusals)} {killed.Error}");
        await plan.Killed(bench);

        if (!plan.EndsByItself) await Crm.RunAsync(plan.Scenario, bench.Database, bench.FileFor(plan.Scenario), isLater: true);
        await using (var services = Crm.Open(bench.Database, isLater: true))
        {
            var crm = services.GetRequiredService<ICrm>();
            await crm.InitializeAsync();
            await services.GetRequiredService<IDispatcher>().DrainAsync();
            await using var session = crm.OpenSession(Actor.System("check"));
            await plan.Check(bench, session);
        }
        if (plan.KeepsToInvariants) await HoldAsync(bench.Database);
        await DropAsync(bench.Database);
    }

    private protected abstract Task<KillBench> CopyAsync();

    private protected abstract Task HoldAsync(string database);

    private protected abstract Task DropAsync(string database);
}

public sealed class SqliteDoorKillTests(SqliteDoorKillTests.Seeded seeded) : DoorKillTests, IClassFixture<SqliteDoorKillTests.Seeded>
{
    private protected override Task<KillBench> CopyAsync()
    {
        var database = seeded.Sandbox.Copy(Guid.NewGuid().ToString("N"));
        return Task.FromResult(new KillBench(database, sql => Task.FromResult(Sandbox.Count(database, sql))));
    }

    private protected override Task HoldAsync(string database) => Invariants.HoldAsync(database, mayRepeatEffect: false, isLater: true);

    private protected override Task DropAsync(string database) => Task.CompletedTask; // the sandbox goes with its folder

    /// <summary>A seeded database, made once.</summary>
    public sealed class Seeded : IAsyncLifetime
    {
        internal Sandbox Sandbox { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Sandbox = await Sandbox.NewAsync();

        public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
    }
}

public sealed class PostgreSqlDoorKillTests(PostgreSqlKillTests.Seeded seeded) : DoorKillTests, IClassFixture<PostgreSqlKillTests.Seeded>
{
    private protected override async Task<KillBench> CopyAsync()
    {
        var database = await seeded.CopyAsync();
        return new KillBench(database, sql => PostgreSqlInvariants.CountAsync(database, sql));
    }

    private protected override Task HoldAsync(string database) => PostgreSqlInvariants.HoldAsync(database, isLater: true);

    private protected override Task DropAsync(string database) => PostgreSqlCluster.DropAsync(database);
}

/// <summary>A database of its own, and what lies outside it.</summary>
internal sealed class KillBench(string database, Func<string, Task<long>> count) : IDisposable
{
    private Receiver? _receiver;

    public string Database { get; } = database;

    /// <summary>Where backups go.</summary>
    public string File { get; } = Path.Combine(Path.GetTempPath(), $"crmkit-backup-{Guid.NewGuid():N}.zip");

    /// <summary>What takes webhooks.</summary>
    public Receiver Receiver => _receiver ??= new Receiver();

    /// <summary>What a scenario is given besides the database.</summary>
    public string FileFor(string scenario) => scenario == "hook" ? Receiver.Url : File;

    public Task<long> CountAsync(string sql) => count(sql);

    public void Dispose()
    {
        _receiver?.Dispose();
        System.IO.File.Delete(File);
    }
}
