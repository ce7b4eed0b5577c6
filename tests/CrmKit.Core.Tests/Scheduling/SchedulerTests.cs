using CrmKit.Accounts;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Scheduling;

public sealed class SchedulerTests
{
    private static readonly JobDefinition Daily = new() { Key = "test.daily", Label = new("Daily"), Schedule = JobSchedule.Cron("0 8 * * *") };

    /// <summary>Leaves an account for every run, named after its due time.</summary>
    private sealed class Stamp(Switch isBroken) : IScheduledJob
    {
        public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken)
        {
            await context.Session.Records.CreateAsync(new Account { Name = $"{context.DueAt:yyyy-MM-dd HH:mm}" }, cancellationToken: cancellationToken);
            if (isBroken.IsOn) throw new InvalidOperationException("broken");
        }
    }

    private sealed class Switch
    {
        public bool IsOn { get; set; }
    }

    private readonly Switch _isBroken = new();

    private Action<ICrmPluginBuilder> With(params JobDefinition[] jobs) => plugin =>
    {
        plugin.Services.AddSingleton(_isBroken);
        foreach (var job in jobs) plugin.AddJob<Stamp>(job);
    };

    private static async Task RunAsync(TestCrm crm, DateTimeOffset? at = null)
    {
        if (at is { } now) crm.Clock.Now = now;
        await crm.Services.GetRequiredService<IScheduler>().QueueDueAsync();
        await crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
    }

    private static async Task<IReadOnlyList<string>> RunsAsync(TestCrm crm)
    {
        await using var session = crm.OpenSession();
        return [.. (await session.Records.ListAsync(new Specification<Account>())).Select(a => a.Name).Order(StringComparer.Ordinal)];
    }

    private static DateTimeOffset On(int day, int hour, int minute = 0) => new(2026, 3, day, hour, minute, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_job_runs_once_for_each_due_time_and_not_for_what_was_before_it_came()
    {
        await using var crm = new TestCrm(plugin: With(Daily));
        await RunAsync(crm, On(16, 9));
        await RunAsync(crm, On(17, 7, 59));
        Assert.Empty(await RunsAsync(crm));

        await RunAsync(crm, On(17, 8));
        await RunAsync(crm, On(17, 8, 1));
        await RunAsync(crm, On(18, 8));
        Assert.Equal(["2026-03-17 08:00", "2026-03-18 08:00"], await RunsAsync(crm));
    }

    [Fact]
    public async Task Intervals_count_from_the_first_sight_and_do_not_drift()
    {
        await using var crm = new TestCrm(plugin: With(Daily with { Schedule = JobSchedule.Every(TimeSpan.FromHours(2)) }));
        await RunAsync(crm, On(16, 9));
        await RunAsync(crm, On(16, 11, 3));
        await RunAsync(crm, On(16, 13, 1));
        Assert.Equal(["2026-03-16 11:00", "2026-03-16 13:00"], await RunsAsync(crm));
    }

    [Theory]
    [InlineData(MisfirePolicy.RunOnce, "2026-03-19 08:00|2026-03-20 08:00")]
    [InlineData(MisfirePolicy.Skip, "2026-03-20 08:00")]
    public async Task EXT_a_disabled_plugins_job_does_not_run_and_goes_on_by_its_policy_when_it_is_enabled(MisfirePolicy misfire, string expected)
    {
        var job = Daily with { Misfire = misfire };
        await using var crm = new TestCrm(plugin: With(job));
        await RunAsync(crm, On(16, 9));

        crm.RemovePlugin("test");
        await RunAsync(crm, On(17, 8));
        await RunAsync(crm, On(18, 8));
        await RunAsync(crm, On(19, 8));
        Assert.Empty(await RunsAsync(crm));

        crm.AddPlugin("test", With(job));
        await RunAsync(crm, On(19, 12));
        await RunAsync(crm, On(20, 8));
        Assert.Equal(expected.Split('|'), await RunsAsync(crm));
    }

    [Fact]
    public async Task EXT_a_run_that_waits_while_its_plugin_is_disabled_is_held_and_runs_when_it_is_back()
    {
        await using var crm = new TestCrm(plugin: With(Daily));
        await RunAsync(crm, On(16, 9));
        crm.Clock.Now = On(17, 8);
        Assert.Equal(1, await crm.Services.GetRequiredService<IScheduler>().QueueDueAsync());

        crm.RemovePlugin("test");
        await crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Empty(await RunsAsync(crm));

        crm.AddPlugin("test", With(Daily));
        await RunAsync(crm, On(17, 8, 5));
        Assert.Equal(["2026-03-17 08:00"], await RunsAsync(crm));
    }

    [Fact]
    public async Task A_run_that_fails_leaves_nothing_is_tried_again_for_the_same_time_and_then_counts_once()
    {
        await using var crm = new TestCrm(plugin: With(Daily));
        await RunAsync(crm, On(16, 9));
        _isBroken.IsOn = true;
        await RunAsync(crm, On(17, 8));
        Assert.Empty(await RunsAsync(crm));

        _isBroken.IsOn = false;
        await RunAsync(crm, On(17, 8, 1));
        Assert.Equal(["2026-03-17 08:00"], await RunsAsync(crm));
    }

    [Fact]
    public async Task A_run_that_keeps_failing_becomes_a_dead_letter_that_can_be_replayed()
    {
        await using var crm = new TestCrm(b => b.Configure(o => o.DeliveryAttempts = 1), With(Daily));
        await RunAsync(crm, On(16, 9));
        _isBroken.IsOn = true;
        await RunAsync(crm, On(17, 8));
        await using var session = crm.OpenSession();
        var letter = Assert.Single(await session.Effects.DeadLettersAsync());
        Assert.Equal(("test.daily", true), (letter.Name, letter.Reason.Contains("broken", StringComparison.Ordinal)));

        _isBroken.IsOn = false;
        await session.Effects.ReplayAsync([letter.Id]);
        await RunAsync(crm);
        Assert.Equal(["2026-03-17 08:00"], await RunsAsync(crm));
    }

    [Fact]
    public async Task Of_two_hosts_that_wake_for_one_time_one_queues_it()
    {
        await using var crm = new TestCrm(plugin: With(Daily));
        await RunAsync(crm, On(16, 9));
        crm.Clock.Now = On(17, 8);
        // The other host's scheduler knows nothing of this one's memory; both see the same table.
        var other = ActivatorUtilities.CreateInstance<Scheduler>(crm.Services);
        var queued = await Task.WhenAll(crm.Services.GetRequiredService<IScheduler>().QueueDueAsync(), other.QueueDueAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, queued.Sum());
        other.Dispose();
        await crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Equal(["2026-03-17 08:00"], await RunsAsync(crm));
    }

    [Fact]
    public async Task A_job_can_be_run_now_and_says_when_it_was_and_will_be_due()
    {
        await using var crm = new TestCrm(plugin: With(Daily));
        var scheduler = crm.Services.GetRequiredService<IScheduler>();
        await RunAsync(crm, On(16, 9));
        var status = Assert.Single(await scheduler.ListAsync());
        Assert.Equal(("test", On(16, 9), On(17, 8)), (status.Job.Source, status.LastDueAt, status.NextDueAt));

        await scheduler.QueueNowAsync("test.daily");
        await RunAsync(crm);
        Assert.Equal(["2026-03-16 09:00"], await RunsAsync(crm));
        Assert.Equal("job.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => scheduler.QueueNowAsync("test.other"))).Error.Code);
    }

    [Fact]
    public async Task Old_due_times_are_purged_and_the_newest_stays()
    {
        await using var crm = new TestCrm(plugin: With(Daily));
        await RunAsync(crm, On(16, 9));
        await RunAsync(crm, On(17, 8));
        await RunAsync(crm, On(18, 8));
        var store = crm.Services.GetRequiredService<ICrmStore>();
        await store.Outbox.PurgeAsync(On(30, 0), TestContext.Current.CancellationToken);
        await using var reader = await store.OpenReaderAsync("default", TestContext.Current.CancellationToken);
        Assert.Equal([On(18, 8)], (await reader.ListAsync(reader.Query<DueEntry>(), TestContext.Current.CancellationToken)).Select(e => e.DueAt));
        await RunAsync(crm, On(18, 9));
        Assert.Equal(2, (await RunsAsync(crm)).Count);
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_is_refused_when_the_plugin_comes()
    {
        await using var crm = new TestCrm();
        foreach (var schedule in (JobSchedule[])[JobSchedule.Every(TimeSpan.FromSeconds(1)), JobSchedule.Cron("soon"), JobSchedule.Cron("0 8 * * *", "Europe/Nowhere")])
            Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", With(Daily with { Schedule = schedule }))).Error.Code);
    }
}
