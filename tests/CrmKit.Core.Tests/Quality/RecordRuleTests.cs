using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Quality;

/// <summary>S31: what must hold across fields, in every door alike.</summary>
public sealed class RecordRuleTests
{
    private static readonly RecordRule BigDeals = new()
    {
        Key = "big-deals", RecordType = "opportunity", When = "amount ge 100000 and not (name startswith 'Test')", Must = "nextStep ne null and ownerId ne null",
        Message = new("A deal of 100,000 and more needs an owner and a next step.", "十万以上的商机必须有负责人和下一步。"), Field = "nextStep",
    };

    [Fact]
    public async Task S31_a_rule_is_asked_when_one_of_its_fields_changes_and_what_was_stored_before_stays()
    {
        await using var crm = new TestCrm();
        var old = await crm.AddAsync(new Opportunity { Name = "Old", Amount = 200_000 });
        await using (var session = crm.OpenSession()) await session.Administration.SaveRuleAsync(BigDeals);
        await using var later = crm.OpenSession();
        await later.Records.SaveAsync(new ChangeSet().Patch(new("opportunity", old.Id), new Dictionary<string, object?> { ["description"] = "seen" }));
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => later.Records.SaveAsync(new ChangeSet().Patch(new("opportunity", old.Id), new Dictionary<string, object?> { ["amount"] = 300_000m })));
        Assert.Equal(("rule.broken", "nextStep", "A deal of 100,000 and more needs an owner and a next step."), (refused.Error.Code, refused.Error.Field, refused.Error.Message));
        await Assert.ThrowsAsync<CrmValidationException>(() => later.Records.CreateAsync(new Opportunity { Name = "New", Amount = 100_000 }));
        await later.Records.SaveAsync(new ChangeSet().Create(new Opportunity { Name = "Small", Amount = 99_999 }).Create(new Opportunity { Name = "Test deal", Amount = 100_000 }));
        Assert.Equal(200_000, (await crm.FindAsync<Opportunity>(old.Id))!.Amount);
    }

    [Fact]
    public async Task S31_in_a_batch_only_those_that_break_it_are_refused_and_without_the_rule_nobody_is()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession())
            await session.Administration.SaveRuleAsync(new RecordRule { Key = "reachable", RecordType = "lead", Must = "email ne null or phone ne null", Message = new("Give an e-mail address or a telephone number.") });
        await using (var session = crm.OpenSession())
        {
            var changes = new ChangeSet { AllOrNothing = false };
            changes.Create(new Lead { Name = "Ada", Email = "ada@example.com" }).Create(new Lead { Name = "Bob" });
            var result = await session.Records.SaveAsync(changes);
            Assert.Equal([true, false], result.Outcomes.Select(o => o.IsSaved));
            Assert.Equal(("rule.broken", null), (result.Outcomes[1].Errors[0].Code, result.Outcomes[1].Errors[0].Field));
            Assert.Equal(["reachable"], (await session.Administration.RulesAsync("lead")).Select(r => r.Key));
            await session.Administration.RemoveRuleAsync("reachable");
        }
        await crm.AddAsync(new Lead { Name = "Bob" });
    }

    [Fact]
    public async Task S31_two_fields_are_compared_and_files_meet_the_same_rules_also_when_only_tried()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession())
        {
            await session.Administration.SaveRuleAsync(new RecordRule
            {
                Key = "in-budget", RecordType = "campaign", When = "budget ne null and actualCost ne null", Must = "actualCost le budget", Message = new("A campaign costs no more than its budget.", "费用不得超过预算。"), Field = "actualCost",
            });
            await session.Administration.SaveRuleAsync(new RecordRule { Key = "fairs-have-an-end", RecordType = "campaign", When = "kind eq 'trade-fair'", Must = "endsOn ne null", Message = new("Say when the fair ends.") });
        }
        await using var later = crm.OpenSession();
        var campaign = await later.Records.CreateAsync(new Campaigns.Campaign { Name = "Letters", Budget = 100, ActualCost = 100 });
        await later.Records.CreateAsync(new Campaigns.Campaign { Name = "No budget", ActualCost = 5 });
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => later.Records.SaveAsync(new ChangeSet().Patch(new("campaign", campaign.Id), new Dictionary<string, object?> { ["kind"] = "trade-fair", ["budget"] = 99.99m })));
        Assert.Equal([("rule.broken", null, "Say when the fair ends."), ("rule.broken", "actualCost", "费用不得超过预算。")], refused.Errors.Select(e => (e.Code, e.Field, e.Text!.For("zh-CN"))));

        var file = Path.Combine(Directory.CreateTempSubdirectory("crmkit-rules-").FullName, "campaigns.csv");
        await File.WriteAllTextAsync(file, "name,budget,cost\nA,10,10\nB,10,11\n", TestContext.Current.CancellationToken);
        var map = Imports.ImportMap.FromJson("""{"columns":{"name":"name","budget":"budget","cost":"actualCost"}}""");
        foreach (var isTried in new[] { true, false })
        {
            var result = await later.Imports.RunAsync(new Imports.ImportRequest("campaign", file, map) { DryRun = isTried }, null, TestContext.Current.CancellationToken);
            Assert.Equal((1L, 3L, "actualCost", "rule.broken"), (result.Created, Assert.Single(result.Errors).Line, result.Errors[0].Field, result.Errors[0].Error.Code));
        }
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task S31_a_rule_is_another_one_with_each_change_and_goes_back()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        await session.Administration.SaveRuleAsync(BigDeals);
        await session.Administration.SaveRuleAsync(BigDeals with { Must = "nextStep ne null" });
        await session.Administration.RemoveRuleAsync("big-deals");
        Assert.Equal([3, 2, 1], (await session.Administration.VersionsAsync(DefinitionKind.Rule, "big-deals")).Select(v => v.Version));
        await session.Administration.UndoAsync(DefinitionKind.Rule, "big-deals", 1);
        await using var later = crm.OpenSession();
        Assert.Equal(BigDeals.Must, Assert.Single(await later.Administration.RulesAsync()).Must);
        await Assert.ThrowsAsync<CrmValidationException>(() => later.Records.CreateAsync(new Opportunity { Name = "New", Amount = 100_000, NextStep = "call" }));
    }

    [Theory]
    [InlineData("amount ge nextStep", "filter.type")]
    [InlineData("amount ge acount.amount", "filter.syntax")]
    [InlineData("nothing eq 1", "filter.field-unknown")]
    [InlineData("amount eq", "filter.syntax")]
    [InlineData("account.name eq 'x'", "rule.reference")]
    [InlineData("amount contains 'x'", "filter.operator")]
    public async Task S31_a_rule_that_cannot_be_asked_is_refused_when_it_is_made(string must, string code)
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        Assert.Equal(code, (await Assert.ThrowsAsync<CrmValidationException>(() => session.Administration.SaveRuleAsync(BigDeals with { Must = must }))).Error.Code);
        Assert.Equal("catalog.definition-invalid", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Administration.SaveRuleAsync(BigDeals with { Field = "nothing" }))).Error.Code);
        Assert.Empty(await session.Administration.RulesAsync());
    }

    [Fact]
    public async Task S31_a_field_that_a_rule_reads_is_not_removed_and_only_administrators_make_rules()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession()) await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = "lead", Key = "budget", Label = new("Budget"), Kind = FieldKind.Number });
        await using (var session = crm.OpenSession())
            await session.Administration.SaveRuleAsync(new RecordRule { Key = "budget", RecordType = "lead", When = "rating eq 'hot'", Must = "custom.budget gt 0", Message = new("A hot lead has a budget.") });
        await using (var session = crm.OpenSession())
        {
            Assert.Equal("catalog.in-use", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Administration.RemoveFieldAsync("lead", "budget"))).Error.Code);
            await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(new Lead { Name = "Ada", Rating = LeadRating.Hot }));
            await session.Records.CreateAsync(new Lead { Name = "Ada", Rating = LeadRating.Hot, [Field.Decimal("budget")] = 5m });
        }
        var rep = await crm.AddAsync(new User { Name = "Rep", Email = "rep@example.com", IsActive = true, Roles = "sales-rep" });
        await using var own = crm.OpenSession(rep);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => own.Administration.SaveRuleAsync(BigDeals));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => own.Administration.RemoveRuleAsync("budget"));
    }
}
