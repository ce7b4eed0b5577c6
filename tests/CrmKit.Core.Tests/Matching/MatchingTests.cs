using CrmKit.Accounts;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Matching;

public sealed class MatchingTests
{
    /// <summary>Takes leads with the same website for the same, as surely as the test says.</summary>
    private sealed class SameWebsite(Sureness sureness) : IRecordMatcher
    {
        public async ValueTask MatchAsync(MatchContext context, CancellationToken cancellationToken)
        {
            if (sureness.IsBroken) throw new InvalidOperationException("broken");
            foreach (var probe in context.Probes)
            {
                var site = ((Lead)probe.Record).Website ?? "https://shared.example";
                foreach (var lead in await context.Session.Records.ListAsync(new Specification<Lead>(l => l.Website == site), cancellationToken))
                    context.Found(probe, lead, sureness.Value, "same website");
            }
        }
    }

    private sealed class Sureness
    {
        public decimal Value { get; set; } = 0.9m;
        public bool IsBroken { get; set; }
    }

    private readonly Sureness _sureness = new();

    private void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Services.AddSingleton(_sureness);
        plugin.AddMatcher<SameWebsite>("lead", "lead");
    }

    private static async Task<IntakeOutcome> CaptureAsync(TestCrm crm, string key)
    {
        await using var session = crm.OpenSession();
        return (await session.Intake.CaptureAsync([new LeadSignal { Source = "web", Key = key, Name = "Somebody else" }]))[0].Outcome;
    }

    [Fact]
    public async Task EXT_a_plugins_matcher_joins_signals_to_leads_as_long_as_it_is_there()
    {
        await using var crm = new TestCrm(plugin: Configure);
        await crm.AddAsync(new Lead { Name = "One", Website = "https://shared.example" });
        Assert.Equal(IntakeOutcome.Added, await CaptureAsync(crm, "1"));

        crm.RemovePlugin("test");
        Assert.Equal(IntakeOutcome.Created, await CaptureAsync(crm, "2"));
        crm.AddPlugin("test", Configure);
        Assert.Equal(IntakeOutcome.Added, await CaptureAsync(crm, "3"));
    }

    [Fact]
    public async Task What_is_less_than_certain_is_shown_and_not_acted_on()
    {
        _sureness.Value = 0.7m;
        await using var crm = new TestCrm(plugin: Configure);
        var one = await crm.AddAsync(new Lead { Name = "One", Website = "https://shared.example" });
        Assert.Equal(IntakeOutcome.Created, await CaptureAsync(crm, "1"));

        await using var session = crm.OpenSession();
        var match = Assert.Single((await session.Matches.FindAsync("lead", "lead", [new MatchProbe(new Lead { Name = "New" })]))[0]);
        Assert.Equal((one.Id, 0.7m, "same website", "test/SameWebsite"), (match.Record.Id, match.Confidence, match.Reason, match.Matcher));
    }

    [Fact]
    public async Task The_surest_comes_first_a_record_is_not_its_own_duplicate_and_core_matches_through_the_same_point()
    {
        await using var crm = new TestCrm(plugin: Configure);
        var site = await crm.AddAsync(new Lead { Name = "Site", Website = "https://shared.example", Email = "site@example.com" });
        var mail = await crm.AddAsync(new Lead { Name = "Mail", Email = "joe@example.com" });
        await using var session = crm.OpenSession();
        var probe = new MatchProbe(new Lead { Name = "New", Website = "https://shared.example", Email = "joe@example.com" });
        var found = await session.Matches.FindAsync("lead", "lead", [probe, new MatchProbe(site)]);
        Assert.Equal([(mail.Id, "core/OpenLeadMatcher"), (site.Id, "test/SameWebsite")], found[0].Select(m => (m.Record.Id, m.Matcher)));
        Assert.Empty(found[1]);

        var account = await crm.AddAsync(new Account { Name = "Robots GmbH" });
        Assert.Equal(account.Id, (await session.Matches.FindAsync("lead", "account", [new MatchProbe(new Lead { Name = "Joe", CompanyName = "robots" })]))[0][0].Record.Id);
    }

    [Fact]
    public async Task Nobody_is_told_of_records_that_he_may_not_see()
    {
        await using var crm = new TestCrm(plugin: Configure);
        await crm.AddAsync(new Lead { Name = "Hidden", Website = "https://shared.example", Email = "joe@example.com" });
        await using var session = crm.OpenSession(await crm.AddUserAsync("Ada", "sales-rep"));
        Assert.Empty((await session.Matches.FindAsync("lead", "lead", [new MatchProbe(new Lead { Name = "New", Email = "joe@example.com" })]))[0]);
    }

    [Fact]
    public async Task FLT_a_matcher_that_fails_finds_nothing_and_no_signal_is_lost()
    {
        await using var crm = new TestCrm(plugin: Configure);
        _sureness.IsBroken = true;
        await crm.AddAsync(new Lead { Name = "One", Email = "joe@example.com" });
        await using var session = crm.OpenSession();
        Assert.Equal(IntakeOutcome.Added, (await session.Intake.CaptureAsync([new LeadSignal { Source = "web", Key = "1", Name = "Joe", Email = "joe@example.com" }]))[0].Outcome);
    }
}
