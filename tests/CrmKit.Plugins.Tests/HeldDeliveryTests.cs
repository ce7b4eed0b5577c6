using System.Text.Json;
using CrmKit.Accounts;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>What is on its way to a plugin that takes no part: an effect, an event and a run of a job each leave an account behind, or a line.</summary>
public sealed class HeldDeliveryTests : IAsyncDisposable
{
    private const string Sent = "CrmKit.Tests.HeldDeliveries";

    private static readonly string Source = PluginSource.Configure("""
        plugin.AddSubscriber<Counts>("lead.created");
        plugin.AddEffectExecutor<Sends>("acme.letter");
        plugin.AddJob<Sweeps>(new CrmKit.Scheduling.JobDefinition { Key = "acme.sweep", Label = new("Sweep", "清扫"), Schedule = CrmKit.Scheduling.JobSchedule.Every(TimeSpan.FromDays(1)) });
        """, """
        public sealed class Counts : CrmKit.Events.IEventSubscriber
        {
            public async ValueTask HandleAsync(CrmKit.Events.EventContext context, CancellationToken token)
            {
                foreach (var id in context.Event.Payload.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()))
                    await context.Session.Records.CreateAsync(new CrmKit.Accounts.Account { Name = "heard of " + (await context.Session.Records.GetAsync<CrmKit.Leads.Lead>(id, token)).Name }, cancellationToken: token);
            }
        }
        public sealed class Sends : CrmKit.Effects.IEffectExecutor
        {
            public ValueTask ExecuteAsync(CrmKit.Effects.EffectRequest effect, CancellationToken token)
            {
                ((List<string>)AppContext.GetData("CrmKit.Tests.HeldDeliveries")!).Add(effect.Key);
                return default;
            }
        }
        public sealed class Sweeps : CrmKit.Scheduling.IScheduledJob
        {
            public async ValueTask RunAsync(CrmKit.Scheduling.JobContext context, CancellationToken token) =>
                await context.Session.Records.CreateAsync(new CrmKit.Accounts.Account { Name = "swept for " + context.DueAt.ToString("HH:mm") }, cancellationToken: token);
        }
        """);

    private readonly ManualTime _clock = new();
    private readonly List<string> _sent = [];
    private readonly string _directory = Scratch.Folder("crmkit-held-");

    public HeldDeliveryTests() => AppContext.SetData(Sent, _sent);

    public ValueTask DisposeAsync()
    {
        AppContext.SetData(Sent, null);
        return default;
    }

    [Fact]
    public async Task EVT_an_effect_whose_plugin_is_disabled_is_held_without_using_up_its_tries_and_carried_out_once_it_is_back()
    {
        await using var host = await NewAsync();
        await RequestAsync(host, "ada");
        await host.Runtime.DisableAsync("acme");
        await DaysPassAsync(host, 3);
        Assert.Empty(_sent);
        var held = Assert.Single(await HeldAsync(host));
        Assert.Equal(("acme.letter", 1L), (held.Name, held.Count));
        Assert.Contains("plugin 'acme'", held.Reason, StringComparison.Ordinal);
        Assert.Empty(await DeadAsync(host));

        await host.Runtime.EnableAsync("acme");
        await DrainAsync(host); // at once: the clock stands still
        await DaysPassAsync(host, 1);
        Assert.Equal(["ada"], _sent);
        Assert.Empty(await HeldAsync(host));
    }

    [Fact]
    public async Task EVT_an_event_that_a_plugin_waited_for_when_it_was_disabled_reaches_it_once_it_is_back_and_later_ones_do_not()
    {
        await using var host = await NewAsync();
        await CreateAsync(host, "before");
        await host.Runtime.DisableAsync("acme");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await CreateAsync(host, "meanwhile");
        await DaysPassAsync(host, 3);
        Assert.Equal(("lead.created", 1L), Assert.Single((await HeldAsync(host)).Select(h => (h.Name, h.Count))));

        await host.Runtime.EnableAsync("acme");
        await CreateAsync(host, "after");
        await DaysPassAsync(host, 1);
        Assert.Equal(["heard of after", "heard of before"], await AccountsAsync(host));
        Assert.Empty(await HeldAsync(host));
    }

    [Fact]
    public async Task EVT_a_run_of_a_job_whose_plugin_is_disabled_is_held_and_runs_once_for_its_time_when_it_is_back()
    {
        await using var host = await NewAsync();
        await host.Services.GetRequiredService<IScheduler>().QueueNowAsync("acme.sweep"); // for 09:30
        await host.Runtime.DisableAsync("acme");
        await DaysPassAsync(host, 3);
        Assert.Equal(("acme.sweep", 1L), Assert.Single((await HeldAsync(host)).Select(h => (h.Name, h.Count))));
        Assert.Empty(await DeadAsync(host));

        await host.Runtime.EnableAsync("acme");
        await DaysPassAsync(host, 1);
        Assert.Equal(["swept for 09:30"], await AccountsAsync(host));
    }

    [Fact]
    public async Task EVT_events_of_the_time_in_which_a_plugin_is_missing_against_the_hosts_will_reach_it_too_within_thirty_days()
    {
        await using (var host = await NewAsync()) await CreateAsync(host, "before");
        await using (var host = new CrmHost(_directory, o => o.SafeMode = true, _clock)) // folders do not run in safe mode
        {
            await host.Runtime.RefreshAsync();
            Assert.Equal(PluginState.Disabled, host.Runtime.Find("acme")!.State);
            await CreateAsync(host, "in safe mode");
            await DaysPassAsync(host, 1);
            Assert.Equal(2, Assert.Single(await HeldAsync(host)).Count);
        }
        await using (var host = new CrmHost(_directory, clock: _clock))
        {
            await host.Runtime.RefreshAsync();
            await DrainAsync(host);
            Assert.Equal(["heard of before", "heard of in safe mode"], await AccountsAsync(host));
        }
        await using (var host = new CrmHost(_directory, o => o.SafeMode = true, _clock))
        {
            await host.Runtime.RefreshAsync();
            await CreateAsync(host, "too old");
            await DaysPassAsync(host, 31, looksADay: 1);
            Assert.Empty(await HeldAsync(host));
            Assert.Empty(await DeadAsync(host));
        }
    }

    [Fact]
    public async Task EVT_a_tenant_that_a_plugin_is_off_for_has_its_effects_held_and_the_others_go_on()
    {
        await using var host = await NewAsync();
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "acme") { Tenant = "beta" });
        await RequestAsync(host, "ours");
        await using (var beta = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("tests"), tenantId: "beta")) await RequestAsync(beta, "theirs");
        await DaysPassAsync(host, 3);
        Assert.Equal(["ours"], _sent);
        await using (var beta = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("tests"), tenantId: "beta"))
            Assert.Equal(("acme.letter", 1L), Assert.Single((await beta.Effects.HeldAsync()).Select(h => (h.Name, h.Count))));

        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "acme") { Tenant = "beta" });
        await DrainAsync(host);
        Assert.Equal(["ours", "theirs"], _sent);
    }

    [Fact]
    public async Task LIF_what_waits_for_a_plugin_that_is_erased_waits_no_longer_and_its_effects_are_dead_letters()
    {
        await using var host = NewPackageHost(out var package);
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Install) { Package = package, Consent = true });
        await RequestAsync(host, "ada");
        await CreateAsync(host, "Mei");
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme"));
        await DaysPassAsync(host, 2);
        Assert.Equal(["acme.letter", "lead.created"], (await HeldAsync(host)).Select(h => h.Name).Order()); // a later install has them

        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true });
        await DaysPassAsync(host, 2);
        Assert.Empty(await HeldAsync(host));
        Assert.Equal("acme.letter", Assert.Single(await DeadAsync(host)).Name);
    }

    private async Task<CrmHost> NewAsync() => await CrmHost.WithAsync(Source, clock: _clock, directory: _directory);

    private CrmHost NewPackageHost(out string package)
    {
        var host = new CrmHost(_directory, o => o.AllowUnsigned = true, _clock);
        var build = Path.Combine(_directory, "build");
        Compiled.Into(build, "Plugin", Source);
        PluginHost.WriteManifest(build, "acme");
        package = PluginPackages.Pack(build, Path.Combine(_directory, "acme.crmpkg"), null);
        return host;
    }

    /// <summary>More looks than a delivery has tries.</summary>
    private async Task DaysPassAsync(CrmHost host, int days, int looksADay = 12)
    {
        for (var i = 0; i < days * looksADay; i++)
        {
            await DrainAsync(host);
            _clock.Advance(TimeSpan.FromDays(1) / looksADay);
        }
        await DrainAsync(host);
    }

    private static Task<int> DrainAsync(CrmHost host) => host.Services.GetRequiredService<IDispatcher>().DrainAsync();

    private static Task CreateAsync(CrmHost host, string name) => host.InSessionAsync(s => s.Records.CreateAsync(new Lead { Name = name }));

    private static async Task RequestAsync(CrmHost host, string key)
    {
        await using var session = host.Open();
        await RequestAsync(session, key);
    }

    private static Task RequestAsync(ICrmSession session, string key) => session.Effects.RequestAsync([new EffectRequest("acme.letter", key, JsonSerializer.SerializeToElement("Hello"))]);

    private static Task<IReadOnlyList<HeldDeliveries>> HeldAsync(CrmHost host) => host.InSessionAsync(s => s.Effects.HeldAsync());

    private static Task<IReadOnlyList<DeadLetter>> DeadAsync(CrmHost host) => host.InSessionAsync(s => s.Effects.DeadLettersAsync());

    private static Task<List<string>> AccountsAsync(CrmHost host) =>
        host.InSessionAsync(async s => (await s.Records.ListAsync(new Specification<Account>())).Select(a => a.Name).Order(StringComparer.Ordinal).ToList());
}
