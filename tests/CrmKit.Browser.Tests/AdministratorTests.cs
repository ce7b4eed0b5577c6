using System.Net;
using System.Text.Json.Nodes;
using CrmKit.AspNetCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>What an administrator changes while others work: it is there, or gone, with their next click.</summary>
[Collection(WorkHosts.Name)]
public sealed class AdministratorTests(BrowserHost host, Chromium chromium)
{
    [Fact]
    public async Task New_field_appears_in_form_list_filter_import_and_api()
    {
        var key = "mood-" + Guid.NewGuid().ToString("N")[..8];
        await using var visit = await AdminAsync("/crm/_admin/fields?type=lead");
        var page = visit.Page;
        var form = page.Locator("form[data-act=save]");
        await form.Locator("[name=key]").FillAsync(key);
        await form.Locator("[name=kind]").SelectOptionAsync("option");
        await form.Locator("[name=english]").FillAsync("Mood");
        await form.Locator("[name=options]").FillAsync("calm = Calm\nhurried = In a hurry");
        await form.Locator("button[type=submit]").ClickAsync();
        await Expect(page.Locator($"main a[href*='field={key}']")).ToBeVisibleAsync();

        await visit.GoAsync("/crm/leads/_new");
        await page.Locator("[name='f.name']").FillAsync("Moody " + key);
        await page.Locator($"[name='f.{key}']").SelectOptionAsync(new SelectOptionValue { Label = "In a hurry" });
        await page.Locator("main form[data-draft] button.btn-primary").ClickAsync();
        await Expect(page.Locator($"[data-field='{key}'] dd")).ToHaveTextAsync("In a hurry");

        await visit.GoAsync("/crm/leads?columns=name," + key);
        await page.Locator("#filter-add").SelectOptionAsync(key);
        var row = page.Locator($".crm-filter-row[data-row='{key}']");
        await row.Locator("select[name$=value]").SelectOptionAsync("hurried");
        await page.Locator(".crm-filter button.btn-primary").ClickAsync();
        await Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("main tbody tr")).ToContainTextAsync("In a hurry");

        await visit.GoAsync("/crm/_imports");
        await page.Locator("select[name=type]").SelectOptionAsync("lead");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "leads.csv", MimeType = "text/csv", Buffer = "Name,Mood\nImported,calm\n"u8.ToArray() });
        await page.Locator("main form[enctype] button[type=submit]").ClickAsync();
        await Expect(page.Locator($"main select option[value='{key}']:checked")).ToHaveCountAsync(1); // proposed for the column of its name

        var found = await host.Admin.GetAsync($"/api/leads?filter={Uri.EscapeDataString($"custom.{key} eq 'hurried'")}", HttpStatusCode.OK);
        Assert.Single(found["items"]!.AsArray());
        visit.IsClean();
    }

    [Fact]
    public async Task Plugin_goes_and_comes_while_somebody_works_whose_page_lives_on()
    {
        var person = await host.PersonAsync("A plugin's user", "sales-rep,realestate.agent");
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        await visit.SignInAsync(person);
        var page = visit.Page;
        var menu = page.Locator("nav#nav [data-group='source:realestate']");
        await Expect(menu).ToBeVisibleAsync();
        await using var admin = await AdminAsync("/crm/_admin/plugins?plugin=" + BrowserHost.Plugin);
        await admin.Page.Locator("form[data-act=disable] button[type=submit]").ClickAsync();
        await Expect(admin.Page.Locator("form[data-act=enable]")).ToBeVisibleAsync();

        await visit.MenuAsync("/crm/leads");
        await Expect(page.Locator("main h1")).ToHaveTextAsync("Leads");
        await Expect(menu).ToHaveCountAsync(0);

        await admin.Page.Locator("form[data-act=enable] button[type=submit]").ClickAsync();
        await Expect(admin.Page.Locator("form[data-act=disable]")).ToBeVisibleAsync();
        await visit.MenuAsync("/crm/accounts");
        await Expect(menu).ToBeVisibleAsync();
        visit.IsClean();
        admin.IsClean();
    }

    [Fact]
    public async Task Role_that_is_taken_away_is_gone_with_the_next_click()
    {
        var person = await host.PersonAsync("Soon a reader", "sales-rep");
        var lead = (string)(await host.Admin.JsonAsync("POST", "/api/leads", new JsonObject { ["name"] = "Seen by many", ["ownerId"] = person.Id.ToString() }, HttpStatusCode.Created))["id"]!;
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        await visit.SignInAsync(person, "/crm/leads");
        await Expect(visit.Page.Locator(".crm-head a[href$='/leads/_new']")).ToBeVisibleAsync();
        await visit.GoAsync($"/crm/leads/{lead}/_edit");
        await visit.Page.Locator("[name='f.jobTitle']").FillAsync("Typed in time, saved too late");

        await using var admin = await AdminAsync("/crm/_admin/users?user=" + person.Id);
        await admin.Page.Locator("input[type=checkbox][name='role:sales-rep']").UncheckAsync();
        await admin.Page.Locator("input[type=checkbox][name='role:reader']").CheckAsync();
        await admin.Page.RunAndWaitForResponseAsync(() => admin.Page.Locator("form[data-act=save] button[type=submit]").ClickAsync(), answer => answer.Request.Method == "POST");

        await visit.Page.Locator("main form[data-draft] button.btn-primary").ClickAsync();
        await Expect(visit.Page.Locator("main [data-failure]")).ToBeVisibleAsync();
        Assert.Null((string?)(await host.Admin.GetAsync("/api/leads/" + lead, HttpStatusCode.OK))["jobTitle"]);
        await visit.MenuAsync("/crm/accounts");
        await Expect(visit.Page.Locator("main h1")).ToHaveTextAsync("Accounts");
        await Expect(visit.Page.Locator("main a[href$='/_new']")).ToHaveCountAsync(0);
        await visit.GoAsync("/crm/leads/" + lead);
        await Expect(visit.Page.Locator("main a[href$='/_edit']")).ToHaveCountAsync(0);
        visit.IsClean(403);
    }

    private async Task<Visit> AdminAsync(string path)
    {
        var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!, key: host.Admin.DefaultRequestHeaders.Authorization!.Parameter);
        await visit.GoAsync(path);
        return visit;
    }
}
