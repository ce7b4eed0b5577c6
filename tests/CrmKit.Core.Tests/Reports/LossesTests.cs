using CrmKit.Access;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Reports;

/// <summary>What was lost, why, where and to whom.</summary>
public sealed class LossesTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S67_lost_deals_are_reviewed_by_reason_by_the_stage_they_were_lost_from_and_by_who_won()
    {
        await LoseAsync();
        await using var session = _crm.OpenSession();
        var reasons = await session.Reports.RunAsync("losses");
        Assert.Equal(["reason", "lost", "share", "lostValue", "averageLostValue", "currency"], reasons.Columns.Select(c => c.Key));
        Assert.Equal([["price", 2L, 66.67m, 500m, 250m, "USD"], ["timing", 1L, 33.33m, 70m, 70m, "USD"]], reasons.Rows.Select(r => r.ToArray()));
        var stages = await session.Reports.RunAsync("losses", new ReportParameters { By = "stage" });
        Assert.Equal([["engaging", "Engaging", 1L], ["negotiation", "Negotiation", 2L]], stages.Rows.Select(r => r.Take(3).ToArray()));
        var rivals = await session.Reports.RunAsync("losses", new ReportParameters { By = "competitor" });
        Assert.Equal([["FlowTec", 1L], ["(none)", 2L]], rivals.Rows.OrderBy(r => (long)r[1]!).Select(r => r.Take(2).ToArray()));
    }

    [Fact]
    public async Task S67_lost_deals_are_listed_one_by_one_with_what_was_noted_then()
    {
        var dear = await LoseAsync();
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("losses", new ReportParameters { By = "deal", Filter = "amount ge 300" });
        Assert.Equal(["deal", "dealId", "lostOn", "stage", "label", "reason", "competitor", "note", "amount", "currency"], table.Columns.Select(c => c.Key));
        Assert.Equal(["Dear", dear.Id, session.Today, "negotiation", "Negotiation", "price", "FlowTec", "They were a third below us", 300m, "USD"], Assert.Single(table.Rows));
        Assert.Empty((await session.Reports.RunAsync("losses", new ReportParameters { By = "deal", From = session.Today.AddDays(1) })).Rows);
    }

    [Fact]
    public async Task A_deal_that_was_reopened_and_won_after_all_was_not_lost()
    {
        var dear = await LoseAsync();
        await using (var session = _crm.OpenSession())
        {
            await session.Pipelines.ReopenAsync([new RecordRef("opportunity", dear.Id)]);
            await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", dear.Id), "won")]);
        }
        await using var reader = _crm.OpenSession();
        Assert.DoesNotContain((await reader.Reports.RunAsync("losses", new ReportParameters { By = "deal" })).Rows, r => r[0] as string == "Dear");
    }

    [Fact]
    public async Task Everybody_reviews_what_he_may_see()
    {
        await LoseAsync();
        await using var guest = _crm.OpenSession(await _crm.AddUserAsync("Rep", "sales-rep"));
        Assert.Empty((await guest.Reports.RunAsync("losses", new ReportParameters { By = "deal" })).Rows);
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => guest.Reports.RunAsync("losses", new ReportParameters { AsOf = guest.Today }))).Error.Code);
    }

    private async Task<Opportunity> LoseAsync()
    {
        var dear = await LoseAsync("Dear", 300, "negotiation", "price", "They were a third below us");
        await LoseAsync("Dear too", 200, "negotiation", "price", null);
        await LoseAsync("Late", 70, "engaging", "timing", null);
        await _crm.AddAsync(new Opportunity { Name = "Open", Amount = 1000, Currency = "USD" });
        await _crm.AddAsync(new OpportunityCompetitor { OpportunityId = dear.Id, Name = "FlowTec", IsWinner = true }, new OpportunityCompetitor { OpportunityId = dear.Id, Name = "Also ran" });
        return dear;
    }

    private async Task<Opportunity> LoseAsync(string name, decimal amount, string stage, string reason, string? note)
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = name, Amount = amount, Currency = "USD" });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", deal.Id), stage)]);
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", deal.Id), "lost") { LossReason = reason, Note = note }]);
        return deal;
    }
}
