using System.Net;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class BoardTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Card_shows_how_long_it_stands_and_what_is_next_and_the_stage_its_totals()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var mark = Guid.NewGuid().ToString("N")[..8];
        await browser.DoneAsync((await browser.PageAsync("/crm/opportunities/_new")).QuerySelector("main form")!, ("f.name", mark), ("f.amount", "2000"), ("f.nextStep", "Call about the roof"), ("f.nextStepOn", "2031-05-06"));
        var filter = $"name eq '{mark}'";
        var board = await browser.PageAsync("/crm/_boards/opportunity.standard?filter=" + Uri.EscapeDataString(filter));

        var card = board.QuerySelectorAll("[data-card]").Single();
        Assert.Equal("here since today", card.QuerySelector("[data-since]")!.TextContent);
        Assert.Contains("Call about the roof", card.QuerySelector("[data-next-step]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2031", card.QuerySelector("[data-next-step]")!.TextContent, StringComparison.Ordinal);
        var column = board.QuerySelectorAll("[data-stage]").Single(s => s.Contains(card));
        Assert.Equal("1", column.QuerySelector("h2 .badge")!.TextContent);
        Assert.Contains("2,000.00", column.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("weighted", column.QuerySelector(".crm-weighted")!.TextContent, StringComparison.Ordinal);
        Assert.All(board.QuerySelectorAll("[data-stage]").Where(s => s != column), s => Assert.Equal("0", s.QuerySelector("h2 .badge")!.TextContent));

        var chinese = await browser.PageAsync("/crm/_boards/opportunity.standard?filter=" + Uri.EscapeDataString(filter), language: "zh-CN");
        Assert.Equal("今天进入", chinese.QuerySelector("[data-since]")!.TextContent);
    }

    [Fact]
    public async Task Move_on_a_filtered_board_comes_back_to_the_same_filter_also_when_the_stage_asks_first()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var mark = Guid.NewGuid().ToString("N")[..8];
        await browser.DoneAsync((await browser.PageAsync("/crm/opportunities/_new")).QuerySelector("main form")!, ("f.name", mark));
        var address = "/crm/_boards/opportunity.standard?filter=" + Uri.EscapeDataString($"name eq '{mark}'");
        var form = (await browser.PageAsync(address)).QuerySelector("[data-card] form")!;
        var lost = form.QuerySelectorAll("option").Select(o => o.GetAttribute("value")!).Single(v => v == "lost");
        var asked = await browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("stage", lost));
        Assert.Equal(Decoded(address), Decoded(asked.QuerySelectorAll("main form a").Single().GetAttribute("href")!)); // leaving the small form
        Assert.NotEqual(lost, (await browser.PageAsync(address)).QuerySelector("[data-card]")!.Closest("[data-stage]")!.GetAttribute("data-stage"));
        Assert.Equal(Decoded(address), Decoded(await browser.DoneAsync(asked.QuerySelector("main form")!, ("lossReason", "price"))));
        Assert.Equal(lost, (await browser.PageAsync(address)).QuerySelector("[data-card]")!.Closest("[data-stage]")!.GetAttribute("data-stage"));
    }

    [Theory]
    [InlineData("name = 'x'", "filter.syntax")]
    [InlineData("nothing eq 1", "filter.field-unknown")]
    [InlineData("name eq 'x') or (name ne 'x'", "filter.syntax")]
    public async Task Filter_that_cannot_be_read_stays_in_its_box_with_what_is_wrong(string filter, string code)
    {
        var board = await host.Browser.PageAsync("/crm/_boards/opportunity.standard?filter=" + Uri.EscapeDataString(filter), HttpStatusCode.BadRequest);
        Assert.Equal(filter, board.QuerySelector("main form [name=filter]")!.GetAttribute("value"));
        Assert.Equal(code, board.QuerySelector("[role=alert] li")!.GetAttribute("data-code"));
    }

    [Fact]
    public async Task Cards_of_those_who_may_only_look_cannot_be_moved()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/board-watcher", """
            {"label":{"english":"Watcher"},"permissions":[{"recordType":"opportunity","operations":"read","scope":"all"}],
             "restrictions":[{"recordType":"opportunity","field":"amount","canRead":false,"canWrite":false}]}
            """, HttpStatusCode.NoContent);
        await host.Admin.CreateAsync("opportunities", """{"name":"Only to look at","amount":987654}""");
        var (_, browser) = await host.BrowserOfAsync("board-watcher");
        var board = await browser.PageAsync("/crm/_boards/opportunity.standard");
        Assert.NotEmpty(board.QuerySelectorAll("[data-card]"));
        Assert.All(board.QuerySelectorAll("[data-card]"), c => Assert.True(c.HasAttribute("data-fixed") && c.QuerySelector("form") is null));
        Assert.DoesNotContain("987,654", board.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Empty(board.QuerySelectorAll("section > p"));
    }

    private static string Decoded(string address) => Uri.UnescapeDataString(address);
}
