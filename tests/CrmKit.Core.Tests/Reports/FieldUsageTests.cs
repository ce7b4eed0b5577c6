using CrmKit.Access;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Reports;

public sealed class FieldUsageTests : IAsyncLifetime
{
    private static readonly Field<string> Colour = Field.Text("test.colour");

    private readonly TestCrm _crm = new(plugin: plugin => plugin
        .Fields<Lead>(f => f.Add(Colour, "Colour", "颜色").Add(Field.Date("test.day"), "Day", "日期"))
        .RecordType("test.boat", t => t.Named("Boat", "Boats", "船").Fields(f => f.Add(Field.Integer("test.length"), "Length", "长度")))
        .Role(new RoleDefinition
        {
            Key = "test.seller",
            Label = new("Seller"),
            Permissions = [new Permission("lead", Operations.Work, AccessScope.Own)],
            Restrictions = [new FieldRestriction("lead", "companyName", CanRead: false, CanWrite: false)],
        }));

    // 40 leads: all of one company, one with a job title, 20 with one of three colours, one long text each.
    public async ValueTask InitializeAsync() => await _crm.AddAsync(Enumerable.Range(0, 40).Select(i => new Lead
    {
        Name = $"Person {i}",
        CompanyName = "Acme",
        JobTitle = i == 0 ? "Buyer" : null,
        NeedDescription = $"Need {i}",
        [Colour] = i % 2 == 0 ? $"colour {i % 3}" : null,
    }));

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S178_report_says_how_much_each_field_is_used_custom_ones_as_well()
    {
        var rows = await RowsAsync("lead");
        Assert.Equal([40L, 40L, 100m, 40L], rows["name"][4..8]);
        Assert.Equal([40L, 40L, 100m, 1L], rows["companyName"][4..8]);
        Assert.Equal([40L, 1L, 2.5m, 1L], rows["jobTitle"][4..8]);
        Assert.Equal([40L, 40L, 100m, null], rows["needDescription"][4..8]); // long texts are not compared
        Assert.Equal([40L, 20L, 50m, 3L], rows["test.colour"][4..8]);
        Assert.Equal([40L, 0L, 0m, 0L, null], rows["test.day"][4..9]);
        Assert.Equal(new DateOnly(2026, 3, 16), rows["test.colour"][8]);
        Assert.DoesNotContain("id", rows.Keys);
        Assert.DoesNotContain("createdAt", rows.Keys);
    }

    [Fact]
    public async Task S178_fields_that_could_go_are_suggested_never_those_that_must_be_there()
    {
        var rows = await RowsAsync("lead");
        Assert.Equal("always-same", Advice(rows["companyName"]));
        Assert.Equal("hardly-filled", Advice(rows["jobTitle"]));
        Assert.Equal("never-filled, unused", Advice(rows["test.day"]));
        foreach (var kept in new[] { "name", "externalId", "stage", "ownerId", "emailBouncedAt", "test.colour" }) Assert.Equal("", Advice(rows[kept]));
        Assert.Equal("", Advice((await RowsAsync("lead", percent: 2))["jobTitle"]));

        _crm.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal("unused", Advice((await RowsAsync("lead"))["test.colour"]));
        Assert.Equal("", Advice((await RowsAsync("lead", days: 500))["test.colour"]));
        Assert.All((await RowsAsync("account")).Values, r => Assert.Equal("", Advice(r))); // no records say nothing about fields
    }

    [Fact]
    public async Task S178_writes_move_the_last_day_of_the_field_that_was_written_alone()
    {
        _crm.Clock.Advance(TimeSpan.FromDays(3));
        await using (var session = _crm.OpenSession())
        {
            var lead = (await session.Records.ListAsync(new Specification<Lead>(l => l.Name == "Person 1")))[0];
            lead.CompanyName = "Bolt \"companyName\":"; // a value that looks like a key is none
            await session.Records.UpdateAsync(lead);
        }
        var rows = await RowsAsync("lead");
        Assert.Equal((new DateOnly(2026, 3, 19), 2L), (rows["companyName"][8], rows["companyName"][7]));
        Assert.Equal(new DateOnly(2026, 3, 16), rows["name"][8]);
    }

    [Fact]
    public async Task S178_reads_are_counted_where_a_query_names_a_field_and_are_kept()
    {
        await using (var session = _crm.OpenSession())
        {
            await session.Records.QueryAsync(new RecordQuery("lead") { Filter = "custom.test.day eq null and city eq 'Rome'", OrderBy = "-city" });
            await session.Records.ListAsync(new Specification<Lead>(l => l[Colour] == "red").OrderBy(l => l.Region));
            await session.Records.ListAsync(new Specification<Lead>(), default);
        }
        await CheckAsync();
        await _crm.Services.GetRequiredService<FieldReadFolding>().FoldAsync(TestContext.Current.CancellationToken);
        await CheckAsync();

        await using (var session = _crm.OpenSession()) await session.Records.CountAsync(new Specification<Lead>(l => l.City == "Rome"));
        await _crm.Services.GetRequiredService<FieldReadFolding>().StopAsync(TestContext.Current.CancellationToken);
        await _crm.RestartAsync();
        Assert.Equal(3L, (await RowsAsync("lead"))["city"][9]);

        async Task CheckAsync()
        {
            var rows = await RowsAsync("lead");
            Assert.Equal([2L, 1L, 1L, 1L, 0L], new[] { "city", "test.day", "test.colour", "region", "street" }.Select(f => (long)rows[f][9]!));
            Assert.Equal(new DateOnly(2026, 3, 16), rows["city"][10]);
            Assert.Null(rows["street"][10]);
            Assert.Equal("never-filled", Advice(rows["test.day"])); // read, so not unused
        }
    }

    [Fact]
    public async Task S178_readers_that_the_catalog_knows_are_named()
    {
        Assert.Equal("stage case.standard/resolved", (await RowsAsync("case"))["resolution"][11]);
        var opportunity = await RowsAsync("opportunity");
        Assert.Contains("reports", (string)opportunity["amount"][11]!, StringComparison.Ordinal);
        Assert.Contains("conversion opportunity>", (string)opportunity["name"][11]!, StringComparison.Ordinal);
        Assert.Equal("", opportunity["nextStepOn"][11]);
    }

    [Fact]
    public async Task S178_types_of_plugins_are_told_about_as_well()
    {
        await _crm.AddAsync(new CustomRecord("test.boat", "One") { [Field.Integer("test.length")] = 12 }, new CustomRecord("test.boat", "Two"));
        Assert.Equal(["test.boat", "test.length", "Length", "test", 2L, 1L, 50m, 1L], (await RowsAsync("test.boat"))["test.length"][..8]);
        await using var session = _crm.OpenSession();
        var all = (await session.Reports.RunAsync("field-usage")).Rows.Select(r => (string)r[0]!).Distinct();
        Assert.Equal(session.Catalog.Types.Select(t => t.Key), all);
    }

    [Fact]
    public async Task S178_figures_are_of_what_the_asker_may_read()
    {
        var seller = await _crm.AddUserAsync("seller", "test.seller");
        await using (var own = _crm.OpenSession(seller)) await own.Records.CreateAsync(new Lead { Name = "Mine", City = "Rome" });
        await using var session = _crm.OpenSession(seller);
        var rows = (await session.Reports.RunAsync("field-usage", new ReportParameters { Type = "lead" })).Rows.ToDictionary(r => (string)r[1]!);
        Assert.Equal((1L, 1L), (rows["city"][4], rows["city"][5]));
        Assert.Null(rows["needDescription"][8]); // written for others only
        Assert.DoesNotContain("companyName", rows.Keys);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Reports.RunAsync("field-usage", new ReportParameters { Type = "account" }))).Errors[0].Code);
        Assert.Equal(["lead"], (await session.Reports.RunAsync("field-usage")).Rows.Select(r => (string)r[0]!).Distinct());
    }

    [Fact]
    public async Task S178_parameters_are_checked()
    {
        await using var session = _crm.OpenSession();
        foreach (var wrong in new ReportParameters[] { new() { Percent = 101 }, new() { Percent = -1 }, new() { Days = -1 }, new() { Filter = "city eq 'Rome'" }, new() { AsOf = new(2026, 1, 1) }, new() { Pipeline = "lead.standard" } })
            Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Reports.RunAsync("field-usage", wrong))).Errors[0].Code);
        Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Reports.RunAsync("field-usage", new ReportParameters { Type = "nothing" }))).Errors[0].Code);
    }

    private async Task<Dictionary<string, object?[]>> RowsAsync(string type, int? days = null, int? percent = null)
    {
        await using var session = _crm.OpenSession();
        return (await session.Reports.RunAsync("field-usage", new ReportParameters { Type = type, Days = days, Percent = percent })).Rows.ToDictionary(r => (string)r[1]!, r => r.ToArray());
    }

    private static string Advice(object?[] row) => (string)row[12]!;
}
