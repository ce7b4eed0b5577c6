using CrmKit.Cases;
using CrmKit.Catalog;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Assignment;

/// <summary>S57, S104, S105: administrators say without code who gets new records.</summary>
public sealed class RoutingRuleTests
{
    [Fact]
    public async Task S104_new_cases_go_to_the_user_or_the_pool_of_the_team_that_the_first_rule_names_whichever_way_they_come()
    {
        await using var crm = new TestCrm();
        var team = await crm.AddAsync(new Team { Name = "Billing" });
        var (ada, bob) = (await crm.AddUserAsync("Ada", "service-agent"), await crm.AddUserAsync("Bob", "service-agent", team.Id));
        await SaveAsync(crm, Rule("billing", "category eq 'billing'", order: 2) with { TeamId = team.Id });
        await SaveAsync(crm, Rule("urgent", "priority eq 'urgent' and channel eq 'phone'", order: 1) with { OwnerId = bob.Id });
        await SaveAsync(crm, new RoutingRule { Key = "north", RecordType = "lead", When = "region eq 'north'", OwnerId = ada.Id });

        await using var session = crm.OpenSession(ada);
        var pooled = await session.Records.CreateAsync(new SupportCase { Subject = "Bill", Category = "billing" });
        Assert.Equal((null, team.Id), (pooled.OwnerId, pooled.TeamId));
        var urgent = await session.Records.CreateAsync(new SupportCase { Subject = "Down", Category = "billing", Channel = "phone", Priority = CasePriority.Urgent });
        Assert.Equal((bob.Id, team.Id), (urgent.OwnerId, urgent.TeamId)); // the lower order first, and the user's own team
        Assert.Equal(ada.Id, (await session.Records.CreateAsync(new SupportCase { Subject = "Else" })).OwnerId);
        await using var system = crm.OpenSession();
        var captured = await system.Intake.CaptureAsync([new LeadSignal { Source = "web", Key = "1", Name = "Two", Values = new Dictionary<string, object?> { ["region"] = "north" } }]);
        Assert.Equal(ada.Id, (await crm.FindAsync<Lead>(captured[0].Record.Id))!.OwnerId);
        await using (var claiming = crm.OpenSession(bob)) await claiming.Assignments.ClaimAsync([new("case", pooled.Id)]);
        Assert.Equal(bob.Id, (await crm.FindAsync<SupportCase>(pooled.Id))!.OwnerId);
    }

    [Fact]
    public async Task S104_who_names_an_owner_is_not_overruled_and_rules_that_lead_nowhere_are_passed_over()
    {
        await using var crm = new TestCrm();
        var (ada, gone) = (await crm.AddUserAsync("Ada", "service-agent"), await crm.AddUserAsync("Gone", "service-agent"));
        await SaveAsync(crm, Rule("first", null) with { OwnerId = gone.Id });
        await SaveAsync(crm, Rule("second", null, order: 1) with { OwnerId = ada.Id });
        Assert.Equal(gone.Id, (await crm.AddAsync(new SupportCase { Subject = "One" })).OwnerId);
        Assert.Equal(ada.Id, (await crm.AddAsync(new SupportCase { Subject = "Named" }, new InitialState { OwnerId = ada.Id })).OwnerId);
        await using var session = crm.OpenSession();
        var left = (await crm.FindAsync<User>(gone.Id))!;
        left.IsActive = false;
        await session.Records.UpdateAsync(left);
        Assert.Equal(ada.Id, (await crm.AddAsync(new SupportCase { Subject = "Two" })).OwnerId);
        await session.Administration.RemoveRoutingAsync("second");
        Assert.Null((await crm.AddAsync(new SupportCase { Subject = "Three" })).OwnerId);
        Assert.Equal(["first"], (await session.Administration.RoutingAsync("case")).Select(r => r.Key));
        await session.Administration.UndoAsync(DefinitionKind.Routing, "second", 1);
        Assert.Equal(ada.Id, (await crm.AddAsync(new SupportCase { Subject = "Four" })).OwnerId);
    }

    [Fact]
    public async Task S104_a_rule_that_cannot_work_is_refused_with_what_is_wrong_and_a_field_that_one_reads_does_not_go()
    {
        await using var crm = new TestCrm();
        var ada = await crm.AddUserAsync("Ada", "sales-rep");
        Assert.Equal("assignment.route-to-nobody", await RefusedAsync(Rule("a", null)));
        Assert.Equal("assignment.user-inactive", await RefusedAsync(Rule("a", null) with { OwnerId = Guid.NewGuid() }));
        Assert.Equal("assignment.team-missing", await RefusedAsync(Rule("a", null) with { TeamId = Guid.NewGuid() }));
        Assert.Equal("filter.field-unknown", await RefusedAsync(Rule("a", "colour eq 1") with { OwnerId = ada.Id }));
        Assert.Equal("rule.reference", await RefusedAsync(Rule("a", "account.name eq 'x'") with { OwnerId = ada.Id }));
        Assert.Equal("assignment.not-ownable", await RefusedAsync(new RoutingRule { Key = "a", RecordType = "order-line", OwnerId = ada.Id }));
        Assert.Equal("catalog.key-invalid", await RefusedAsync(Rule("A b", null) with { OwnerId = ada.Id }));
        await using (var session = crm.OpenSession(ada)) await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.SaveRoutingAsync(Rule("a", null) with { OwnerId = ada.Id }));

        await using var administrator = crm.OpenSession();
        await administrator.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = "case", Key = "severity", Label = new("Severity"), Kind = Fields.FieldKind.Integer });
        await SaveAsync(crm, Rule("severe", "severity ge 3") with { OwnerId = ada.Id });
        await using var later = crm.OpenSession();
        Assert.Equal("catalog.in-use", (await Assert.ThrowsAsync<CrmRuleException>(() => later.Administration.RemoveFieldAsync("case", "severity"))).Error.Code);

        async Task<string> RefusedAsync(RoutingRule rule) => (await Assert.ThrowsAnyAsync<CrmException>(() => SaveAsync(crm, rule))).Error.Code;
    }

    private static RoutingRule Rule(string key, string? when, int order = 0) => new() { Key = key, RecordType = "case", When = when, Order = order };

    private static async Task SaveAsync(TestCrm crm, RoutingRule rule)
    {
        await using var session = crm.OpenSession();
        await session.Administration.SaveRoutingAsync(rule);
    }
}
