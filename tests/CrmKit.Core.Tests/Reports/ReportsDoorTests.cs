using CrmKit.Access;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Reports;

public sealed class ReportsDoorTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new(plugin: plugin => plugin.Role(new RoleDefinition
    {
        Key = "test.seller",
        Label = new("Seller"),
        Permissions = [new Permission("opportunity", Operations.Work, AccessScope.Own)],
    }).Role(new RoleDefinition
    {
        Key = "test.colleague",
        Label = new("Colleague"),
        Permissions = [new Permission("opportunity", Operations.Work, AccessScope.Team)],
    }).Role(new RoleDefinition
    {
        Key = "test.kept-short",
        Label = new("Kept short"),
        Permissions = [new Permission("opportunity", Operations.Work, AccessScope.Own)],
        Restrictions = [new FieldRestriction("opportunity", "amount", CanRead: false, CanWrite: false), new FieldRestriction("opportunity", "source", CanRead: false, CanWrite: false)],
    }));

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task The_funnel_tells_who_went_on_by_what_history_says()
    {
        var first = await AddAsync("Goes through", 100);
        var second = await AddAsync("Gets stuck", 50);
        await AddAsync("Created late", 30, "negotiation");
        await MoveAsync(first, "engaging", "proposal", "won");
        await MoveAsync(second, "engaging");

        await using var session = _crm.OpenSession();
        var rows = (await session.Reports.RunAsync("funnel")).Rows.ToDictionary(r => (string)r[0]!);
        Assert.Equal([0L, 2L, 100m, 50m], new[] { rows["prospecting"][3], rows["prospecting"][6], rows["prospecting"][7], rows["prospecting"][8] });
        Assert.Equal([1L, 2L, 50m, 50m], new[] { rows["engaging"][3], rows["engaging"][6], rows["engaging"][7], rows["engaging"][8] });
        Assert.Equal([1L, 1L, 0m, 0m], new[] { rows["negotiation"][3], rows["negotiation"][6], rows["negotiation"][7], rows["negotiation"][8] });
        Assert.Equal([1L, 100m, 1L, null], new[] { rows["won"][3], rows["won"][4], rows["won"][6], rows["won"][7] });
    }

    [Fact]
    public async Task Amounts_of_other_currencies_are_said_and_not_added()
    {
        var euros = await _crm.AddAsync(new Opportunity { Name = "Euros", Amount = 70, Currency = "EUR" }, new InitialState { Stage = "won" });
        await AddAsync("Dollars", 100.25m, "won");
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("winrate");
        Assert.Equal([2L, 100.25m, 100.25m, "USD"], new[] { table.Rows[0][1], table.Rows[0][5], table.Rows[0][7], table.Rows[0][8] });
        Assert.Contains("70 EUR", Assert.Single(table.Remarks), StringComparison.Ordinal);
        Assert.Equal("EUR", (await session.Reports.RunAsync("winrate", new ReportParameters { Filter = $"id eq {euros.Id}" })).Rows[0][8]);
    }

    [Fact]
    public async Task Figures_stay_within_the_askers_rights()
    {
        var seller = await _crm.AddUserAsync("Seller", "test.kept-short");
        await _crm.AddAsync(new Opportunity { Name = "Own", Amount = 5 }, new InitialState { OwnerId = seller.Id, Stage = "won" });
        await AddAsync("Foreign", 7, "won");
        await using var session = _crm.OpenSession(seller);
        var table = await session.Reports.RunAsync("winrate");
        Assert.Equal([1L, null], new[] { table.Rows[0][1], table.Rows[0][5] });
        Assert.Single(table.Remarks);
        Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Reports.RunAsync("winrate", new ReportParameters { By = "source" }))).Error.Code);
        Assert.Equal("report.verify-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Reports.VerifyCountersAsync())).Error.Code);
    }

    [Fact]
    public async Task Sums_keep_currencies_apart_follow_the_filter_and_the_askers_rights_and_know_custom_fields()
    {
        await using (var session = _crm.OpenSession())
        {
            foreach (var (key, kind) in new[] { ("fee", FieldKind.Money), ("weight", FieldKind.Number) })
                await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = "opportunity", Key = key, Kind = kind, Label = new(key) });
        }
        await using (var session = _crm.OpenSession())
        {
            var (fee, weight) = (Field.Decimal("fee"), Field.Decimal("weight"));
            foreach (var (name, amount, currency) in new[] { ("Sum a", 100.25m, "EUR"), ("Sum b", 200m, "EUR"), ("Sum c", 50m, "JPY"), ("Other", 1000m, "EUR") })
                await session.Records.CreateAsync(new Opportunity { Name = name, Amount = amount, Currency = currency, [fee] = 1.5m, [weight] = 2.25m });
            await session.Records.CreateAsync(new Opportunity { Name = "Sum of nothing" });
            var sums = await SumsAsync(session);
            Assert.Equal([("EUR", 300.25m), ("JPY", 50m)], sums["amount"]);
            Assert.Equal([("EUR", 3m), ("JPY", 1.5m)], sums["fee"]);
            Assert.Equal([(null, 6.75m)], sums["weight"]);
            Assert.Equal(sums["amount"].Count(), sums["weightedAmount"].Count());
            Assert.Empty((await session.Reports.RunAsync("sums", new ReportParameters { Type = "opportunity", Filter = "name eq 'nobody'" })).Rows);
        }
        var seller = await _crm.AddUserAsync("Seller", "test.kept-short");
        await _crm.AddAsync(new Opportunity { Name = "Sum own", Amount = 5, [Field.Decimal("weight")] = 4m }, new InitialState { OwnerId = seller.Id });
        await using var sellers = _crm.OpenSession(seller);
        var own = await SumsAsync(sellers);
        Assert.Equal([(null, 4m)], own["weight"]);
        Assert.Empty(own["amount"]);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => sellers.Reports.RunAsync("sums", new ReportParameters { Type = "order" }))).Error.Code);

        static async Task<ILookup<string, (string?, decimal)>> SumsAsync(Sessions.ICrmSession session) =>
            (await session.Reports.RunAsync("sums", new ReportParameters { Type = "opportunity", Filter = "name startswith 'Sum '" })).Rows.ToLookup(r => (string)r[0]!, r => ((string?)r[1], (decimal)r[2]!));
    }

    [Fact]
    public async Task Wrong_questions_are_refused()
    {
        await using var session = _crm.OpenSession();
        var reports = session.Reports;
        Assert.Equal("report.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => reports.RunAsync("profit"))).Error.Code);
        Assert.Equal("report.dimension", (await Assert.ThrowsAsync<CrmValidationException>(() => reports.RunAsync("winrate", new ReportParameters { By = "colour" }))).Error.Code);
        Assert.Equal("report.dimension", (await Assert.ThrowsAsync<CrmValidationException>(() => reports.RunAsync("funnel", new ReportParameters { By = "owner" }))).Error.Code);
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => reports.RunAsync("ageing", new ReportParameters { Days = -1 }))).Error.Code);
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => reports.RunAsync("cycle", new ReportParameters { From = new(2026, 2, 1), Until = new(2026, 1, 1) }))).Error.Code);
        Assert.Equal("catalog.pipeline-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => reports.RunAsync("funnel", new ReportParameters { Pipeline = "no.such" }))).Error.Code);
        Assert.Equal("filter.syntax", (await Assert.ThrowsAsync<CrmValidationException>(() => reports.RunAsync("funnel", new ReportParameters { Filter = "amount >" }))).Error.Code);
    }

    [Fact]
    public async Task Every_report_of_pipelines_runs_over_every_pipeline_and_dimension_even_without_records()
    {
        string[] ofNone = ["lifecycle", "field-usage", "data-decay", "targets", "activity", "operations", "regions", "sums", "business", "traits", "channels", "answers", "sources", "products", "arrears", "articles", "satisfaction", "case-topics", "first-response", "forecast"];
        await using var session = _crm.OpenSession();
        foreach (var pipeline in session.Catalog.Pipelines)
            foreach (var report in session.Catalog.Reports.Where(r => !ofNone.Contains(r.Key)))
                foreach (var by in report.Dimensions.Append(null))
                    Assert.NotEmpty((await session.Reports.RunAsync(report.Key, new ReportParameters { Pipeline = pipeline.Key, By = by })).Columns);
    }

    [Fact]
    public async Task F47_counters_agree_with_the_rows_after_writes_and_folds_and_a_drift_is_found_and_repaired()
    {
        var record = await AddAsync("Moves", 100);
        var deleted = await AddAsync("Is deleted", 40);
        await AddAsync("Stays", 7);
        await MoveAsync(record, "engaging", "won");
        await using (var session = _crm.OpenSession())
        {
            await session.Records.DeleteAsync(new RecordRef("opportunity", deleted.Id));
            Assert.Empty(await session.Reports.VerifyCountersAsync());
        }
        var store = _crm.Services.GetRequiredService<ICrmStore>();
        while (await store.Counters.FoldAsync(3, default) > 0) { }
        await using (var session = _crm.OpenSession()) Assert.Empty(await session.Reports.VerifyCountersAsync());

        await using (var transaction = await store.BeginAsync("default", default))
        {
            var drift = new StoreBatch();
            drift.Inserts.Add(new CounterDelta { RecordType = "opportunity", PipelineKey = "opportunity.standard", StageKey = "won", PassedStageKeys = "engaging prospecting won", Currency = "USD", Count = 2, Amount = 9, Weighted = 4 });
            await transaction.WriteAsync(drift, default);
            await transaction.CommitAsync(default);
        }
        await using (var session = _crm.OpenSession())
        {
            var found = Assert.Single(await session.Reports.VerifyCountersAsync(repair: true));
            Assert.Equal((1L, 3L, 100m, 109m), (found.CountedRows, found.CounterRows, found.CountedAmount, found.CounterAmount));
            Assert.Equal(4m, found.CounterWeighted - found.CountedWeighted);
        }
        await using (var session = _crm.OpenSession()) Assert.Empty(await session.Reports.VerifyCountersAsync());
    }

    [Fact]
    public async Task What_stands_in_each_stage_now_is_the_same_whether_counted_already_folded_or_summed_from_the_rows()
    {
        var moved = await AddAsync("Moves on", 100);
        var weighted = await _crm.AddAsync(new Opportunity { Name = "Likely", Amount = 80, Currency = "USD", ProbabilityOverridePercent = 75 });
        await _crm.AddAsync(new Opportunity { Name = "Euros", Amount = 70, Currency = "EUR" });
        var deleted = await AddAsync("Is deleted", 40);
        await MoveAsync(moved, "engaging");
        await using (var session = _crm.OpenSession()) await session.Records.DeleteAsync(new RecordRef("opportunity", deleted.Id));

        var counted = await StagesAsync();
        Assert.Equal([2L, 80m, 60m, "USD"], new[] { counted.Rows[0][3], counted.Rows[0][4], counted.Rows[0][5], counted.Rows[0][6] });
        Assert.Equal([1L, 100m], new[] { counted.Rows[1][3], counted.Rows[1][4] });
        Assert.Contains("70 EUR", Assert.Single(counted.Remarks), StringComparison.Ordinal);
        var store = _crm.Services.GetRequiredService<ICrmStore>();
        while (await store.Counters.FoldAsync(3, default) > 0) { }
        await MoveAsync(weighted, "engaging"); // one more that waits to be folded
        await MoveAsync(weighted, "prospecting");
        foreach (var other in (ReportTable[])[await StagesAsync(), await StagesAsync("name ne 'nothing'")])
        {
            Assert.Equal(counted.Rows, other.Rows);
            Assert.Equal(counted.Remarks, other.Remarks);
        }
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(async () =>
        {
            await using var session = _crm.OpenSession();
            await session.Reports.RunAsync("stages", new ReportParameters { AsOf = new(2026, 1, 1) });
        })).Error.Code);

        async Task<ReportTable> StagesAsync(string? filter = null)
        {
            await using var session = _crm.OpenSession();
            return await session.Reports.RunAsync("stages", new ReportParameters { Filter = filter });
        }
    }

    [Fact]
    public async Task Whoever_reads_only_his_own_records_gets_what_his_own_come_to()
    {
        var seller = await _crm.AddUserAsync("Seller", "test.kept-short");
        await _crm.AddAsync(new Opportunity { Name = "Own", Amount = 5 }, new InitialState { OwnerId = seller.Id });
        await AddAsync("Foreign", 7);
        await using var session = _crm.OpenSession(seller);
        Assert.Equal([1L, null, null], (await session.Reports.RunAsync("stages")).Rows[0].Skip(3).Take(3));
    }

    [Fact]
    public async Task Rights_and_filters_that_ask_whose_a_record_is_are_put_to_the_counters_and_all_others_to_the_rows()
    {
        var (north, south) = (await _crm.AddAsync(new Team { Name = "North" }), await _crm.AddAsync(new Team { Name = "South" }));
        var (alone, colleague, leader) = (await _crm.AddUserAsync("Ann", "test.seller", north.Id), await _crm.AddUserAsync("Bo", "test.colleague", north.Id), await _crm.AddUserAsync("Cy", "administrator", south.Id));
        foreach (var (name, owner, team, amount) in new (string, Guid?, Guid?, decimal)[] { ("Ann's", alone.Id, north.Id, 1), ("Bo's", colleague.Id, north.Id, 20), ("Cy's", leader.Id, south.Id, 300), ("Nobody's", null, south.Id, 4_000), ("Of no team", (await _crm.AddUserAsync("Di", null)).Id, null, 50_000) })
            await _crm.AddAsync(new Opportunity { Name = name, Amount = amount, Currency = "USD" }, new InitialState { OwnerId = owner, TeamId = team });

        (User Asker, string? Filter, decimal Amount)[] counted =
        [
            (alone, null, 1), (colleague, null, 21), (leader, null, 54_321), (leader, "ownerId eq me()", 300), (leader, $"teamId in ('{north.Id}')", 21), (leader, "ownerId eq null", 4_000), (leader, "teamId ne null and ownerId ne null", 321),
            (colleague, "ownerId eq me()", 20), (colleague, $"teamId eq '{south.Id}'", 0),
        ];
        (User Asker, string? Filter, decimal Amount)[] summed = [(leader, "amount gt 10 and ownerId eq me()", 300), (alone, "name ne 'Bo''s'", 1)];
        foreach (var (asker, filter, amount) in counted.Concat(summed)) Assert.Equal((asker.Name, filter, amount), (asker.Name, filter, await AmountAsync(asker, filter)));

        await _crm.Services.GetRequiredService<ICrmStore>().Counters.ReplaceAsync("default", [], default); // whoever is answered now was answered from the rows
        foreach (var (asker, filter, _) in counted) Assert.Equal((asker.Name, filter, 0m), (asker.Name, filter, await AmountAsync(asker, filter)));
        foreach (var (asker, filter, amount) in summed) Assert.Equal((asker.Name, filter, amount), (asker.Name, filter, await AmountAsync(asker, filter)));

        // What is shared with somebody is his to see, and no counter knows of it.
        await using (var session = _crm.OpenSession())
            await session.Access.ShareAsync([new RecordRef("opportunity", (await session.Records.ListAsync(new Specification<Opportunity>(o => o.Name == "Cy's")))[0].Id)], [new RecordShare { UserId = alone.Id }]);
        Assert.Equal(301m, await AmountAsync(alone, null));

        async Task<decimal> AmountAsync(User asker, string? filter)
        {
            await using var session = _crm.OpenSession(asker);
            return (await session.Reports.RunAsync("stages", new ReportParameters { Filter = filter })).Rows.Sum(r => (decimal)(r[4] ?? 0m));
        }
    }

    private Task<Opportunity> AddAsync(string name, decimal amount, string? stage = null) => _crm.AddAsync(new Opportunity { Name = name, Amount = amount, Currency = "USD" }, new InitialState { Stage = stage });

    private async Task MoveAsync(Opportunity record, params string[] stages)
    {
        await using var session = _crm.OpenSession();
        foreach (var stage in stages)
        {
            _crm.Clock.Advance(TimeSpan.FromHours(1));
            await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", record.Id), stage)]);
        }
    }
}
