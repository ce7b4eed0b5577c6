using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Opportunities;

public sealed class OpportunityRulesTests
{
    [Fact]
    public async Task Probability_follows_the_stage_until_somebody_judges_it()
    {
        await using var crm = new TestCrm();
        var sale = await crm.AddAsync(new Opportunity { Name = "Fleet", Amount = 1000 });
        Assert.Equal((10, 100m), (sale.ProbabilityPercent, sale.WeightedAmount));

        await using var session = crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", sale.Id), "negotiation")]);
        sale = (await crm.FindAsync<Opportunity>(sale.Id))!;
        Assert.Equal((75, 750m), (sale.ProbabilityPercent, sale.WeightedAmount));

        sale.ProbabilityOverridePercent = 40;
        sale = await session.Records.UpdateAsync(sale);
        Assert.Equal((40, 400m), (sale.ProbabilityPercent, sale.WeightedAmount));

        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", sale.Id), "won")]);
        Assert.Equal(100, (await crm.FindAsync<Opportunity>(sale.Id))!.ProbabilityPercent);
    }

    [Fact]
    public async Task The_amount_is_the_net_of_the_lines_and_only_theirs()
    {
        await using var crm = new TestCrm();
        var sale = await crm.AddAsync(new Opportunity { Name = "Fleet", Amount = 1, Currency = "EUR" });
        await crm.AddAsync(new OpportunityLine { OpportunityId = sale.Id, Description = "Van", Quantity = 2, UnitPrice = 100, DiscountPercent = 10, TaxPercent = 19 });
        sale = (await crm.FindAsync<Opportunity>(sale.Id))!;
        Assert.Equal(180, sale.Amount);

        await using var session = crm.OpenSession();
        sale.Amount = 500;
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.UpdateAsync(sale));
        Assert.Equal("opportunity.amount-from-lines", refused.Error.Code);
        Assert.Equal(180, (await crm.FindAsync<Opportunity>(sale.Id))!.Amount);
    }

    [Fact]
    public async Task It_is_opened_today_or_when_it_entered_its_stage_elsewhere()
    {
        await using var crm = new TestCrm();
        Assert.Equal(new DateOnly(2026, 3, 16), (await crm.AddAsync(new Opportunity { Name = "New" })).OpenedOn);
        var old = await crm.AddAsync(new Opportunity { Name = "Old" }, new InitialState { Stage = "engaging", StageEnteredAt = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero) });
        Assert.Equal(new DateOnly(2025, 1, 2), old.OpenedOn);
    }

    [Fact]
    public async Task It_does_not_close_before_it_opens()
    {
        await using var crm = new TestCrm();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() =>
            crm.AddAsync(new Opportunity { Name = "Fleet", OpenedOn = new DateOnly(2026, 2, 1), ExpectedCloseOn = new DateOnly(2026, 1, 31) }));
        Assert.Equal(("document.dates-reversed", "expectedCloseOn"), (refused.Error.Code, refused.Error.Field));
    }

    [Fact]
    public async Task Nobody_is_twice_in_a_sales_team_not_even_within_one_change_set()
    {
        await using var crm = new TestCrm();
        var user = await crm.AddUserAsync("Li", null);
        var sale = await crm.AddAsync(new Opportunity { Name = "Fleet" });
        await crm.AddAsync(new OpportunityMember { OpportunityId = sale.Id, UserId = user.Id, Role = MemberRole.Sales });
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new OpportunityMember { OpportunityId = sale.Id, UserId = user.Id, Role = MemberRole.Legal }));
        Assert.Equal("opportunity.member-duplicate", refused.Error.Code);

        var other = await crm.AddAsync(new Opportunity { Name = "Other" });
        await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(
            new OpportunityMember { OpportunityId = other.Id, UserId = user.Id }, new OpportunityMember { OpportunityId = other.Id, UserId = user.Id }));
    }

    [Fact]
    public async Task S64_what_a_stage_asks_for_is_the_task_of_who_is_responsible_for_it_in_the_sales_team()
    {
        await using var crm = new TestCrm();
        var (owner, engineer, gone) = (await crm.AddUserAsync("Owner", "sales-rep"), await crm.AddUserAsync("Engineer", "sales-rep"), await crm.AddAsync(new User { Name = "Gone", IsActive = false }));
        var sale = await crm.AddAsync(new Opportunity { Name = "Fleet" }, new InitialState { OwnerId = owner.Id });
        await crm.AddAsync(new OpportunityMember { OpportunityId = sale.Id, UserId = gone.Id, Stages = "proposal" });
        var member = await crm.AddAsync(new OpportunityMember { OpportunityId = sale.Id, UserId = engineer.Id, Role = MemberRole.PreSales, Stages = "Proposal；商务谈判, proposal" });
        Assert.Equal("proposal, negotiation", member.Stages);
        var other = await crm.AddAsync(new Opportunity { Name = "Other" }, new InitialState { OwnerId = owner.Id });
        await using var session = crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", sale.Id), "proposal"), new StageMove(new RecordRef("opportunity", other.Id), "proposal")]);
        var tasks = (await session.Records.ListAsync(new Specification<FollowUp>())).ToDictionary(t => t.RegardingId!.Value, t => t.OwnerId);
        Assert.Equal((engineer.Id, owner.Id), (tasks[sale.Id]!.Value, tasks[other.Id]!.Value));
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new OpportunityMember { OpportunityId = other.Id, UserId = engineer.Id, Stages = "proposal, dreaming" }));
        Assert.Equal(("opportunity.member-stage", "stages"), (refused.Error.Code, refused.Error.Field));
    }

    [Fact]
    public async Task S68_a_deal_is_classified_by_its_stage_and_by_what_somebody_makes_of_its_chance()
    {
        await using var crm = new TestCrm();
        var sale = await crm.AddAsync(new Opportunity { Name = "Fleet" });
        var record = new RecordRef("opportunity", sale.Id);
        Assert.Equal(ForecastCategory.Pipeline, sale.ForecastCategory);
        await using var session = crm.OpenSession();
        foreach (var (stage, category) in new[] { ("proposal", ForecastCategory.BestCase), ("negotiation", ForecastCategory.Commit), ("shelved", ForecastCategory.Omitted), ("negotiation", ForecastCategory.Commit) })
        {
            await session.Pipelines.MoveAsync([new StageMove(record, stage)]);
            Assert.Equal(category, (await crm.FindAsync<Opportunity>(sale.Id))!.ForecastCategory);
        }
        await session.Records.SaveAsync(new ChangeSet().Patch(record, new Dictionary<string, object?> { ["probabilityOverridePercent"] = 0 }));
        Assert.Single((await session.Records.QueryAsync(new RecordQuery("opportunity") { Filter = "forecastCategory eq 'omitted'" })).Items);
        await session.Pipelines.MoveAsync([new StageMove(record, "won")]);
        Assert.Equal(ForecastCategory.Closed, (await crm.FindAsync<Opportunity>(sale.Id))!.ForecastCategory);
    }

    [Fact]
    public async Task One_competitor_wins_and_bears_the_name_of_its_account()
    {
        await using var crm = new TestCrm();
        var rival = await crm.AddAsync(new Account { Name = "Rival", Kind = AccountKind.Competitor });
        var sale = await crm.AddAsync(new Opportunity { Name = "Fleet" });
        Assert.Equal("Rival", (await crm.AddAsync(new OpportunityCompetitor { OpportunityId = sale.Id, AccountId = rival.Id, IsWinner = true })).Name);
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new OpportunityCompetitor { OpportunityId = sale.Id, Name = "Another", IsWinner = true }));
        Assert.Equal("opportunity.winner-duplicate", refused.Error.Code);
        await crm.AddAsync(new OpportunityCompetitor { OpportunityId = sale.Id, Name = "Third" }, new OpportunityCompetitor { OpportunityId = sale.Id, Name = "Fourth" });
    }
}
