using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>Forms out of the catalog: headings, fields that depend on others, and what is told before anything is saved.</summary>
public sealed class FormTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Fields_stand_under_the_headings_of_their_definitions_in_forms_and_on_the_page_of_the_record()
    {
        var form = Form(await host.Browser.PageAsync("/crm/accounts/_new"));
        Assert.Equal(["reach", "address", "money"], form.QuerySelectorAll("details[data-section]").Select(s => s.GetAttribute("data-section")));
        Assert.Equal(["Contact details", "Address", "Money"], form.QuerySelectorAll("details[data-section] > summary h2").Select(s => s.TextContent));
        Assert.Null(form.QuerySelector("[data-field='f.name']")!.Closest("details"));
        Assert.Equal("address", form.QuerySelector("[data-field='f.city']")!.Closest("details")!.GetAttribute("data-section"));
        Assert.Equal(["联系方式", "地址", "金额"], Form(await host.Browser.PageAsync("/crm/accounts/_new", language: "zh-CN")).QuerySelectorAll("details[data-section] h2").Select(s => s.TextContent));

        var account = await host.Admin.CreateAsync("accounts", """{"name":"Sectioned","city":"Ghent"}""");
        var sections = (await host.Browser.PageAsync($"/crm/accounts/{account}")).QuerySelectorAll("details.crm-section");
        Assert.Equal(["Details", "Contact details", "Address", "Money"], sections.Select(s => s.QuerySelector("h2")!.TextContent).Take(4));
        Assert.Equal([true, false, true], sections.Take(3).Select(s => s.HasAttribute("open"))); // nothing is known of how to reach it
    }

    [Fact]
    public async Task Administrator_gives_a_field_a_heading_and_a_condition_and_the_form_follows_what_is_chosen()
    {
        var page = await host.Browser.PageAsync("/crm/_admin/fields?type=campaign");
        var form = page.QuerySelectorAll("form").Last(f => f.QuerySelector("[name=shownWhen]") is not null);
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("key", "stand"), ("kind", "text"), ("english", "Stand"), ("section", "fair = Trade fair | 展会"), ("shownWhen", "colour eq 'red'"));
        Assert.NotNull(refused.QuerySelector("[name=shownWhen][aria-invalid=true]"));
        await host.Browser.DoneAsync(form, ("key", "stand"), ("kind", "text"), ("english", "Stand"), ("section", "fair = Trade fair | 展会"), ("shownWhen", "budget gt 1000"), ("required", "true"));
        Assert.Equal("fair = Trade fair | 展会", (await host.Browser.PageAsync("/crm/_admin/fields?type=campaign&field=stand")).QuerySelector("[name=section]")!.GetAttribute("value"));

        var blank = Form(await host.Browser.PageAsync("/crm/campaigns/_new"));
        Assert.True(Field(blank, "stand").HasAttribute("hidden"));
        Assert.True(blank.QuerySelector("details[data-section=fair]")!.HasAttribute("hidden"));
        var shown = await host.Browser.SubmitAsync(blank, HttpStatusCode.OK, ("f.name", "Fair"), ("f.budget", "2000"), ("check", "f.budget"));
        Assert.False(Field(shown, "stand").HasAttribute("hidden"));
        Assert.Empty(shown.QuerySelectorAll(".invalid-feedback")); // it is empty as yet
        Assert.True(Field(await host.Browser.SubmitAsync(blank, HttpStatusCode.OK, ("f.budget", "20"), ("check", "f.budget")), "stand").HasAttribute("hidden"));

        var redrawn = Form(await host.Browser.SubmitAsync(blank, HttpStatusCode.OK, ("f.name", "Fair"), ("f.budget", "2000"), ("redraw", "true")));
        Assert.False(Field(redrawn, "stand").HasAttribute("hidden"));
        Assert.Equal("2000", redrawn.QuerySelector("[name='f.budget']")!.GetAttribute("value"));
        var lacking = Form(await host.Browser.SubmitAsync(redrawn, HttpStatusCode.UnprocessableEntity));
        Assert.NotNull(Field(lacking, "stand").QuerySelector(".invalid-feedback"));
        var record = await host.Browser.DoneAsync(lacking, ("f.stand", "Hall 4"));
        Assert.Equal("Hall 4", (await host.Browser.PageAsync(record)).QuerySelector("[data-field=stand] dd")!.TextContent.Trim());

        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(record + "/_edit")), ("f.budget", "20"));
        Assert.Null((await host.Browser.PageAsync(record)).QuerySelector("[data-field=stand]"));
        var stored = await host.Admin.GetAsync("/api/campaigns/" + record.Split('/')[^1], HttpStatusCode.OK);
        Assert.Equal("Hall 4", (string)stored["custom"]!["stand"]!); // kept, though it is not shown
    }

    [Fact]
    public async Task Condition_on_a_field_that_one_may_not_read_tells_nothing()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/fields/project/overrun", """{"kind":"text","label":{"english":"Overrun"},"shownWhen":"budget gt 1000"}""", HttpStatusCode.NoContent);
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/no-budget", """
            {"label":{"english":"No budget"},"permissions":[{"recordType":"project","operations":"create,read,update","scope":"all"}],"restrictions":[{"recordType":"project","field":"budget","canRead":false,"canWrite":false}]}
            """, HttpStatusCode.NoContent);
        var (_, browser) = await host.BrowserOfAsync("no-budget");
        var (_, api) = await host.UserAsync("no-budget");
        foreach (var budget in (string[])["10", "10000"])
        {
            var project = await host.Admin.CreateAsync("projects", $$"""{"name":"Secret","budget":{{budget}},"custom":{"overrun":"seen"} }""");
            Assert.False(Field(Form(await browser.PageAsync($"/crm/projects/{project}/_edit")), "overrun").HasAttribute("hidden"));
            Assert.NotNull((await browser.PageAsync($"/crm/projects/{project}")).QuerySelector("[data-field=overrun]"));
        }
        Assert.Null(Overrun(await api.GetAsync("/api/catalog", HttpStatusCode.OK))["shownWhen"]);
        Assert.Equal("budget gt 1000", (string)Overrun(await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK))["shownWhen"]!);

        static JsonNode Overrun(JsonNode catalog) => catalog["types"]!.AsArray().Single(t => (string)t!["key"]! == "project")!["fields"]!.AsArray().Single(f => (string)f!["key"]! == "overrun")!;
    }

    [Fact]
    public async Task What_saving_would_refuse_is_told_beside_its_field_as_soon_as_one_leaves_it()
    {
        await host.Admin.CreateAsync("products", """{"name":"Widget","code":"W-1"}""");
        await host.Admin.JsonAsync("PUT", "/api/catalog/rules/priced-with-currency", """{"recordType":"product","when":"listPrice gt 100","must":"family ne null","message":{"english":"Say the family of what is dear."},"field":"family"}""", HttpStatusCode.NoContent);
        var form = Form(await host.Browser.PageAsync("/crm/products/_new"));
        Assert.True(form.QuerySelector("[type=checkbox][name='f.isActive']")!.HasAttribute("checked")); // as a new one is
        Assert.Equal(["f.code"], Wrong(await Checked("f.code", ("f.code", "W-1")))); // taken, and the name is not asked for yet
        Assert.Equal(["f.taxPercent"], Wrong(await Checked("f.taxPercent", ("f.taxPercent", "120"))));
        Assert.Equal(["f.code"], Wrong(await Checked("f.code", ("f.code", new string('x', 61)))));
        Assert.Equal(["f.name"], Wrong(await Checked("f.name")));
        Assert.Equal(["f.name", "f.taxPercent"], Wrong(await Checked("f.taxPercent", ("f.taxPercent", "120"), ("marked", "f.name")))); // what was marked stays so
        Assert.Empty(Wrong(await Checked("f.listPrice", ("f.name", "Dear"), ("f.listPrice", "200"))));
        var dear = await Checked("f.family", ("f.name", "Dear"), ("f.listPrice", "200"));
        Assert.Contains("Say the family of what is dear.", dear.QuerySelector("[data-field='f.family'] .invalid-feedback")!.TextContent, StringComparison.Ordinal);
        Assert.Empty((await host.Admin.GetAsync("/api/products?filter=name eq 'Dear'", HttpStatusCode.OK))["items"]!.AsArray());

        async Task<AngleSharp.Html.Dom.IHtmlDocument> Checked(string field, params (string, string)[] typed) => await host.Browser.SubmitAsync(form, HttpStatusCode.OK, [.. typed, ("check", field)]);
        static IEnumerable<string?> Wrong(IParentNode answer) => answer.QuerySelectorAll("[data-field]:has(.invalid-feedback)").Select(f => f.GetAttribute("data-field"));
    }

    [Fact]
    public async Task Trial_over_the_api_answers_with_what_would_be_stored_or_refused_and_writes_nothing()
    {
        var tried = await host.Admin.JsonAsync("POST", "/api/leads?dryRun=true", """{"name":" Trial ","email":"TRIAL@EXAMPLE.COM"}""");
        Assert.Equal(("Trial", "trial@example.com"), ((string)tried["name"]!, (string)tried["email"]!));
        Assert.Equal("field.range", (string)(await host.Admin.JsonAsync("POST", "/api/leads?dryRun=true", """{"name":"Trial","score":200}""", HttpStatusCode.BadRequest))["errors"]![0]!["code"]!);
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Stored"}""");
        Assert.Equal("Other", (string)(await host.Admin.JsonAsync("PATCH", $"/api/leads/{lead}?dryRun=true", """{"name":"Other"}"""))["name"]!);
        Assert.Equal("Stored", (string)(await host.Admin.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK))["name"]!);
        Assert.Empty((await host.Admin.GetAsync("/api/leads?filter=name eq 'Trial'", HttpStatusCode.OK))["items"]!.AsArray());
    }

    private static IElement Form(IParentNode page) => page.QuerySelector("form[data-check]")!;

    private static IElement Field(IParentNode form, string key) => form.QuerySelector($"[data-field='f.{key}']")!;
}
