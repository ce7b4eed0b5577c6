using CrmKit.Events;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Assignment;

public sealed class AssignmentRuleTests
{
    /// <summary>Who works for which region; read by the rules below.</summary>
    private sealed class Regions
    {
        public Dictionary<string, Guid?> Owners { get; } = [];
        public Guid? Team { get; set; }
    }

    private sealed class ByRegion(Regions regions) : IAssignmentRule
    {
        public ValueTask ChooseAsync(AssignmentRuleContext context, CancellationToken cancellationToken)
        {
            foreach (var record in context.Records)
                if (record is Lead { Region: { } region } && regions.Owners.TryGetValue(region, out var owner)) context.Choose(record, owner, regions.Team);
            return default;
        }
    }

    private sealed class Everything(Regions regions) : IAssignmentRule
    {
        public ValueTask ChooseAsync(AssignmentRuleContext context, CancellationToken cancellationToken)
        {
            foreach (var record in context.Records) context.Choose(record, regions.Owners["rest"]);
            return default;
        }
    }

    private sealed class Broken : IAssignmentRule
    {
        public ValueTask ChooseAsync(AssignmentRuleContext context, CancellationToken cancellationToken)
        {
            context.Choose(context.Records[0], Guid.NewGuid());
            throw new InvalidOperationException("broken");
        }
    }

    private readonly Regions _regions = new();

    private Action<ICrmPluginBuilder> With(Action<ICrmPluginBuilder> rules) => plugin =>
    {
        plugin.Services.AddSingleton(_regions);
        rules(plugin);
    };

    [Fact]
    public async Task EXT_the_first_rule_that_chooses_decides_for_every_way_in_and_without_the_plugin_nobody_does()
    {
        var rules = With(p => p.AddAssignmentRule<Everything>("lead", order: 10).AddAssignmentRule<ByRegion>("lead"));
        await using var crm = new TestCrm(plugin: rules);
        var team = await crm.AddAsync(new Team { Name = "North" });
        var (ada, bob) = (await crm.AddUserAsync("Ada", "sales-rep", team.Id), await crm.AddUserAsync("Bob", "sales-rep"));
        (_regions.Owners["north"], _regions.Owners["rest"]) = (ada.Id, bob.Id);

        var north = await crm.AddAsync(new Lead { Name = "One", Region = " north " }); // values are normalised before
        Assert.Equal((ada.Id, team.Id), (north.OwnerId, north.TeamId));
        await using (var session = crm.OpenSession(ada))
        {
            var captured = await session.Intake.CaptureAsync([new LeadSignal { Source = "web", Key = "1", Name = "Two", Email = "two@example.com" }]);
            Assert.Equal(bob.Id, (await crm.FindAsync<Lead>(captured[0].Record.Id))!.OwnerId); // to somebody whose records Ada may not even see
        }
        Assert.Null((await crm.AddAsync(new Opportunity { Name = "Other type" })).OwnerId);

        crm.RemovePlugin("test");
        Assert.Null((await crm.AddAsync(new Lead { Name = "Three", Region = "north" })).OwnerId);
        crm.AddPlugin("test", rules);
        Assert.Equal(ada.Id, (await crm.AddAsync(new Lead { Name = "Four", Region = "north" })).OwnerId);
    }

    [Fact]
    public async Task Who_names_an_owner_is_not_overruled_and_later_changes_are_not_asked_about()
    {
        await using var crm = new TestCrm(plugin: With(p => p.AddAssignmentRule<ByRegion>("lead")));
        var (ada, bob) = (await crm.AddUserAsync("Ada", "sales-rep"), await crm.AddUserAsync("Bob", "sales-rep"));
        _regions.Owners["north"] = ada.Id;

        var lead = await crm.AddAsync(new Lead { Name = "One", Region = "north" }, new InitialState { OwnerId = bob.Id });
        Assert.Equal(bob.Id, lead.OwnerId);
        lead.City = "Oslo";
        await using var session = crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Update(lead));
        Assert.Equal(bob.Id, (await crm.FindAsync<Lead>(lead.Id))!.OwnerId);
    }

    [Fact]
    public async Task A_rule_may_choose_the_pool_of_a_team()
    {
        await using var crm = new TestCrm(plugin: With(p => p.AddAssignmentRule<ByRegion>("lead")));
        var team = await crm.AddAsync(new Team { Name = "North" });
        (_regions.Owners["north"], _regions.Team) = (null, team.Id);
        await using var session = crm.OpenSession(await crm.AddUserAsync("Ada", "sales-rep", team.Id));
        var lead = await session.Records.CreateAsync(new Lead { Name = "One", Region = "north" });
        Assert.Equal((null, team.Id), (lead.OwnerId, lead.TeamId));
    }

    [Fact]
    public async Task FLT_a_rule_that_fails_or_names_somebody_who_left_is_passed_over_and_the_record_is_not_lost()
    {
        await using var crm = new TestCrm(plugin: With(p => p.AddAssignmentRule<Broken>("lead", order: -2).AddAssignmentRule<ByRegion>("lead", order: -1).AddAssignmentRule<Everything>("lead")));
        var (ada, gone) = (await crm.AddUserAsync("Ada", "sales-rep"), await crm.AddAsync(new User { Name = "Gone", IsActive = false }));
        (_regions.Owners["north"], _regions.Owners["rest"]) = (gone.Id, ada.Id);
        Assert.Equal(ada.Id, (await crm.AddAsync(new Lead { Name = "One", Region = "north" })).OwnerId);
    }

    [Fact]
    public async Task The_choice_is_told_with_the_rules_name()
    {
        await using var crm = new TestCrm(plugin: With(p => p.AddAssignmentRule<ByRegion>("lead").AddSubscriber<Listener>("lead.assigned")));
        var ada = await crm.AddUserAsync("Ada", "sales-rep");
        _regions.Owners["north"] = ada.Id;
        var lead = await crm.AddAsync(new Lead { Name = "One", Region = "north" });
        await crm.AddAsync(new Lead { Name = "Two" });
        await crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Equal(["""{"id":"ID","from":null,"to":"ADA","rule":"test/ByRegion"}""".Replace("ID", lead.Id.ToString(), StringComparison.Ordinal).Replace("ADA", ada.Id.ToString(), StringComparison.Ordinal)], Listener.Heard);
    }

    private sealed class Listener : IEventSubscriber
    {
        public static List<string> Heard { get; } = [];

        public ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            lock (Heard) Heard.AddRange(context.Event.Payload.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
            return default;
        }
    }
}
