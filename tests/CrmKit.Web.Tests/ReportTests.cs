using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using CrmKit.AspNetCore;
using CrmKit.Catalog;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Figures with their charts, definitions, comparisons, and the records behind them.</summary>
public sealed class ReportTests(WebHost host) : IClassFixture<WebHost>
{
    [Theory]
    [InlineData("/crm/_reports/funnel?from=0001-01-01&until=0001-12-31&compare=year", HttpStatusCode.BadRequest)]
    [InlineData("/crm/_reports/funnel?from=2026-01-01&until=9999-12-31", HttpStatusCode.BadRequest)]
    [InlineData("/crm/_reports/funnel?asOf=0001-01-01&compare=previous", HttpStatusCode.BadRequest)]
    [InlineData("/crm/_reports/funnel?from=0002-01-01&until=9998-12-31&compare=previous", HttpStatusCode.OK)]
    [InlineData("/crm/_reports/funnel?from=0002-01-01&until=0002-12-31&compare=previous", HttpStatusCode.OK)]
    [InlineData("/crm/_admin/audit?until=9999-12-31", HttpStatusCode.BadRequest)]
    public async Task Days_at_the_ends_of_the_calendar_are_answered_or_refused_and_never_a_failure(string address, HttpStatusCode expected) => await host.Browser.PageAsync(address, expected);

    [Theory]
    [InlineData("funnel?period=this-year")]
    [InlineData("stages?filter=amount%20gt%20150")]
    [InlineData("winrate?by=total")]
    [InlineData("winrate?by=owner&period=this-month")]
    [InlineData("winrate?by=source")]
    [InlineData("winrate?by=quarter")]
    [InlineData("winrate?by=product&filter=amount%20gt%20150")]
    [InlineData("cycle?by=owner")]
    [InlineData("ageing")]
    [InlineData("losses")]
    [InlineData("funnel-advice")]
    [InlineData("forecast")]
    [InlineData("losses?by=owner&period=this-month")]
    public async Task Every_figure_leads_to_exactly_the_records_that_it_counts(string report)
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await SellAsync(me);
        var page = await browser.PageAsync("/crm/_reports/" + report);
        var links = page.QuerySelectorAll("[data-column] a").ToList();
        Assert.NotEmpty(links);
        foreach (var link in links)
            Assert.Equal($"{link.TextContent} in all", (await browser.PageAsync(link.GetAttribute("href") + "&total=true")).QuerySelector(".card-footer span")!.TextContent);
    }

    [Fact]
    public async Task S112_topics_of_cases_are_lines_from_month_to_month_named_as_people_know_them()
    {
        var mark = "Topics " + Guid.NewGuid().ToString("N")[..8];
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
            foreach (var category in new[] { "billing", "billing", "defect", null }) await session.Records.CreateAsync(new Cases.SupportCase { Subject = mark, Category = category });
        var address = "/crm/_reports/case-topics?filter=" + Uri.EscapeDataString($"subject eq '{mark}'");
        var page = await host.Browser.PageAsync(address, language: "zh-CN");
        Assert.Equal(["账单", "（无）", "故障"], page.QuerySelectorAll("main tbody tr").Select(r => r.QuerySelector("th, td")!.TextContent.Trim()));
        Assert.NotNull(page.QuerySelector("main [data-chart]"));
        page = await host.Browser.PageAsync(address + "&by=month", language: "zh-CN");
        Assert.Equal("月份", page.QuerySelector("select[name=by] option[selected]")!.TextContent.Trim());
        Assert.Null(page.QuerySelector("main [data-chart]")); // one month is no line
    }

    [Fact]
    public async Task S159_regions_of_a_list_are_a_map_and_tiles_with_a_table_behind_and_lead_to_the_records_there()
    {
        var mark = "Placed " + Guid.NewGuid().ToString("N")[..8];
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
        {
            var changes = new ChangeSet();
            foreach (var (country, region) in new[] { ("CN", "O'Guangdong"), ("CN", "O'Guangdong"), ("DE", "Bayern"), (null, null) })
                changes.Create(new Accounts.Account { Name = mark, Country = country, Region = region });
            await session.Records.SaveAsync(changes);
        }
        var list = await host.Browser.PageAsync($"/crm/accounts?filter={Uri.EscapeDataString($"name eq '{mark}'")}");
        var address = list.QuerySelectorAll("main a").Single(a => a.TextContent == "By region").GetAttribute("href")!;
        var page = await host.Browser.PageAsync(address);
        Assert.Equal(["2", "1", "1"], page.QuerySelectorAll("td[data-column=count]").Select(c => c.TextContent.Trim()));
        foreach (var link in page.QuerySelectorAll("[data-column=count] a"))
            Assert.Equal($"{link.TextContent} in all", (await host.Browser.PageAsync(link.GetAttribute("href")!)).QuerySelector("[data-total]")!.TextContent);
        var map = page.QuerySelector(".crm-map")!;
        Assert.Equal("CN 2, DE 1", string.Join(", ", JsonNode.Parse(map.GetAttribute("data-chart")!)!["nodes"]!.AsArray().Select(n => $"{n!["name"]} {n["value"]}")));
        using var shapes = await host.Browser.SendAsync(HttpMethod.Get, map.GetAttribute("data-shapes")!);
        var named = JsonNode.Parse(await shapes.Content.ReadAsStringAsync())!["features"]!.AsArray().Select(f => (string)f!["properties"]!["name"]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "CN", "DE", "US", "BR", "IN", "CD" }, named);
        Assert.True(named.Count > 170);
        var chart = JsonNode.Parse(page.QuerySelector("[data-chart*=treemap]")!.GetAttribute("data-chart")!)!;
        Assert.Equal(("treemap", 2m), ((string)chart["kind"]!, chart["nodes"]!.AsArray().SelectMany(c => c!["children"]!.AsArray()).Max(r => (decimal)r!["value"]!)));
        Assert.Contains(page.QuerySelectorAll("select[name=type] option"), o => o.TextContent == "Leads");
        using var csv = await host.Browser.SendAsync(HttpMethod.Get, address.Replace("/regions", "/regions/csv", StringComparison.Ordinal));
        Assert.Contains("Bayern", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.Browser.PageAsync("/crm/_reports/regions?type=product", HttpStatusCode.BadRequest);
        Assert.DoesNotContain((await host.Browser.PageAsync("/crm/products")).QuerySelectorAll("main a"), a => a.TextContent == "By region");
    }

    [Fact]
    public async Task Funnel_is_a_table_and_a_chart_of_the_same_figures_and_says_what_they_mean_in_the_readers_language()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await SellAsync(me);
        var stages = Catalog.Pipeline("opportunity.standard").Stages;
        foreach (var (language, culture) in new[] { ("en", "en"), ("zh-CN", "zh-CN") })
        {
            var page = await browser.PageAsync("/crm/_reports/funnel", language: language);
            Assert.Equal(Catalog.Reports.Single(r => r.Key == "funnel").Label.For(culture), page.QuerySelector("h1")!.TextContent);
            Assert.Equal(stages.Select(s => s.Label.For(culture)), Column(page, "label"));
            var chart = JsonNode.Parse(page.QuerySelector("[data-chart]")!.GetAttribute("data-chart")!)!;
            Assert.Equal(Column(page, "label"), chart["categories"]!.AsArray().Select(c => (string)c!));
            Assert.Equal(Column(page, "count"), chart["series"]![0]!["values"]!.AsArray().Select(v => ((decimal)v!).ToString(CultureInfo.InvariantCulture)));
            Assert.NotEmpty(page.QuerySelectorAll(".crm-meaning dd"));
        }
    }

    [Fact]
    public async Task S67_lost_deals_are_gone_through_one_by_one_with_reason_and_note_and_lead_to_their_pages()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await SellAsync(me);
        foreach (var (language, reason, stage) in new[] { ("en", "price", "Prospecting"), ("zh-CN", "price", "初步接触") })
        {
            var page = await browser.PageAsync("/crm/_reports/losses?by=deal", language: language);
            Assert.Equal((reason, stage, "They had it cheaper"), (Assert.Single(Column(page, "reason")), Assert.Single(Column(page, "label")), Assert.Single(Column(page, "note"))));
            Assert.Equal("Deal 1", (await browser.PageAsync(page.QuerySelector("[data-column=deal] a")!.GetAttribute("href")!)).QuerySelector("h1")!.TextContent.Trim());
        }
    }

    [Fact]
    public async Task S71_funnel_says_which_stage_to_look_at_by_a_request_of_its_own_and_leads_to_the_deals_there()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var few = await browser.PageAsync("/crm/_reports/funnel?period=this-month");
        var address = few.QuerySelector("a#advice")!.GetAttribute("href")!;
        Assert.Contains("Not enough data", (await browser.PageAsync(address)).QuerySelector("#advice")!.TextContent, StringComparison.Ordinal);
        await LoseAsync(me);
        foreach (var (language, finding, price) in new[] { ("en", "Prospecting: Loses most", "price"), ("zh-CN", "初步接触: 流失最多", "price") })
        {
            var advice = (await browser.PageAsync(address, language: language)).QuerySelector("#advice")!;
            Assert.Equal(finding, Assert.Single(advice.QuerySelectorAll("h3")).TextContent);
            Assert.Contains(price, advice.TextContent, StringComparison.Ordinal);
            Assert.Equal(2, (await browser.PageAsync(advice.QuerySelector("a")!.GetAttribute("href")!)).QuerySelectorAll("tbody tr").Length);
        }
        Assert.Null((await browser.PageAsync("/crm/_reports/winrate")).QuerySelector("#advice"));
    }

    private async Task LoseAsync(Guid owner)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var changes = new ChangeSet();
        var deals = Enumerable.Range(0, 12).Select(i => new Opportunity { Name = $"Lost {i}" }).ToList();
        foreach (var deal in deals) changes.Create(deal, new InitialState { OwnerId = owner });
        var saved = (await session.Records.SaveAsync(changes)).Outcomes.Select(o => o.Record!.Id).ToList();
        await session.Pipelines.MoveAsync([.. saved.Take(10).Select((d, i) => new StageMove(new RecordRef("opportunity", d), i < 8 ? "lost" : "engaging") { LossReason = i < 8 ? "price" : null })]);
    }

    [Fact]
    public async Task Chart_library_is_fetched_by_pages_with_a_chart_alone_and_not_before_it_is_seen()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await SellAsync(me);
        var page = await browser.PageAsync("/crm/_reports/funnel");
        Assert.DoesNotContain(page.QuerySelectorAll("script"), s => s.GetAttribute("src")!.Contains("drawing", StringComparison.Ordinal));
        using var library = await browser.SendAsync(HttpMethod.Get, page.QuerySelector("[data-chart]")!.GetAttribute("data-library")!);
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (library.StatusCode, library.Content.Headers.ContentType!.MediaType));
        Assert.True(page.QuerySelector("[data-chart]")!.HasAttribute("hidden")); // nothing empty stands there without scripts
        var list = await browser.PageAsync("/crm/opportunities");
        Assert.DoesNotContain("drawing", list.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_are_compared_with_those_of_another_time()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await SellAsync(me);
        var page = await browser.PageAsync("/crm/_reports/winrate?period=this-month&compare=year");
        var won = page.QuerySelector("[data-column=won] dd")!;
        Assert.Equal("1", won.QuerySelector("a")!.TextContent);
        Assert.StartsWith("was ", won.QuerySelector(".crm-muted")!.TextContent, StringComparison.Ordinal);
        var (from, until) = ReportPeriods.Of("this-month", Today);
        Assert.Contains($"compared with {from!.Value.AddYears(-1).ToString("d", CultureInfo.GetCultureInfo("en"))}", page.QuerySelector(".card-body > p")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("year", page.QuerySelector("[name=compare] [selected]")!.GetAttribute("value"));
        Assert.True(until >= Today);
    }

    [Fact]
    public async Task Figures_are_those_of_an_owner_and_never_of_what_the_reader_may_not_see()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var (other, _) = await host.BrowserOfAsync("sales-rep");
        await SellAsync(me);
        await SellAsync(other);
        Assert.Equal("4", Total(await browser.PageAsync("/crm/_reports/ageing")));
        Assert.Equal("4", Total(await host.Browser.PageAsync("/crm/_reports/ageing?owner=" + other)));
        Assert.Equal("0", Total(await browser.PageAsync("/crm/_reports/ageing?owner=" + other)));

        static string Total(IParentNode page) => page.QuerySelectorAll("[data-column=open]")[^1].TextContent.Trim();
    }

    [Fact]
    public async Task Table_is_downloaded_for_spreadsheets_and_nothing_in_it_runs()
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var user = await session.Records.CreateAsync(new User { Name = "=HYPERLINK(\"x\"),", Email = $"{Guid.NewGuid():N}@example.com", Roles = "sales-rep" });
        await SellAsync(user.Id);
        var page = await host.Browser.PageAsync($"/crm/_reports/winrate?by=owner&owner={user.Id}");
        using var answer = await host.Browser.SendAsync(HttpMethod.Get, page.QuerySelector("a[download]")!.GetAttribute("href")!);
        Assert.Equal(("text/csv", "attachment"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.DispositionType));
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.StartsWith("Owner,Owner id,Won,Lost,Open,Win rate,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"\"'=HYPERLINK(\"\"x\"\"),\",{user.Id},1,1,4,50,", lines[1], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said_beside_what_was_typed()
    {
        var page = await host.Browser.PageAsync("/crm/_reports/funnel?filter=" + Uri.EscapeDataString("name = 'x'"), HttpStatusCode.BadRequest);
        Assert.Equal("name = 'x'", page.QuerySelector("[name=filter]")!.GetAttribute("value"));
        Assert.Equal("filter.syntax", page.QuerySelector("[role=alert] li")!.GetAttribute("data-code"));
        await host.Browser.PageAsync("/crm/_reports/none", HttpStatusCode.NotFound);
        await host.Browser.PageAsync("/crm/_reports/none/csv", HttpStatusCode.NotFound);
        await host.Browser.PageAsync("/crm/_reports/funnel?from=yesterday", HttpStatusCode.BadRequest);
        await host.Browser.PageAsync("/crm/_reports/winrate?from=2026-02-01&until=2026-01-01", HttpStatusCode.BadRequest);
        await host.Browser.PageAsync("/crm/_reports/winrate?owner=me", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Sums_are_those_of_the_type_that_stands_chosen_by_the_names_of_its_fields()
    {
        await SellAsync(host.AdminId);
        var page = await host.Browser.PageAsync("/crm/_reports/sums");
        Assert.Equal("opportunity", page.QuerySelector("select[name=type] option")!.GetAttribute("value"));
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.QuerySelector("[data-column=field]")!.TextContent.Trim() == "Amount");
        Assert.Contains(page.QuerySelectorAll("select[name=type] option"), o => o.GetAttribute("value") == "order");
    }

    [Fact]
    public async Task Days_in_what_a_report_says_are_written_as_its_reader_writes_them()
    {
        var said = (await host.Browser.PageAsync("/crm/_reports/lifecycle?asOf=2025-12-31", language: "en-US")).QuerySelector("[data-part=remarks]")!.TextContent;
        Assert.Contains("12/31/2025", said, StringComparison.Ordinal);
        Assert.DoesNotContain("2025-12-31", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Day_as_at_which_a_period_is_looked_at_stands_above_its_figures()
    {
        await SellAsync(host.AdminId);
        var span = (await host.Browser.PageAsync("/crm/_reports/winrate?period=custom&from=2025-01-01&until=2025-12-31&asOf=2025-06-30", language: "en-US")).QuerySelector("main")!.TextContent;
        Assert.Contains("1/1/2025 to 12/31/2025, as known at the end of 6/30/2025", span, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cohorts_are_read_as_a_grid_of_months_after_the_first_purchase()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Comes back"}""");
        foreach (var day in (string[])["2019-01-05", "2019-03-07"]) await host.Admin.CreateAsync("orders", $$"""{"name":"Bought","accountId":"{{account}}","orderedOn":"{{day}}"}""");
        var page = await host.Browser.PageAsync("/crm/_reports/cohorts?from=2019-01-01&until=2019-12-31&period=custom");
        var row = page.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("[data-column=cohort]")!.TextContent.Trim() == "2019-01");
        Assert.Equal(("1", "0%", "100%"), (Of(row, "customers"), Of(row, "after-1"), Of(row, "after-2")));
        Assert.Null(row.QuerySelector("[data-column=after-0]")); // all of them, always
        Assert.Equal("5", row.QuerySelector("[data-column=after-2]")!.GetAttribute("data-shade"));

        static string Of(IElement row, string column) => row.QuerySelector($"[data-column={column}]")!.TextContent.Trim();
    }

    [Fact]
    public async Task Every_report_answers_by_every_dimension_in_both_languages_and_every_figure_has_a_meaning()
    {
        await SellAsync(host.AdminId);
        var index = await host.Browser.PageAsync("/crm/_reports", language: "zh-CN");
        foreach (var report in Catalog.Reports)
        {
            Assert.Contains(index.QuerySelectorAll("h2 a"), a => a.TextContent == report.Label.For("zh-CN") && a.GetAttribute("href") == "/crm/_reports/" + report.Key);
            foreach (var by in report.Dimensions.DefaultIfEmpty(""))
            {
                var page = await host.Browser.PageAsync($"/crm/_reports/{report.Key}?by={by}&compare=previous", language: "zh-CN");
                Assert.Equal(report.Label.For("zh-CN"), page.QuerySelector("h1")!.TextContent);
                if (report.Source == "core" && report.Key is not ("field-usage" or "data-decay" or "cohorts"))
                    Assert.All(page.QuerySelectorAll("th.text-end,.crm-figures dt").Where(h => by != "account"), h => Assert.True(h.HasAttribute("title"), $"{report.Key}: {h.TextContent}"));
            }
        }
    }

    [Theory]
    [InlineData("this-quarter", "2026-04-01", "2026-06-30")]
    [InlineData("last-quarter", "2026-01-01", "2026-03-31")]
    [InlineData("last-month", "2026-04-01", "2026-04-30")]
    [InlineData("this-year", "2026-01-01", "2026-12-31")]
    [InlineData("last-30-days", "2026-04-21", "2026-05-20")]
    [InlineData("last-12-months", "2025-05-21", "2026-05-20")]
    public void Periods_move_with_the_calendar(string name, string from, string until) =>
        Assert.Equal((Day(from), Day(until)), ReportPeriods.Of(name, new DateOnly(2026, 5, 20)));

    [Theory]
    [InlineData("2026-04-01", "2026-06-30", "2026-01-01", "2026-03-31")]
    [InlineData("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28")]
    [InlineData("2026-04-21", "2026-05-20", "2026-03-22", "2026-04-20")]
    [InlineData("2026-05-20", "2026-05-20", "2026-05-19", "2026-05-19")]
    public void Time_before_is_as_long_in_months_or_in_days(string from, string until, string first, string last) =>
        Assert.Equal((Day(first)!.Value, Day(last)!.Value), ReportPeriods.Before(Day(from)!.Value, Day(until)!.Value));

    // Four open, one won, one lost.
    private async Task SellAsync(Guid owner)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(owner));
        var made = new List<Guid>();
        for (var i = 0; i < 6; i++)
            made.Add((await session.Records.CreateAsync(new Opportunity { Name = $"Deal {i}", Amount = 100 * (i + 1), OpenedOn = session.Today.AddDays(-10 * i), Source = i % 2 == 0 ? "Trade fair" : null })).Id);
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", made[0]), "won"), new StageMove(new RecordRef("opportunity", made[1]), "lost") { LossReason = "price", Note = "They had it cheaper" }]);
    }

    private CatalogSnapshot Catalog => host.Services.GetRequiredService<ICatalog>().Current;

    private DateOnly Today => DateOnly.FromDateTime(host.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);

    private static IEnumerable<string> Column(IParentNode page, string key) => page.QuerySelectorAll($"td[data-column={key}]").Select(c => c.TextContent.Trim());

    private static DateOnly? Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
