using CrmKit.Access;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Reports;

/// <summary>Where a funnel leaks, and what the lost deals had in common.</summary>
public sealed class FunnelAdviceTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S71_the_stage_that_loses_most_is_named_with_what_was_before_and_what_the_lost_deals_had_in_common()
    {
        await LeaveAsync("Before", lost: 2, onward: 18, _ => "web");
        _crm.Clock.Advance(TimeSpan.FromDays(200));
        await LeaveAsync("Now", lost: 12, onward: 12, i => i < 12 ? "fair" : "web");
        await using var session = _crm.OpenSession();
        var advice = Rows(await session.Reports.RunAsync("funnel-advice"));
        Assert.Equal(
            ["Engaging", "loses-most-and-more", 24L, 12L, 50m, 10m, "price", 100m, "fair", 100m, 20m, 3m, 1L],
            advice["engaging"]);
        Assert.Equal(["Prospecting", null, 25L, 0L, 0m, 0m, null, null, null, null, null, 0m, 1L], advice["prospecting"]);
        Assert.Equal("not-enough", advice["negotiation"][1]);
        Assert.DoesNotContain("won", advice.Keys);
    }

    [Fact]
    public async Task S71_too_few_deals_are_no_ground_for_advice()
    {
        await LeaveAsync("Few", lost: 4, onward: 5, _ => "web");
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("funnel-advice");
        Assert.All(Rows(table).Values, row => Assert.Equal(["not-enough", null, null], [row[1], row[4], row[5]]));
        Assert.Equal($"Not enough data: 9 records left a stage from {session.Today.AddDays(-179):yyyy-MM-dd} to {session.Today:yyyy-MM-dd}; 10 are needed.", Assert.Single(table.Remarks));
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Reports.RunAsync("funnel-advice", new ReportParameters { Days = 3 }))).Error.Code);
    }

    [Fact]
    public async Task S71_a_deal_that_was_reopened_and_went_on_is_not_lost_and_everybody_is_advised_on_what_he_may_see()
    {
        var deals = await LeaveAsync("Back", lost: 10, onward: 2, _ => "web");
        await using (var session = _crm.OpenSession())
        {
            await session.Pipelines.ReopenAsync([.. deals.Take(6)]);
            await session.Pipelines.MoveAsync([.. deals.Take(6).Select(d => new StageMove(d, "negotiation"))]);
        }
        await using var reader = _crm.OpenSession();
        Assert.Equal(4L, Rows(await reader.Reports.RunAsync("funnel-advice"))["engaging"][3]);
        await using var rep = _crm.OpenSession(await _crm.AddUserAsync("Rep", "sales-rep"));
        Assert.All(Rows(await rep.Reports.RunAsync("funnel-advice")).Values, row => Assert.Equal([0L, 0L], [row[2], row[12]]));
    }

    private async Task<List<RecordRef>> LeaveAsync(string name, int lost, int onward, Func<int, string> source)
    {
        var deals = (await _crm.AddAsync(Enumerable.Range(0, lost + onward).Select(i => new Opportunity { Name = $"{name} {i}", Source = source(i) }).Append(new Opportunity { Name = $"{name} waits" })))
            .Select(r => new RecordRef("opportunity", r.Id)).ToList();
        await MoveAsync(deals.Take(lost + onward), d => new StageMove(d, "engaging"));
        if (name == "Now") await MoveAsync(await WaitingAsync(), d => new StageMove(d, "engaging")); // one of the time before went on, one of this time still waits
        _crm.Clock.Advance(TimeSpan.FromDays(3));
        await MoveAsync(deals.Skip(lost).Take(onward), d => new StageMove(d, "negotiation"));
        _crm.Clock.Advance(TimeSpan.FromDays(17));
        await MoveAsync(deals.Take(lost), d => new StageMove(d, "lost") { LossReason = "price" });
        return deals;
    }

    private async Task<IEnumerable<RecordRef>> WaitingAsync()
    {
        await using var session = _crm.OpenSession();
        return [.. (await session.Records.ListAsync(new Specification<Opportunity>(o => o.Name == "Before waits"))).Select(o => new RecordRef("opportunity", o.Id))];
    }

    private async Task MoveAsync(IEnumerable<RecordRef> deals, Func<RecordRef, StageMove> move)
    {
        await using var session = _crm.OpenSession();
        Assert.Empty((await session.Pipelines.MoveAsync([.. deals.Select(move)])).Refused);
    }

    private static Dictionary<string, object?[]> Rows(ReportTable table) => table.Rows.ToDictionary(r => (string)r[0]!, r => r.Skip(1).ToArray());
}
