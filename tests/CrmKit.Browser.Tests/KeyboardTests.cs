using System.Net;
using System.Text.Json.Nodes;
using CrmKit.AspNetCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>Everything that matters is done without a mouse.</summary>
[Collection(WorkHosts.Name)]
public sealed class KeyboardTests(BrowserHost host, Chromium chromium)
{
    private const int Patience = 150; // more would be no way that anybody goes

    [Fact]
    public async Task Somebody_signs_in_finds_a_record_changes_it_in_its_form_and_in_the_list_by_keys_alone()
    {
        var person = await host.PersonAsync("Keys only", "sales-rep");
        var name = "Unmistakable " + Guid.NewGuid().ToString("N")[..8];
        await host.Admin.JsonAsync("POST", "/api/leads", new JsonObject { ["name"] = name, ["companyName"] = "Before", ["ownerId"] = person.Id.ToString() }, HttpStatusCode.Created);
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        var page = visit.Page;
        await page.GotoAsync("/crm/");
        await ToAsync(page, page.Locator("#email"));
        await page.Keyboard.TypeAsync(person.Email);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(BrowserHost.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main h1")).ToHaveTextAsync("My day");
        await page.WaitForLoadStateAsync(); // with its scripts

        // The palette leads to a page, then to a record.
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("Leads");
        await Expect(page.Locator("#palette-list [aria-selected=true]")).ToHaveTextAsync("Leads Page");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main h1")).ToHaveTextAsync("Leads");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync(name);
        await Expect(page.Locator("#palette-list [aria-selected=true]")).ToContainTextAsync(name);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main h1")).ToHaveTextAsync(name);

        // Its form.
        await ToAsync(page, page.Locator("main a[href$='/_edit']"));
        await page.Keyboard.PressAsync("Enter");
        await ToAsync(page, page.Locator("[name='f.companyName']"));
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("After");
        await page.Keyboard.PressAsync("Enter"); // sends the form
        await Expect(page.Locator("[data-field=companyName] dd")).ToHaveTextAsync("After");

        // A cell of the list.
        await page.GotoAsync("/crm/leads?columns=name,companyName&filter=" + Uri.EscapeDataString($"name eq '{name}'"));
        var cell = page.Locator("td[data-field=companyName]");
        await Expect(page.Locator("td[data-field][tabindex='0']")).ToHaveCountAsync(1); // its script is there
        await ToAsync(page, page.Locator("td[data-field][tabindex='0']"));
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(cell).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(cell.Locator("input[name='f.companyName']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("In place");
        await page.Keyboard.PressAsync("Enter");
        await Expect(cell).ToHaveTextAsync("In place");
        await Expect(cell).ToBeFocusedAsync(); // and one goes on from there
        visit.IsClean();
    }

    [Fact]
    public async Task First_key_leads_past_the_navigation_to_the_content()
    {
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!, key: host.Admin.DefaultRequestHeaders.Authorization!.Parameter);
        await visit.GoAsync("/crm/leads");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.Locator(".crm-skip")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#main")).ToBeFocusedAsync();
        visit.IsClean();
    }

    /// <summary>Goes from control to control until it has the focus, as everybody without a mouse does.</summary>
    private static async Task ToAsync(IPage page, ILocator wanted)
    {
        await wanted.WaitForAsync();
        for (var keys = 0; keys < Patience; keys++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail("No key leads to " + wanted);
    }
}
