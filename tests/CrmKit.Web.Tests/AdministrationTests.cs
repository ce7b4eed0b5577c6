using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;
using CrmKit.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The administration through its pages: plain forms, each through its door.</summary>
public sealed class AdministrationTests(WebHost host) : IClassFixture<WebHost>
{
    public static TheoryData<string> Pages => ["setup", "users", "invitations", "roles", "rights", "see-as", "fields", "rules", "routing", "pipelines", "quarantine", "duplicates", "profile", "keys", "webhooks", "connectors", "plugins", "jobs", "backups", "audit", "security", "health"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_is_there_for_administrators_in_three_languages_and_for_nobody_else(string key)
    {
        var page = host.Services.GetServices<IAdministrationPage>().Single(p => p.Key == key);
        foreach (var language in new[] { "en", "zh-CN", "zh-TW" })
        {
            var html = await host.Browser.PageAsync("/crm/_admin/" + key, language: language);
            Assert.Equal(page.Label.For(language), html.QuerySelector("h1")!.TextContent);
            Assert.Contains(html.QuerySelectorAll("nav#nav a[aria-current=page]"), a => a.GetAttribute("href") == "/crm/_admin/" + key);
        }
        if (key is "keys" or "profile") return; // people have their own
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        await browser.PageAsync("/crm/_admin/" + key, HttpStatusCode.Forbidden);
        Assert.DoesNotContain((await browser.PageAsync("/crm/")).QuerySelectorAll("nav a"), a => a.GetAttribute("href")!.Contains("_admin", StringComparison.Ordinal));
        using var response = await browser.SendAsync(HttpMethod.Post, "/crm/_admin/" + key, new FormUrlEncodedContent([new("act", "save")]));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode); // not even a form of ours
    }

    [Fact]
    public async Task S20_whoever_leaves_hands_over_all_records_and_the_successor_reads_what_happened()
    {
        var (leaver, hers) = await host.BrowserOfAsync("sales-rep");
        var (successor, his) = await host.BrowserOfAsync("sales-rep");
        var record = await hers.DoneAsync((await hers.PageAsync("/crm/leads/_new")).QuerySelector("main form")!, ("f.name", "Handed over"));
        var id = record.Split('/')[^1];
        await host.Admin.CreateAsync("notes", $$"""{"subject":"Never call on Mondays","regardingType":"lead","regardingId":"{{id}}"}""");
        var page = await host.Browser.PageAsync("/crm/_admin/users?user=" + leaver);
        var done = await host.Browser.SubmitAsync(Form(page, "hand-over"), HttpStatusCode.OK, ("to", successor.ToString()));
        Assert.Contains("records were handed over.", done.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(successor.ToString(), (string)(await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK))["ownerId"]!);
        var read = await his.PageAsync(record);
        Assert.Equal("Handed over", read.QuerySelector("h1")!.TextContent.Trim());
        Assert.NotEmpty(read.QuerySelectorAll("#timeline [data-kind]"));
    }

    [Fact]
    public async Task Every_act_of_a_page_is_refused_to_those_who_do_not_find_it_also_with_a_form_of_their_own()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var form = Form(await browser.PageAsync("/crm/_admin/keys"), "create");
        form.SetAttribute("action", "/crm/_admin/users");
        using var response = await browser.SubmitAsync(form, ("act", "team"), ("name", "Sneaked in"));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain("Sneaked in", (await host.Browser.PageAsync("/crm/_admin/users")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_is_made_given_a_role_and_invited()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var form = Form(await host.Browser.PageAsync("/crm/_admin/users?user=new"), "save");
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("name", ""), ("email", email));
        Assert.Equal(email, refused.QuerySelector("[name=email]")!.GetAttribute("value")); // what was typed stays
        var made = await host.Browser.DoneAsync(Form(refused, "save"), ("name", "Invited Ivy"), ("role:sales-rep", "true"));
        var id = made.Split("user=")[1];
        Assert.Equal("sales-rep", (string)(await host.Admin.GetAsync("/api/users/" + id, HttpStatusCode.OK))["roles"]!);

        var link = (await host.Browser.PageAsync("/crm/_admin/invitations")).QuerySelectorAll("form[data-act=invite]").Single(f => f.QuerySelector("[name=user]")!.GetAttribute("value") == id);
        var shown = await host.Browser.SubmitAsync(link, HttpStatusCode.OK);
        Assert.Contains("/account/password", shown.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);

        var edit = Form(await host.Browser.PageAsync(made), "save");
        await host.Admin.JsonAsync("PATCH", "/api/users/" + id, """{"jobTitle":"Changed meanwhile"}""");
        var conflict = await host.Browser.SubmitAsync(edit, HttpStatusCode.UnprocessableEntity, ("name", "Overwritten"));
        Assert.NotNull(conflict.QuerySelector("[data-code='record.conflict']"));
        Assert.Equal("Invited Ivy", (string)(await host.Admin.GetAsync("/api/users/" + id, HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task Role_is_copied_changed_in_its_matrix_explained_undone_and_removed()
    {
        var key = "web-" + Guid.NewGuid().ToString("N")[..8];
        var roles = await host.Browser.PageAsync("/crm/_admin/roles");
        Assert.Equal("Sales representative", roles.QuerySelector("select[name=from] option[value=sales-rep]")!.TextContent);
        var page = await host.Browser.PageAsync(await host.Browser.DoneAsync(Form(roles, "copy"), ("key", key), ("english", "Of the web")));
        var address = await host.Browser.DoneAsync(Form(page, "save"), ("scope:lead:read", "team"), ("scope:lead:update", "own"), ("restrictions", "lead.phone hidden"));
        page = await host.Browser.PageAsync(address);
        Assert.Equal("team", Chosen(page, "scope:lead:read"));
        Assert.Equal("", Chosen(page, "scope:lead:delete"));

        var (id, browser) = await host.BrowserOfAsync(key);
        var seen = (await browser.PageAsync("/crm/")).QuerySelectorAll("nav#nav li a").Select(a => a.TextContent).ToList();
        Assert.Contains("Leads", seen);
        Assert.DoesNotContain("Accounts", seen);
        var rights = await host.Browser.PageAsync($"/crm/_admin/rights?user={id}&operation=delete&type=lead");
        Assert.Contains("No", rights.QuerySelectorAll("h2").Select(h => h.TextContent));
        rights = await host.Browser.PageAsync($"/crm/_admin/rights?user={id}&operation=read&type=lead", language: "zh-CN");
        Assert.Contains("是", rights.QuerySelectorAll("h2").Select(h => h.TextContent));
        Assert.Contains(rights.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("phone", StringComparison.Ordinal) && r.TextContent.Contains("团队", StringComparison.Ordinal));

        var refused = await host.Browser.SubmitAsync(Form(page, "save"), HttpStatusCode.UnprocessableEntity, ("restrictions", "lead.nonsense hidden"));
        Assert.NotNull(refused.QuerySelector("[data-field=restrictions] .invalid-feedback"));
        refused = await host.Browser.SubmitAsync(Form(page, "remove"), HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(refused.QuerySelector("[data-code='catalog.in-use']"));
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(address), "undo"));
        Assert.Equal("", Chosen(await host.Browser.PageAsync(address), "scope:lead:read"));
        await host.Admin.JsonAsync("PATCH", "/api/users/" + id, """{"roles":null}""");
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(address), "remove"));
        await host.Browser.PageAsync(address, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Field_is_defined_refused_where_wrong_counted_and_removed()
    {
        var key = "web-" + Guid.NewGuid().ToString("N")[..8];
        var form = Form(await host.Browser.PageAsync("/crm/_admin/fields?type=lead"), "save");
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("key", "Not A Key"), ("english", "Temper"), ("kind", "option"));
        Assert.NotNull(refused.QuerySelector("[data-field=key] .invalid-feedback"));
        Assert.Equal("Temper", refused.QuerySelector("[name=english]")!.GetAttribute("value"));
        await host.Browser.DoneAsync(Form(refused, "save"), ("key", key), ("options", "warm = Warm | 热\ncold = Cold"));
        var lead = await host.Browser.PageAsync("/crm/leads/_new", language: "zh-CN");
        Assert.Contains("热", lead.QuerySelector($"[name='f.{key}']")!.TextContent, StringComparison.Ordinal);

        var number = Guid.NewGuid().ToString("N")[..8];
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync("/crm/_admin/fields?type=lead"), "save"), ("english", "Shoe size (" + number + ")"), ("kind", "text")); // its key is made of its name
        Assert.NotNull((await host.Browser.PageAsync("/crm/leads/_new")).QuerySelector($"[name='f.shoe-size-{number}']"));

        var list = await host.Browser.PageAsync("/crm/_admin/fields?type=lead&usage=true");
        Assert.Contains(list.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains(key, StringComparison.Ordinal));
        Assert.Contains("Filled %", list.QuerySelectorAll("th").Select(h => h.TextContent.Trim()));
        var one = $"/crm/_admin/fields?type=lead&field={key}";
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(one), "save"), ("english", "Temperature"));
        Assert.Equal(2, (await host.Browser.PageAsync(one)).QuerySelectorAll("section")[^1].QuerySelectorAll("tbody tr").Length); // its versions
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(one), "remove"));
        Assert.Null((await host.Browser.PageAsync("/crm/leads/_new")).QuerySelector($"[name='f.{key}']"));
    }

    [Fact]
    public async Task Pipeline_is_copied_gets_a_stage_and_says_what_looks_wrong_about_it()
    {
        var key = "web-" + Guid.NewGuid().ToString("N")[..8];
        var address = await host.Browser.DoneAsync(Form(await host.Browser.PageAsync("/crm/_admin/pipelines"), "new"), ("key", key), ("english", "Of the web"), ("type", "lead"));
        var page = await host.Browser.PageAsync(address);
        await host.Browser.DoneAsync(Form(page, "save"), ("stage3.key", "again"), ("stage3.english", "Open"), ("stage3.order", "2"), ("stage3.probability", "5"));
        page = await host.Browser.PageAsync(address);
        Assert.Equal(["open", "again", "won", "lost"], page.QuerySelector("table")!.QuerySelectorAll("tbody tr td:nth-child(2)").Select(c => c.TextContent.Trim()));
        var hints = page.QuerySelectorAll("[role=alert]").Select(h => h.TextContent).ToList();
        Assert.Contains(hints, h => h.Contains("called 'Open'", StringComparison.Ordinal));
        Assert.Contains(hints, h => h.Contains("less probable", StringComparison.Ordinal));
        Assert.Equal(4, (await host.Browser.PageAsync("/crm/_boards/" + key)).QuerySelectorAll(".crm-board > section").Length);
        await host.Browser.DoneAsync(Form(page, "remove"));
        await host.Browser.PageAsync("/crm/_boards/" + key, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task First_steps_are_done_or_left_out_one_by_one_and_resumed_and_what_is_left_is_reminded_of()
    {
        await host.Admin.JsonAsync("PUT", "/api/set-up", "{}", HttpStatusCode.OK);
        Assert.NotNull((await host.Browser.PageAsync("/crm/")).QuerySelector("[data-setup] a[href='/crm/_admin/setup']"));
        var address = await host.Browser.DoneAsync(Form(await host.Browser.PageAsync("/crm/_admin/setup"), "goals"), ("goals", "Lose no lead"), ("target", "120000"));
        Assert.EndsWith("step=process", address, StringComparison.Ordinal);
        Assert.Contains((await host.Admin.GetAsync("/api/sales-targets", HttpStatusCode.OK))["items"]!.AsArray(), t => (decimal)t!["amount"]! == 120000 && t["userId"] is null);

        await host.Browser.SubmitAsync(Form(await host.Browser.PageAsync("/crm/_admin/setup?step=goals"), "goals"), HttpStatusCode.UnprocessableEntity, ("goals", new string('x', 4001)), ("target", "777")); // a step that is refused leaves nothing half
        Assert.DoesNotContain((await host.Admin.GetAsync("/api/sales-targets", HttpStatusCode.OK))["items"]!.AsArray(), t => (decimal)t!["amount"]! == 777);

        address = await host.Browser.DoneAsync(Form(await host.Browser.PageAsync("/crm/_admin/setup"), "process"), ("process", "direct")); // whoever comes back goes on
        Assert.EndsWith("step=users", address, StringComparison.Ordinal);
        var (mail, page) = ($"{Guid.NewGuid():N}@example.com", await host.Browser.PageAsync(address, language: "zh-CN"));
        var refused = await host.Browser.SubmitAsync(Form(page, "users"), HttpStatusCode.UnprocessableEntity, ("name0", "New Nora"), ("email0", "no mail"));
        Assert.NotEmpty(refused.QuerySelectorAll("[role=alert]"));
        address = await host.Browser.DoneAsync(Form(page, "users"), ("name0", "New Nora"), ("email0", mail), ("role0", "sales-rep"));
        Assert.Single((await host.Admin.GetAsync($"/api/users?filter=email eq '{mail}'", HttpStatusCode.OK))["items"]!.AsArray());

        page = await host.Browser.PageAsync(address);
        Assert.Contains(page.QuerySelectorAll("a"), a => a.GetAttribute("href") == "/crm/_imports");
        address = await host.Browser.DoneAsync(Form(page, "skip"));
        page = await host.Browser.PageAsync(address);
        Assert.Null(page.QuerySelector("form[data-act=skip]"));
        Assert.Null(page.QuerySelector("form[data-act=finish]")); // the last step was the end
        Assert.NotNull(page.QuerySelector(".alert-success"));
        Assert.Null((await host.Browser.PageAsync("/crm/")).QuerySelector("[data-setup]"));
        var state = await host.Admin.GetAsync("/api/set-up", HttpStatusCode.OK);
        Assert.Equal(("direct", "Lose no lead", true), ((string)state["process"]!, (string)state["goals"]!, (bool)state["isFinished"]!));
        await host.Admin.JsonAsync("PUT", "/api/set-up", "{}", HttpStatusCode.OK);
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync("/crm/_admin/setup"), "finish")); // nobody has to go through it
        Assert.Null((await host.Browser.PageAsync("/crm/")).QuerySelector("[data-setup]"));
    }

    [Fact]
    public async Task Record_is_asked_about_by_its_name_and_one_of_several_is_chosen()
    {
        var (id, _) = await host.BrowserOfAsync("sales-rep");
        var name = "Named " + Guid.NewGuid().ToString("N")[..8];
        var lead = await host.Admin.CreateAsync("leads", $$"""{"name":"{{name}}"}""");
        await host.Admin.JsonAsync("POST", $"/api/leads/{lead}/assign", $$"""{"ownerId":"{{id}}"}""", HttpStatusCode.OK);
        var ask = $"/crm/_admin/rights?user={id}&operation=update&type=lead&record={Uri.EscapeDataString(name)}";
        var rights = await host.Browser.PageAsync(ask);
        Assert.Contains("Yes", rights.QuerySelectorAll("h2").Select(h => h.TextContent));
        Assert.Contains(rights.QuerySelectorAll("dd a"), a => a.GetAttribute("href") == "/crm/leads/" + lead && a.TextContent == name);
        Assert.Contains("Sales representative", rights.QuerySelector("dl")!.TextContent, StringComparison.Ordinal); // by its label

        var other = await host.Admin.CreateAsync("leads", $$"""{"name":"{{name}}"}""");
        rights = await host.Browser.PageAsync(ask);
        var choices = rights.QuerySelectorAll("tbody a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(2, choices.Count);
        rights = await host.Browser.PageAsync(choices.Single(c => c.Contains(other, StringComparison.Ordinal)));
        Assert.Contains("No", rights.QuerySelectorAll("h2").Select(h => h.TextContent));

        Assert.NotNull((await host.Browser.PageAsync($"/crm/_admin/rights?user={id}&operation=update&type=lead&record=Nobody+at+all")).QuerySelector("[role=alert]"));
        var seen = await host.Browser.PageAsync($"/crm/_admin/see-as?user={id}&type=lead&record={Uri.EscapeDataString(name)}");
        Assert.Equal(2, seen.QuerySelectorAll("tbody a").Length); // which of the two?
    }

    [Fact]
    public async Task What_somebody_would_see_is_shown_within_ones_own_rights_and_led_to_by_the_matrix()
    {
        var (id, _) = await host.BrowserOfAsync("sales-rep");
        var mine = await host.Admin.CreateAsync("leads", """{"name":"Seen by its owner"}""");
        await host.Admin.JsonAsync("POST", $"/api/leads/{mine}/assign", $$"""{"ownerId":"{{id}}"}""", HttpStatusCode.OK);
        var other = await host.Admin.CreateAsync("leads", """{"name":"Seen by others"}""");
        var rights = await host.Browser.PageAsync($"/crm/_admin/rights?user={id}");
        var link = rights.QuerySelectorAll("tbody a").Single(a => a.TextContent == "Lead").GetAttribute("href")!;
        Assert.Equal($"/crm/_admin/see-as?user={id}&type=lead", link);
        var page = await host.Browser.PageAsync(link);
        Assert.Contains(page.QuerySelectorAll("tbody a"), a => a.GetAttribute("href") == "/crm/leads/" + mine);
        Assert.DoesNotContain(page.QuerySelectorAll("tbody a"), a => a.GetAttribute("href") == "/crm/leads/" + other);
        Assert.Empty((await host.Browser.PageAsync($"{link}&record={other}")).QuerySelectorAll("tbody a"));
        Assert.NotEmpty((await host.Browser.PageAsync($"{link}&filter=nonsense")).QuerySelectorAll("[role=alert]"));
        var seen = await host.Admin.GetAsync($"/api/see-as?user={id}&type=lead&filter=id eq '{mine}'", HttpStatusCode.OK);
        Assert.Equal(("Seen by its owner", true, 0), ((string)seen["items"]![0]!["record"]!["name"]!, (bool)seen["items"]![0]!["mayChange"]!, (int)seen["withheld"]!));
        Assert.Contains((await host.Admin.GetAsync("/api/catalog/pipelines/lead.standard/hints", HttpStatusCode.OK))["items"]!.AsArray(), h => ((string)h!["message"]!).Length > 0);
    }

    [Fact]
    public async Task Key_is_shown_once_works_and_is_revoked_and_people_see_their_own_alone()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var page = await browser.PageAsync("/crm/_admin/keys");
        Assert.Empty(page.QuerySelectorAll("select[name=user]"));
        var refused = await browser.SubmitAsync(Form(page, "create"), HttpStatusCode.UnprocessableEntity, ("name", "Nightly"), ("scopes", "everything"));
        Assert.NotNull(refused.QuerySelector("[data-field=scopes] .invalid-feedback"));
        var shown = await browser.SubmitAsync(Form(refused, "create"), HttpStatusCode.OK, ("scopes", "lead:read"));
        var secret = shown.QuerySelector("pre")!.TextContent;
        using var program = host.Client(secret);
        await program.GetAsync("/api/leads", HttpStatusCode.OK);
        page = await browser.PageAsync("/crm/_admin/keys");
        Assert.DoesNotContain(secret, page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        var row = page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("Nightly", StringComparison.Ordinal));
        await browser.DoneAsync(row.QuerySelector("form")!);
        await program.GetAsync("/api/leads", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Webhook_is_made_tested_logged_and_removed()
    {
        var name = "Hook " + Guid.NewGuid().ToString("N")[..8];
        var form = Form(await host.Browser.PageAsync("/crm/_admin/webhooks"), "save");
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("name", name), ("url", "https://hooks.example.com/in?key=hush"), ("events", "no.such"));
        var shown = await host.Browser.SubmitAsync(Form(refused, "save"), HttpStatusCode.OK, ("events", "lead.created, lead.updated"));
        Assert.StartsWith("whsec_", shown.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        var list = await host.Browser.PageAsync("/crm/_admin/webhooks");
        Assert.DoesNotContain("hush", list.DocumentElement.OuterHtml, StringComparison.Ordinal);
        var address = list.QuerySelectorAll("tbody a").Single(a => a.TextContent.Trim() == name).GetAttribute("href")!;
        Assert.Equal(address, await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(address), "test")));
        var page = await host.Browser.PageAsync(address);
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("crmkit.test", StringComparison.Ordinal));
        await host.Browser.DoneAsync(Form(page, "remove"));
        await host.Browser.PageAsync(address, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Audit_is_searched_and_its_chain_checked()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Audited on a page"}""");
        var page = await host.Browser.PageAsync($"/crm/_admin/audit?type=account&record={id}");
        Assert.Contains("Audited on a page", Assert.Single(page.QuerySelector("table")!.QuerySelectorAll("tbody tr")).TextContent, StringComparison.Ordinal);
        Assert.Contains("Account · Audited on a page", page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        var refused = await host.Browser.SubmitAsync(page.QuerySelectorAll("form[data-act=verify]")[^1], HttpStatusCode.UnprocessableEntity, ("head", "no head"));
        Assert.NotNull(refused.QuerySelector("[data-field=head] .invalid-feedback"));
        var verified = await host.Browser.SubmitAsync(page.QuerySelectorAll("form[data-act=verify]")[^1], HttpStatusCode.OK, ("head", ""));
        Assert.NotNull(verified.QuerySelector(".alert-success"));
    }

    [Fact]
    public async Task Question_that_cannot_be_read_is_refused_in_words()
    {
        foreach (var path in new[] { "audit?record=x", "audit?since=yesterday", "users?user=x", "rights?user=x", "security?user=x", "webhooks?webhook=x" })
        {
            var page = await host.Browser.PageAsync("/crm/_admin/" + path, HttpStatusCode.BadRequest);
            Assert.NotNull(page.QuerySelector("[role=alert] li"));
        }
    }

    private static IElement Form(IHtmlDocument page, string act) => page.QuerySelector($"form[data-act='{act}']") ?? throw new InvalidOperationException($"No form '{act}' on: {page.QuerySelector("main")?.TextContent}");

    private static string Chosen(IHtmlDocument page, string name) => page.QuerySelector($"[name='{name}'] option[selected]")!.GetAttribute("value")!;
}
