using System.Net;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class CellTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Cell_is_a_small_form_that_saves_one_field_and_leads_back_to_the_list()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"In a cell","city":"Ghent"}""");
        var list = await host.Browser.PageAsync("/crm/leads?columns=name,city,createdAt&filter=" + Uri.EscapeDataString("name eq 'In a cell'"));
        var row = list.QuerySelector("tr[data-record]")!;
        Assert.Equal((id, "1", true), (row.GetAttribute("data-record"), row.GetAttribute("data-version"), row.HasAttribute("data-edit")));
        Assert.Equal(["name", "city"], row.QuerySelectorAll("td[data-field]").Select(c => c.GetAttribute("data-field"))); // what the system keeps is not to be written
        Assert.NotNull(row.QuerySelector($"a[href='/crm/leads/{id}/_edit']")); // without scripts

        var form = (await host.Browser.PageAsync(Cell(id, "city") + "&back=%3FcursorX")).QuerySelector("main form")!;
        Assert.Equal("/crm/leads?cursorX", await host.Browser.DoneAsync(form, ("f.city", "Bruges")));
        Assert.Equal(Cell(id, "city") + "&back=cell", await host.Browser.DoneAsync((await host.Browser.PageAsync(Cell(id, "city"))).QuerySelector("main form")!, ("f.city", "Antwerp"), ("back", "cell")));
        var stored = (await host.Browser.PageAsync(Cell(id, "city"), language: "zh-CN")).QuerySelector("[data-stored]")!;
        Assert.Equal(("Antwerp", "3"), (stored.TextContent.Trim(), stored.GetAttribute("data-version")));
        foreach (var back in new[] { "https://elsewhere.example", "?a\r\nSet-Cookie: b=c", "?名称", "?\\\\elsewhere.example" })
            Assert.Equal("/crm/leads", await host.Browser.DoneAsync(form, ("seen", "Antwerp"), ("f.city", "Antwerp"), ("back", back)));
    }

    [Fact]
    public async Task Change_of_another_field_is_no_conflict_and_of_the_same_one_shows_what_is_stored()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Two at once","city":"Ghent"}""");
        var form = (await host.Browser.PageAsync(Cell(id, "city"))).QuerySelector("main form")!;
        await host.Admin.JsonAsync("PATCH", "/api/leads/" + id, """{"jobTitle":"Planner"}""");
        await host.Browser.DoneAsync(form, ("f.city", "Bruges"));

        form = (await host.Browser.PageAsync(Cell(id, "city"))).QuerySelector("main form")!;
        await host.Admin.JsonAsync("PATCH", "/api/leads/" + id, """{"city":"Theirs"}""");
        var conflict = await host.Browser.SubmitAsync(form, HttpStatusCode.Conflict, ("f.city", "Mine"));
        Assert.Equal(("Theirs", "Mine"), (conflict.QuerySelector("[data-stored]")!.TextContent.Trim(), conflict.QuerySelector("[name='f.city']")!.GetAttribute("value")));
        Assert.NotNull(conflict.QuerySelector("form [data-code='record.conflict']"));
        await host.Browser.DoneAsync(conflict.QuerySelector("main form")!); // knowingly
        var now = await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK);
        Assert.Equal(("Mine", "Planner"), ((string)now["city"]!, (string)now["jobTitle"]!));
    }

    [Fact]
    public async Task What_is_refused_stays_typed_with_what_is_wrong_and_nothing_is_written()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Needs a name"}""");
        var form = (await host.Browser.PageAsync(Cell(id, "name"))).QuerySelector("main form")!;
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.name", ""));
        Assert.Equal("Fill this in.", refused.QuerySelector(".invalid-feedback")!.TextContent);
        Assert.Equal("Needs a name", (string)(await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task Those_who_may_not_write_a_record_or_a_field_are_given_no_cell()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/cell-editor", """
            {"label":{"english":"Cells"},"permissions":[{"recordType":"lead","operations":"read","scope":"all"},{"recordType":"lead","operations":"update","scope":"own"}],
             "restrictions":[{"recordType":"lead","field":"city","canRead":true,"canWrite":false}]}
            """, HttpStatusCode.NoContent);
        var (_, browser) = await host.BrowserOfAsync("cell-editor");
        var id = await host.Admin.CreateAsync("leads", """{"name":"Of somebody else","city":"Ghent"}""");
        var list = await browser.PageAsync("/crm/leads?columns=name,city&filter=" + Uri.EscapeDataString("name eq 'Of somebody else'"));
        Assert.False(list.QuerySelector("tr[data-record]")!.HasAttribute("data-edit"));
        Assert.Equal(["name"], list.QuerySelectorAll("td[data-field]").Select(c => c.GetAttribute("data-field")));
        await browser.PageAsync(Cell(id, "name"), HttpStatusCode.Forbidden);
        await browser.PageAsync(Cell(id, "city"), HttpStatusCode.BadRequest);
        await host.Browser.PageAsync(Cell(id, "createdAt"), HttpStatusCode.BadRequest);
        await host.Browser.PageAsync(Cell(Guid.NewGuid().ToString(), "name"), HttpStatusCode.NotFound);
    }

    private static string Cell(string id, string field) => $"/crm/leads/{id}/_cell?field={field}";
}
