using CrmKit.Access;
using CrmKit.Campaigns;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Records;

namespace CrmKit.Reports;

/// <summary>What sources and campaigns brought, and what that cost.</summary>
public sealed class SourcesTests : IAsyncDisposable
{
    private static readonly DateOnly Day = new(2026, 3, 10);
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Sources_are_measured_by_what_came_of_them_and_what_their_campaigns_cost()
    {
        await SellAsync();
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("sources");
        Assert.Equal(["source", "leads", "converted", "conversionRate", "opportunities", "won", "revenue", "cost", "costPerLead", "costPerWon", "returnOnCost", "currency"], table.Columns.Select(c => c.Key));
        Assert.Equal(
        [
            ["trade-fair", 3L, 0L, 0m, 2L, 2L, 3000m, 500m, 166.67m, 250m, 500m, "USD"], // the lead that has only the campaign counts as its source
            ["website", 1L, 0L, 0m, 1L, 1L, 400m, 0m, null, null, null, "USD"],
            ["(none)", 1L, 0L, 0m, 0L, 0L, 0m, 0m, null, null, null, "USD"],
        ], table.Rows.Select(r => r.ToArray()));
        Assert.Equal(["Campaigns without an actual cost: 1. What they brought is counted, and no return on it."], table.Remarks);
    }

    [Fact]
    public async Task Campaigns_are_measured_by_their_names_within_a_time_by_the_day_on_which_they_began()
    {
        var (fair, letter) = await SellAsync();
        await using var session = _crm.OpenSession();
        var rows = (await session.Reports.RunAsync("sources", new ReportParameters { By = "campaign" })).Rows.ToDictionary(r => (string)r[0]!);
        Assert.Equal([fair.Id, 2L, 1000m, 500m, 100m], new[] { 1, 2, 7, 8, 11 }.Select(i => rows["Fair"][i]));
        Assert.Equal((letter.Id, 0m, null), (rows["Letter"][1], rows["Letter"][8], rows["Letter"][11]));
        var later = (await session.Reports.RunAsync("sources", new ReportParameters { By = "campaign", From = Day.AddDays(1) })).Rows;
        Assert.DoesNotContain(later, r => (decimal)r[8]! != 0);
        Assert.DoesNotContain(later, r => (long)r[6]! != 0);
    }

    [Fact]
    public async Task What_one_may_not_read_is_not_told_by_sums()
    {
        await SellAsync();
        await using var guest = _crm.OpenSession(await _crm.AddUserAsync("Guest", null));
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => guest.Reports.RunAsync("sources"))).Error.Code);
        await using var session = _crm.OpenSession();
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Reports.RunAsync("sources", new ReportParameters { Filter = "amount gt 1" }))).Error.Code);
    }

    private async Task<(Campaign Fair, Campaign Letter)> SellAsync()
    {
        var (fair, letter) = (new Campaign { Name = "Fair", Source = "trade-fair", StartsOn = Day, ActualCost = 500 }, new Campaign { Name = "Letter", Source = "website", StartsOn = Day });
        await _crm.AddAsync(fair, letter);
        await _crm.AddAsync(
            new Lead { Name = "Of the fair", Source = "trade-fair", CampaignId = fair.Id }, new Lead { Name = "Of its campaign alone", CampaignId = fair.Id }, new Lead { Name = "Of another fair", Source = "trade-fair" },
            new Lead { Name = "Of the site", Source = "website" }, new Lead { Name = "Of nowhere" });
        await WinAsync(new Opportunity { Name = "Won at the fair", Source = "trade-fair", CampaignId = fair.Id, Amount = 1000, Currency = "USD" });
        await WinAsync(new Opportunity { Name = "Won at another", Source = "trade-fair", Amount = 2000, Currency = "USD" });
        await WinAsync(new Opportunity { Name = "Won by the site", Source = "website", Amount = 400, Currency = "USD" });
        return (fair, letter);
    }

    private Task WinAsync(Opportunity deal) => _crm.AddAsync(deal, new InitialState { Stage = "won", ClosedOn = Day });
}
