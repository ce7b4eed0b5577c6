using CrmKit.Access;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Reports;

public sealed class MetricTests : IAsyncLifetime
{
    private static readonly MetricDefinition Mean = new()
    {
        Key = "acme.mean-score",
        Label = new("Mean score", "平均分"),
        Unit = MetricUnit.Number,
        Definition = new("Mean of the scores of leads that have one.", "有评分线索的平均分。"),
        Dimensions = ["source"],
        Parameters = ["filter"],
    };

    private static readonly MetricDefinition Won = new()
    {
        Key = "acme.won", Label = new("Won"), Unit = MetricUnit.Money, Period = MetricPeriod.Span, Definition = new("Sum of the amounts of opportunities closed in the period, per currency."),
    };

    private static readonly MetricDefinition Broken = new() { Key = "acme.broken", Label = new("Broken"), Unit = MetricUnit.Count, Definition = new("Fails."), Dimensions = ["total"] };

    private readonly TestCrm _crm = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    private sealed class MeanScore : IMetric
    {
        public async ValueTask ComputeAsync(MetricContext context, CancellationToken cancellationToken)
        {
            var leads = (await context.Session.Records.QueryAsync(new RecordQuery("lead") { Filter = context.Parameters.Filter, Size = 1000 }, cancellationToken)).Items.Cast<Lead>().ToList();
            foreach (var group in leads.GroupBy(l => context.Parameters.By is null ? null : l.Source ?? "(none)").OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                var scores = group.Where(l => l.Score is not null).Select(l => (decimal)l.Score!.Value).ToList();
                if (scores.Count == 0) context.NotEnough("No lead has a score.", group.Key);
                else context.Give(scores.Sum() / scores.Count, group.Key);
            }
        }
    }

    private sealed class WonAmounts : IMetric
    {
        public async ValueTask ComputeAsync(MetricContext context, CancellationToken cancellationToken)
        {
            var (from, until) = (context.Parameters.From ?? DateOnly.MinValue, context.Parameters.Until ?? DateOnly.MaxValue);
            foreach (var sum in (await context.Session.Records.ListAsync(new Specification<Opportunity>(o => o.ClosedOn >= from && o.ClosedOn <= until), cancellationToken)).GroupBy(o => o.Currency ?? "USD").OrderBy(g => g.Key, StringComparer.Ordinal))
                context.Give(sum.Sum(o => o.Amount ?? 0), currency: sum.Key);
        }
    }

    private sealed class Fails : IMetric
    {
        public ValueTask ComputeAsync(MetricContext context, CancellationToken cancellationToken) => throw new CrmRuleException(new CrmError("acme.broken", "Not today."));
    }

    private static void Configure(ICrmPluginBuilder plugin) => plugin.AddMetric<MeanScore>(Mean).AddMetric<WonAmounts>(Won).AddMetric<Fails>(Broken);

    [Fact]
    public async Task EXT_a_metric_is_asked_like_a_report_and_is_gone_at_once_without_its_plugin()
    {
        await _crm.AddAsync(new Lead { Name = "A", Score = 10, Source = "web" }, new Lead { Name = "B", Score = 5, Source = "web" }, new Lead { Name = "C", Score = 5, Source = "fair" }, new Lead { Name = "D", Source = "call" });
        for (var round = 0; round < 2; round++)
        {
            _crm.AddPlugin("acme", Configure);
            Assert.Equal([["total", 6.67m, null]], await RowsAsync("acme.mean-score"));
            Assert.Equal([["call", null, "No lead has a score."], ["fair", 5m, null], ["web", 7.5m, null]], await RowsAsync("acme.mean-score", new ReportParameters { By = "source" }));
            Assert.Equal([["total", 10m, null]], await RowsAsync("acme.mean-score", new ReportParameters { Filter = "name eq 'A'" }));

            _crm.RemovePlugin("acme");
            Assert.Equal("report.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => RowsAsync("acme.mean-score"))).Error.Code);
        }
    }

    [Fact]
    public async Task Not_enough_data_is_something_else_than_nought()
    {
        _crm.AddPlugin("acme", Configure);
        Assert.Equal([["total", null, "There is nothing to measure."]], await RowsAsync("acme.mean-score"));
        await _crm.AddAsync(new Lead { Name = "A", Score = 0 });
        Assert.Equal([["total", 0m, null]], await RowsAsync("acme.mean-score"));
    }

    [Fact]
    public async Task Amounts_of_different_currencies_are_never_added()
    {
        _crm.AddPlugin("acme", Configure);
        foreach (var (amount, currency) in new[] { (100m, "USD"), (50m, "EUR"), (25.005m, "USD") })
            await _crm.AddAsync(new Opportunity { Name = "Deal", Amount = amount, Currency = currency }, new InitialState { Stage = "won", ClosedOn = new DateOnly(2026, 3, 1) });
        Assert.Equal([["total", 50m, "EUR", null], ["total", 125.01m, "USD", null]], await RowsAsync("acme.won", new ReportParameters { From = new DateOnly(2026, 3, 1) }));
        Assert.Equal([["total", null, null, "There is nothing to measure."]], await RowsAsync("acme.won", new ReportParameters { From = new DateOnly(2026, 3, 2) }));
    }

    [Fact]
    public async Task A004_a_metric_counts_what_its_asker_may_see()
    {
        _crm.AddPlugin("acme", Configure);
        _crm.AddPlugin("test", plugin => plugin.Role(new RoleDefinition { Key = "test.own", Label = new("Own"), Permissions = [new Permission("lead", Operations.Read, AccessScope.Own)] }));
        var user = await _crm.AddUserAsync("Own", "test.own");
        await _crm.AddAsync(new Lead { Name = "Mine", Score = 10 }, new InitialState { OwnerId = user.Id });
        await _crm.AddAsync(new Lead { Name = "Not mine", Score = 90 });
        await using var session = _crm.OpenSession(user);
        Assert.Equal(10m, (await session.Reports.MeasureAsync(["acme.mean-score"]))[0].Values[0].Value);
    }

    [Fact]
    public async Task Several_are_asked_at_once()
    {
        _crm.AddPlugin("acme", Configure);
        await _crm.AddAsync(new Lead { Name = "A", Score = 10 });
        await using var session = _crm.OpenSession();
        var results = await session.Reports.MeasureAsync(["acme.mean-score", "acme.won"]);
        Assert.Equal([10m, null], results.Select(r => r.Values[0].Value));
        Assert.Equal("report.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Reports.MeasureAsync(["acme.won", "funnel"]))).Error.Code);
        Assert.Equal("acme.broken", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Reports.MeasureAsync(["acme.broken"]))).Error.Code); // a refusal is the plugin's own word
    }

    [Theory]
    [InlineData("acme.mean-score", "by", "report.dimension")]
    [InlineData("acme.mean-score", "days", "report.parameter")]
    [InlineData("acme.mean-score", "pipeline", "report.parameter")]
    [InlineData("acme.mean-score", "from", "report.parameter")]
    [InlineData("acme.won", "asOf", "report.parameter")]
    [InlineData("acme.won", "filter", "report.parameter")]
    public async Task What_a_metric_does_not_heed_is_refused(string metric, string parameter, string code)
    {
        _crm.AddPlugin("acme", Configure);
        var day = new DateOnly(2026, 1, 1);
        var parameters = parameter switch
        {
            "by" => new ReportParameters { By = "owner" },
            "days" => new ReportParameters { Days = 5 },
            "pipeline" => new ReportParameters { Pipeline = "opportunity.standard" },
            "from" => new ReportParameters { From = day },
            "asOf" => new ReportParameters { AsOf = day },
            _ => new ReportParameters { Filter = "name eq 'A'" },
        };
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => RowsAsync(metric, parameters));
        Assert.Equal((code, parameter), (refused.Error.Code, refused.Error.Field));
    }

    [Fact]
    public void Two_plugins_with_one_key_and_a_metric_with_the_key_of_a_report_are_refused_with_both_names()
    {
        _crm.AddPlugin("acme", plugin => plugin.AddMetric<Fails>(Broken with { Key = "acme.lab.one" }));
        var twice = Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("acme.lab", plugin => plugin.AddMetric<Fails>(Broken with { Key = "acme.lab.one" })));
        Assert.Equal("catalog.duplicate", twice.Error.Code);
        Assert.True(twice.Error.Message.Contains("'acme'", StringComparison.Ordinal) && twice.Error.Message.Contains("'acme.lab'", StringComparison.Ordinal), twice.Error.Message);
        Assert.Equal("catalog.duplicate", Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("test", plugin => plugin.AddMetric<Fails>(Broken with { Key = "test.one" }).AddReport<NoReport>(new ReportDefinition { Key = "test.one", Label = new("One") }))).Error.Code);
        Assert.Equal("catalog.key-invalid", Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("test", plugin => plugin.AddMetric<Fails>(Broken with { Key = "funnel2" }))).Error.Code);
        foreach (var bad in new[] { Broken with { Definition = new(" ") }, Broken with { Parameters = ["owner"] }, Broken with { Dimensions = ["a", "a"] } })
            Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("bad", plugin => plugin.AddMetric<Fails>(bad with { Key = "bad.one" }))).Error.Code);
    }

    [Theory]
    [InlineData(MetricUnit.Count, 1.5, null, null)]
    [InlineData(MetricUnit.Money, 1.0, null, null)]
    [InlineData(MetricUnit.Number, 1.0, null, "EUR")]
    [InlineData(MetricUnit.Number, 1.0, "a group", null)]
    public void A_value_that_contradicts_its_definition_is_a_mistake_of_the_metric(MetricUnit unit, double value, string? group, string? currency) =>
        Assert.Throws<ArgumentException>(() => new MetricContext(null!, Broken with { Unit = unit }, new ReportParameters()).Give((decimal)value, group, currency: currency));

    private sealed class NoReport : IReport
    {
        public Task<ReportTable> RunAsync(Sessions.ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private async Task<IReadOnlyList<IReadOnlyList<object?>>> RowsAsync(string metric, ReportParameters? parameters = null)
    {
        await using var session = _crm.OpenSession();
        return (await session.Reports.RunAsync(metric, parameters)).Rows;
    }
}
