using System.Net;
using CrmKit.AspNetCore;
using CrmKit.AspNetCore.Extensions;
using CrmKit.Plugins;

namespace CrmKit.Web;

/// <summary>The pages follow the catalog while the host runs, and the rights of who looks.</summary>
public sealed class CatalogTests(ExtensionHost host) : IClassFixture<ExtensionHost>, IDisposable
{
    private readonly List<WebClient> _clients = [];

    [Fact]
    public async Task Record_type_of_a_plugin_has_all_its_pages_while_the_plugin_is_there()
    {
        var browser = Open(host.Admin);
        host.Put("acme", plugin => plugin.RecordType("acme.visit", type => type.Named("Visit", "Visits", "来访")));
        Assert.Contains((await browser.PageAsync("/crm/")).QuerySelectorAll("nav a"), a => a.TextContent == "Visits");
        var record = await browser.DoneAsync((await browser.PageAsync("/crm/acme.visits/_new")).QuerySelector("main form")!, ("f.name", "A look around"));
        Assert.Equal("A look around", (await browser.PageAsync(record, language: "zh-CN")).QuerySelector("h1")!.TextContent);
        Assert.Contains("A look around", (await browser.PageAsync("/crm/acme.visits")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);

        host.Remove("acme");
        await browser.PageAsync("/crm/acme.visits", HttpStatusCode.NotFound);
        await browser.PageAsync(record, HttpStatusCode.NotFound);
        Assert.DoesNotContain((await browser.PageAsync("/crm/")).QuerySelectorAll("nav a"), a => a.TextContent == "Visits");
    }

    [Fact]
    public async Task Field_of_an_administrator_is_in_form_record_list_and_filter_without_code()
    {
        var browser = Open(host.Admin);
        await host.Admin.JsonAsync("PUT", "/api/catalog/fields/account/budget", """{"kind":"money","label":{"english":"Budget","chinese":"预算"},"minimum":0}""", HttpStatusCode.NoContent);
        var form = (await browser.PageAsync("/crm/accounts/_new", language: "zh-CN")).QuerySelector("main form")!;
        Assert.Equal("预算", form.QuerySelector("[data-field='f.budget'] label")!.TextContent);
        var refused = await browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.name", "Budgeted"), ("f.budget", "-1"));
        Assert.NotNull(refused.QuerySelector("[data-field='f.budget'] .invalid-feedback"));
        var record = await browser.DoneAsync(refused.QuerySelector("main form")!, ("f.budget", "700"));
        Assert.Equal("700.00", (await browser.PageAsync(record)).QuerySelector("[data-field=budget] dd")!.TextContent.Trim());
        var list = await browser.PageAsync("/crm/accounts?columns=name&columns=budget&filter=" + Uri.EscapeDataString("custom.budget eq 700"));
        Assert.Equal(["Name", "Budget"], list.QuerySelectorAll("th").Select(t => t.TextContent));
        Assert.Contains("700.00", list.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_hide_records_fields_and_what_may_not_be_done()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/web-reader", """
            {"label":{"english":"Web reader"},"permissions":[{"recordType":"account","operations":"read","scope":"all"}],
             "restrictions":[{"recordType":"account","field":"phone","canRead":false,"canWrite":false}]}
            """, HttpStatusCode.NoContent);
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Seen in part","phone":"+44 20 7946 0018"}""");
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Not for readers"}""");
        var browser = Open((await host.UserAsync("web-reader")).Client);

        var page = await browser.PageAsync("/crm/accounts/" + id);
        Assert.Equal("Seen in part", page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("0018", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("[data-field=phone]"));
        Assert.DoesNotContain(page.QuerySelectorAll("main a"), a => a.TextContent == "Edit");
        Assert.Equal(["Accounts", "Segments"], page.QuerySelectorAll("nav#nav li a").Select(a => a.TextContent));

        var list = await browser.PageAsync("/crm/accounts?columns=name&columns=phone");
        Assert.Equal(["Name"], list.QuerySelectorAll("th").Select(t => t.TextContent));
        Assert.DoesNotContain("0018", list.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(list.QuerySelectorAll("main a"), a => a.TextContent == "New");
        foreach (var path in new[] { "/crm/leads", "/crm/accounts/_new", "/crm/leads/_new", $"/crm/accounts/{id}/_edit", "/crm/_boards/lead.standard" })
        {
            var refused = await browser.PageAsync(path, HttpStatusCode.Forbidden);
            Assert.Equal("You may not do this", refused.QuerySelector("h1")!.TextContent);
        }
        var hidden = await browser.PageAsync("/crm/leads/" + lead, HttpStatusCode.NotFound);
        Assert.DoesNotContain("Not for readers", hidden.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Empty((await browser.PageAsync("/crm/_search?q=Not%20for%20readers")).QuerySelectorAll(".list-group-item"));
    }

    [Fact]
    public async Task Form_does_not_write_what_its_person_may_not_even_when_it_is_posted()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/web-editor", """
            {"label":{"english":"Web editor"},"permissions":[{"recordType":"account","operations":"read, update","scope":"all"}],
             "restrictions":[{"recordType":"account","field":"industry","canRead":true,"canWrite":false}]}
            """, HttpStatusCode.NoContent);
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Guarded","industry":"Rail"}""");
        var browser = Open((await host.UserAsync("web-editor")).Client);
        var form = (await browser.PageAsync($"/crm/accounts/{id}/_edit")).QuerySelector("main form")!;
        Assert.Null(form.QuerySelector("[name='f.industry']"));
        await browser.DoneAsync(form, ("f.name", "Guarded still"), ("f.industry", "Mine"), ("f.version", "99"));
        var now = await host.Admin.GetAsync("/api/accounts/" + id, HttpStatusCode.OK);
        Assert.Equal(("Guarded still", "Rail"), ((string)now["name"]!, (string)now["industry"]!));
    }

    public void Dispose() => _clients.ForEach(c => c.Dispose());

    private WebClient Open(HttpClient of)
    {
        var client = new WebClient(of.BaseAddress!, of.DefaultRequestHeaders.Authorization!.Parameter);
        _clients.Add(client);
        return client;
    }
}
