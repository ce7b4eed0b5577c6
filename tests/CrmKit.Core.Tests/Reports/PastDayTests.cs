using CrmKit.Accounts;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Reports on a day that is over: what was, not what became of it.</summary>
public sealed class PastDayTests : IAsyncDisposable
{
    private static readonly DateOnly Day = new(2026, 3, 16);
    private readonly TestCrm _crm = new(crm => crm.Configure(o => o.TimeZone = "Asia/Shanghai"));

    // 16 March, 09:30 in Shanghai.
    public PastDayTests() => _crm.Clock.Now = new DateTimeOffset(2026, 3, 16, 1, 30, 0, TimeSpan.Zero);

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task The_funnel_shows_the_stages_at_the_end_of_the_day()
    {
        var moved = await AddAsync("Moves on later", 100);
        await AddAsync("Stays", 10);
        var back = await AddAsync("Goes forth and back", 1000);
        await MoveAsync(back, "engaging", "proposal", "engaging");
        NextDay();
        await MoveAsync(moved, "engaging", "won");
        await MoveAsync(back, "proposal");
        await AddAsync("Created after", 7);

        Assert.Equal([("engaging", 1L, 1000m), ("prospecting", 2L, 110m)], await FunnelAsync(Day));
        Assert.Equal([("proposal", 1L, 1000m), ("prospecting", 2L, 17m), ("won", 1L, 100m)], await FunnelAsync(Day.AddDays(1)));
        Assert.Equal(await FunnelAsync(null), await FunnelAsync(Day.AddDays(1)));
        Assert.Empty(await FunnelAsync(Day.AddDays(-1)));
    }

    [Fact]
    public async Task The_day_ends_at_midnight_of_the_tenants_zone()
    {
        var record = await AddAsync("Moves at night", 5);
        _crm.Clock.Now = new DateTimeOffset(2026, 3, 16, 15, 59, 59, TimeSpan.Zero); // 23:59:59 there
        await MoveAtAsync(record, "engaging");
        _crm.Clock.Now = new DateTimeOffset(2026, 3, 16, 16, 0, 0, TimeSpan.Zero);
        await MoveAtAsync(record, "proposal");
        NextDay();
        Assert.Equal([("engaging", 1L, 5m)], await FunnelAsync(Day));
        Assert.Equal([("proposal", 1L, 5m)], await FunnelAsync(Day.AddDays(1)));
    }

    [Fact]
    public async Task A_reopened_record_counts_as_won_on_the_days_between()
    {
        var record = await AddAsync("Reopened", 60);
        NextDay();
        await MoveAsync(record, "won");
        NextDay();
        await using (var session = _crm.OpenSession()) await session.Pipelines.ReopenAsync([new RecordRef("opportunity", record.Id)]);
        NextDay();

        Assert.Equal([("prospecting", 1L, 60m)], await FunnelAsync(Day));
        Assert.Equal([("won", 1L, 60m)], await FunnelAsync(Day.AddDays(1)));
        Assert.Equal([("prospecting", 1L, 60m)], await FunnelAsync(Day.AddDays(2)));

        Assert.Equal([0L, 1L, 0L], await TotalsAsync("winrate", 1, days: 3));
        Assert.Equal([0L, 1L, 0L], await TotalsAsync("cycle", 1, days: 3));
        Assert.Equal([1L, 0L, 1L], await TotalsAsync("winrate", 3, days: 3));
        Assert.Equal([1L, 0L, 1L], await TotalsAsync("ageing", 2, days: 3));
        await using var reader = _crm.OpenSession();
        var quarter = Assert.Single((await reader.Reports.RunAsync("winrate", new ReportParameters { AsOf = Day.AddDays(1), By = "quarter" })).Rows);
        Assert.Equal(["2026-Q1", 1L, 0L, null, 100m, 60m], quarter.Take(6));
        Assert.Empty((await reader.Reports.RunAsync("winrate", new ReportParameters { AsOf = Day.AddDays(1), By = "quarter", From = Day.AddDays(2) })).Rows);
        Assert.Equal(["total", 1L, 1m, 1m], Assert.Single((await reader.Reports.RunAsync("cycle", new ReportParameters { AsOf = Day.AddDays(1) })).Rows));
    }

    [Fact]
    public async Task Deleted_records_count_until_the_day_of_their_deletion()
    {
        var record = await AddAsync("Deleted", 3);
        NextDay();
        await using (var session = _crm.OpenSession()) await session.Records.DeleteAsync(new RecordRef("opportunity", record.Id));
        NextDay();
        Assert.Equal([("prospecting", 1L, 3m)], await FunnelAsync(Day));
        Assert.Empty(await FunnelAsync(Day.AddDays(1)));
        Assert.Equal([1L, 0L], await TotalsAsync("ageing", 2));
        Assert.Equal([1L, 0L], await TotalsAsync("winrate", 3));
    }

    [Fact]
    public async Task Who_is_shelved_now_was_open_before()
    {
        var record = await AddAsync("Shelved later", 3);
        NextDay();
        await MoveAsync(record, "shelved");
        NextDay();
        Assert.Equal([1L, 0L], await TotalsAsync("winrate", 3));
        Assert.Equal([1L, 0L], await TotalsAsync("ageing", 2));
    }

    [Fact]
    public async Task Who_changed_the_pipeline_counts_in_the_one_of_that_day()
    {
        _crm.AddPlugin("test", plugin => plugin.Pipeline(new PipelineDefinition
        {
            Key = "test.second", Label = new("Second"), RecordType = "opportunity",
            Stages = [new() { Key = "begun", Label = new("Begun") }, new() { Key = "done", Label = new("Done"), Category = StageCategory.Won }],
        }));
        var record = await AddAsync("Changes", 8);
        NextDay();
        await using (var session = _crm.OpenSession()) await session.Pipelines.ChangePipelineAsync([new RecordRef("opportunity", record.Id)], "test.second");
        NextDay();
        Assert.Equal([("prospecting", 1L, 8m)], await FunnelAsync(Day));
        Assert.Empty(await FunnelAsync(Day.AddDays(1)));
        Assert.Empty(await FunnelAsync(Day, "test.second"));
        Assert.Equal([("begun", 1L, 8m)], await FunnelAsync(Day.AddDays(1), "test.second"));
        foreach (var (report, column) in new[] { ("ageing", 2), ("winrate", 3) })
        {
            Assert.Equal([1L, 0L], await TotalsAsync(report, column));
            Assert.Equal([0L, 1L], await TotalsAsync(report, column, "test.second"));
        }
    }

    [Fact]
    public async Task What_was_taken_up_here_later_stands_where_its_first_stay_says()
    {
        await _crm.AddAsync(new Opportunity { Name = "Open, from elsewhere", Amount = 1, OpenedOn = Day.AddDays(-9) }, new InitialState { Stage = "engaging" });
        await _crm.AddAsync(new Opportunity { Name = "Won, from elsewhere", Amount = 2, OpenedOn = Day.AddDays(-9) }, new InitialState { Stage = "won", ClosedOn = Day.AddDays(-4) });
        Assert.Equal([("engaging", 1L, 1m), ("unknown", 1L, 0m)], await FunnelAsync(Day.AddDays(-5)));
        Assert.Equal([("engaging", 1L, 1m), ("won", 1L, 2m)], await FunnelAsync(Day.AddDays(-4)));
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("funnel", new ReportParameters { AsOf = Day.AddDays(-5) });
        Assert.Equal(Day.AddDays(-5), table.AsOf);
        Assert.Contains(table.Remarks, r => r.StartsWith("1 records were there on 2026-03-11", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_went_on_is_told_by_the_history_up_to_the_day()
    {
        var record = await AddAsync("Wins", 100);
        await MoveAsync(record, "engaging");
        NextDay();
        await MoveAsync(record, "won");
        await using var session = _crm.OpenSession();
        var then = (await session.Reports.RunAsync("funnel", new ReportParameters { AsOf = Day })).Rows.ToDictionary(r => (string)r[0]!);
        Assert.Equal([1L, 100m, 0m], then["prospecting"].Skip(6).Take(3));
        Assert.Equal([1L, 1L, 0m, 0m], [then["engaging"][3], then["engaging"][6], then["engaging"][7], then["engaging"][8]]);
        Assert.Equal(100m * Engaging(session).ProbabilityPercent / 100, then["engaging"][5]);
        Assert.Equal(0L, then["won"][6]);
    }

    [Fact]
    public async Task Accounts_that_came_later_were_nobody_on_the_day()
    {
        var customer = await _crm.AddAsync(new Account { Name = "Brought later, had bought" });
        await _crm.AddAsync(new Order { Name = "Old", AccountId = customer.Id, OrderedOn = Day.AddDays(-20) });
        await _crm.AddAsync(new Account { Name = "Came later" });
        Assert.Equal([0L, 1L], (await LifecycleAsync(Day.AddDays(-10))).Skip(1).Take(2));
        Assert.Equal([1L, 1L], (await LifecycleAsync(Day)).Skip(1).Take(2));
    }

    private static StageDefinition Engaging(ICrmSession session) => session.Catalog.Pipeline("opportunity.standard").Stages.Single(s => s.Key == "engaging");

    private async Task<IReadOnlyList<object?>> LifecycleAsync(DateOnly day)
    {
        await using var session = _crm.OpenSession();
        return Assert.Single((await session.Reports.RunAsync("lifecycle", new ReportParameters { AsOf = day })).Rows);
    }

    private async Task<List<(string Stage, long Count, decimal Amount)>> FunnelAsync(DateOnly? day, string? pipeline = null)
    {
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("funnel", new ReportParameters { AsOf = day, Pipeline = pipeline });
        return [.. table.Rows.Where(r => (long)r[3]! > 0).Select(r => ((string)r[0]!, (long)r[3]!, (decimal?)r[4] ?? 0)).OrderBy(r => r.Item1, StringComparer.Ordinal)];
    }

    /// <summary>One figure of the total row on the day and on those after it.</summary>
    private async Task<List<long>> TotalsAsync(string report, int column, string? pipeline = null, int days = 2)
    {
        var figures = new List<long>();
        await using var session = _crm.OpenSession();
        for (var day = Day; day < Day.AddDays(days); day = day.AddDays(1))
        {
            var rows = (await session.Reports.RunAsync(report, new ReportParameters { AsOf = day, Pipeline = pipeline })).Rows;
            figures.Add(rows.Count == 0 ? 0 : (long)rows.Single(r => (string)r[0]! == "total")[column]!);
        }
        return figures;
    }

    private void NextDay() => _crm.Clock.Advance(TimeSpan.FromDays(1));

    private Task<Opportunity> AddAsync(string name, decimal amount) => _crm.AddAsync(new Opportunity { Name = name, Amount = amount });

    private async Task MoveAsync(Opportunity record, params string[] stages)
    {
        foreach (var stage in stages)
        {
            _crm.Clock.Advance(TimeSpan.FromMinutes(10));
            await MoveAtAsync(record, stage);
        }
    }

    private async Task MoveAtAsync(Opportunity record, string stage)
    {
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", record.Id), stage)]);
    }
}
