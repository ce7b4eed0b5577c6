using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

public sealed class BulkTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Field_of_all_that_match_is_changed_after_a_look_and_taken_back()
    {
        var mark = await LeadsAsync(60);
        var asked = await ChooseAsync(mark, "field:jobTitle", ("all", "true"));
        Assert.Equal("60", asked.QuerySelector("[data-count]")!.GetAttribute("data-count"));
        var preview = await host.Browser.SubmitAsync(Form(asked), HttpStatusCode.OK, ("f.jobTitle", "Planner"), ("step", "preview"));
        Assert.Equal(20, preview.QuerySelectorAll("tbody tr").Length);
        Assert.All(preview.QuerySelectorAll("tbody tr"), r => Assert.Equal("Planner", r.QuerySelector("td:last-child")!.TextContent.Trim()));
        Assert.Equal(0, await CountAsync(mark, "jobTitle eq 'Planner'"));

        var done = await host.Browser.SubmitAsync(Form(preview), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal(("60", "0"), Outcome(done));
        Assert.Equal(60, await CountAsync(mark, "jobTitle eq 'Planner'"));

        await host.Admin.JsonAsync("PATCH", "/api/leads/" + await AnyAsync(mark), """{"jobTitle":"Somebody else was here"}""");
        var undone = await host.Browser.SubmitAsync(Form(done), HttpStatusCode.OK);
        Assert.Equal(("59", "1"), Outcome(undone)); // what was changed since stays
        Assert.Equal("record.conflict", undone.QuerySelector("td[data-code]")!.GetAttribute("data-code"));
        Assert.Equal(59, await CountAsync(mark, "jobTitle eq null"));
    }

    [Fact]
    public async Task Each_record_that_is_refused_says_why_and_the_others_are_done()
    {
        var mark = await LeadsAsync(3);
        var preview = await host.Browser.SubmitAsync(Form(await ChooseAsync(mark, "field:name", ("all", "true"))), HttpStatusCode.OK, ("f.name", ""), ("step", "preview"));
        var done = await host.Browser.SubmitAsync(Form(preview), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal(("0", "3"), Outcome(done));
        Assert.All(done.QuerySelectorAll("td[data-code]"), r => Assert.Equal("field.required", r.GetAttribute("data-code")));
        Assert.Empty(done.QuerySelectorAll("[name=undo]"));
        Assert.Equal(3, await CountAsync(mark, null));
    }

    [Fact]
    public async Task Ticked_records_are_deleted_and_restored()
    {
        var mark = await LeadsAsync(3);
        var list = await host.Browser.PageAsync(List(mark));
        var ticked = list.QuerySelectorAll("[name=ids]").Take(2).Select(i => ("ids", i.GetAttribute("value")!)).ToArray();
        var preview = await host.Browser.SubmitAsync(list.QuerySelector("main form[method=post]")!, HttpStatusCode.OK, [.. ticked, ("act", "delete")]);
        Assert.Equal(2, preview.QuerySelectorAll("tbody tr").Length);
        var done = await host.Browser.SubmitAsync(Form(preview), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal(("2", "0"), Outcome(done));
        Assert.Equal(1, await CountAsync(mark, null));
        Assert.Equal(("2", "0"), Outcome(await host.Browser.SubmitAsync(Form(done), HttpStatusCode.OK)));
        Assert.Equal(3, await CountAsync(mark, null));
    }

    [Fact]
    public async Task Records_are_given_to_somebody_and_back_to_who_had_them()
    {
        var mark = await LeadsAsync(2);
        var name = "Heir " + mark;
        await host.Admin.CreateAsync("users", new JsonObject { ["name"] = name, ["email"] = mark + "@example.com", ["roles"] = "sales-rep" }.ToJsonString());
        var asked = await ChooseAsync(mark, "owner", ("all", "true"));
        var wrong = await host.Browser.SubmitAsync(Form(asked), HttpStatusCode.UnprocessableEntity, ("f.ownerId", "Nobody of that name"), ("step", "preview"));
        Assert.Contains("Nobody of that name", wrong.QuerySelector(".invalid-feedback")!.TextContent, StringComparison.Ordinal);
        var preview = await host.Browser.SubmitAsync(Form(wrong), HttpStatusCode.OK, ("f.ownerId", name), ("step", "preview"));
        Assert.All(preview.QuerySelectorAll("tbody tr"), r => Assert.Equal(["Admin", name], r.QuerySelectorAll("td").Skip(1).Select(c => c.TextContent.Trim())));
        var done = await host.Browser.SubmitAsync(Form(preview), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal(("2", "0"), Outcome(done));
        Assert.Equal(2, await CountAsync(mark, $"owner.name eq '{name}'"));
        Assert.Equal(("2", "0"), Outcome(await host.Browser.SubmitAsync(Form(done), HttpStatusCode.OK)));
        Assert.Equal(2, await CountAsync(mark, "owner.name eq 'Admin'"));
    }

    [Fact]
    public async Task Stage_is_moved_to_where_guards_let_and_the_look_says_where_they_do_not()
    {
        var mark = await LeadsAsync(2);
        await host.Admin.JsonAsync("PATCH", "/api/leads/" + await AnyAsync(mark), """{"needDescription":"Known"}""");
        await host.Admin.JsonAsync("PUT", "/api/catalog/pipelines/bulk-asks", """
            {"recordType":"lead","label":{"english":"Asks"},"stages":[{"key":"begun","label":{"english":"Begun"}},{"key":"sized","label":{"english":"Sized"},"requiredFields":["needDescription"]}]}
            """, HttpStatusCode.NoContent);
        foreach (var lead in (await FoundAsync(mark, null)).Select(l => (string)l!["id"]!)) await host.Admin.JsonAsync("POST", $"/api/leads/{lead}/pipeline", """{"pipeline":"bulk-asks"}""");
        var preview = await host.Browser.SubmitAsync(Form(await ChooseAsync(mark, "stage", ("all", "true"))), HttpStatusCode.OK, ("f.stage", "sized"), ("step", "preview"));
        Assert.Single(preview.QuerySelectorAll("[data-code='pipeline.required-field']"));
        var done = await host.Browser.SubmitAsync(Form(preview), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal(("1", "1"), Outcome(done));
        Assert.Equal(1, await CountAsync(mark, "stage eq 'sized'"));
        Assert.Equal(("1", "0"), Outcome(await host.Browser.SubmitAsync(Form(done), HttpStatusCode.OK)));
        Assert.Equal(0, await CountAsync(mark, "stage eq 'sized'"));
    }

    [Fact]
    public async Task When_more_match_than_were_shown_it_is_shown_again_before_anything_is_done()
    {
        var mark = await LeadsAsync(2);
        var preview = await ChooseAsync(mark, "delete", ("all", "true"));
        await host.Admin.CreateAsync("leads", new JsonObject { ["name"] = mark + " late" }.ToJsonString());
        var again = await host.Browser.SubmitAsync(Form(preview), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal("3", again.QuerySelector("[data-count]")!.GetAttribute("data-count"));
        Assert.Equal(3, await CountAsync(mark, null));
    }

    [Fact]
    public async Task Nothing_chosen_does_nothing_and_what_is_not_offered_is_refused()
    {
        var mark = await LeadsAsync(1);
        var list = await host.Browser.PageAsync(List(mark));
        var form = list.QuerySelector("main form[method=post]")!;
        var page = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("act", "delete"));
        Assert.Contains("Nothing is chosen", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await host.Browser.SubmitAsync(form, HttpStatusCode.BadRequest, ("act", "field:createdAt"), ("all", "true"));
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/bulk-reader", """{"label":{"english":"Reader"},"permissions":[{"recordType":"lead","operations":"read","scope":"all"}]}""", HttpStatusCode.NoContent);
        var (_, reader) = await host.BrowserOfAsync("bulk-reader");
        form = (await reader.PageAsync(List(mark))).QuerySelector("main form[method=post]")!;
        await reader.SubmitAsync(form, HttpStatusCode.BadRequest, ("act", "delete"), ("all", "true"), ("step", "do"), ("count", "1"));
        Assert.Equal(1, await CountAsync(mark, null));
    }

    private async Task<string> LeadsAsync(int count)
    {
        var mark = "Bulk" + Guid.NewGuid().ToString("N")[..8];
        var leads = new ChangeSet();
        for (var i = 0; i < count; i++) leads.Create(new Lead { Name = $"{mark} {i}" });
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(host.AdminId));
        await session.Records.SaveAsync(leads);
        return mark;
    }

    private async Task<IHtmlDocument> ChooseAsync(string mark, string act, params (string, string)[] more) =>
        await host.Browser.SubmitAsync((await host.Browser.PageAsync(List(mark))).QuerySelector("main form[method=post]")!, HttpStatusCode.OK, [("act", act), .. more]);

    private async Task<JsonArray> FoundAsync(string mark, string? filter) =>
        (await host.Admin.GetAsync("/api/leads?size=100&filter=" + Uri.EscapeDataString($"name startswith '{mark}'" + (filter is null ? "" : $" and {filter}")), HttpStatusCode.OK))["items"]!.AsArray();

    private async Task<int> CountAsync(string mark, string? filter) => (await FoundAsync(mark, filter)).Count;

    private async Task<string> AnyAsync(string mark) => (string)(await FoundAsync(mark, null))[0]!["id"]!;

    private static string List(string mark) => "/crm/leads?filter=" + Uri.EscapeDataString($"name startswith '{mark}'");

    private static (string?, string?) Outcome(IHtmlDocument page) => page.QuerySelector("[data-saved]") is { } said ? (said.GetAttribute("data-saved"), said.GetAttribute("data-refused")) : throw new InvalidOperationException(page.QuerySelector("main")!.TextContent);

    private static IElement Form(IHtmlDocument page) => page.QuerySelector("main form[method=post]")!;
}
