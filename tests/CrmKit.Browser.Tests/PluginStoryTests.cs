using CrmKit.Plugins;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>A plugin comes, is replaced, goes and comes back by the page of administrators, while somebody works with what it brings.</summary>
[Collection(WorkHosts.Name)]
public sealed class PluginStoryTests(BrowserHost host, Chromium chromium)
{
    private const string Plugin = "retail";
    private const string Coupons = "/crm/retail.coupons";
    private const string Code = "[name='f.retail.code']";

    [Fact]
    public async Task Plugin_is_installed_upgraded_removed_and_brought_back_while_somebody_works_who_loses_nothing()
    {
        var saved = "SPRING-" + Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();
        var typed = "AUTUMN-" + Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();
        var person = await host.PersonAsync("A shopkeeper", "administrator");
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        var page = visit.Page;
        await visit.SignInAsync(person, "/crm/leads");
        var menu = page.Locator("nav#nav [data-group='source:retail']");
        await Expect(menu).ToHaveCountAsync(0);

        // It comes: the menu of the page that is open has it, without a click.
        await using var admin = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!, key: host.Admin.DefaultRequestHeaders.Authorization!.Parameter);
        await InstallAsync(admin, "0.1.0", asks: true);
        await Expect(menu).ToHaveCountAsync(1);

        // It is replaced while a form of it is open: what was typed is saved under the new version.
        await visit.MenuAsync(Coupons);
        await NewAsync(page, saved);
        await InstallAsync(admin, "0.2.0", asks: false);
        await SaveAsync(page);
        await Expect(page.Locator("[data-field='retail.code'] dd")).ToHaveTextAsync(saved);

        // It goes: the open form says so, keeps what was typed, and saving it is refused.
        await visit.MenuAsync(Coupons);
        await NewAsync(page, typed);
        await RemoveAsync(admin);
        await Expect(page.Locator("main [data-gone]")).ToContainTextAsync("Retail");
        await Expect(menu).ToHaveCountAsync(0);
        await Expect(page.Locator(Code)).ToHaveValueAsync(typed);
        await SaveAsync(page);
        await Expect(page.Locator("main [data-failure]")).ToBeVisibleAsync();
        await visit.MenuAsync("/crm/leads"); // all else is as it was
        await Expect(page.Locator("main h1")).ToHaveTextAsync("Leads");

        // It comes back: so does what was saved, and what was only typed.
        await InstallAsync(admin, "0.2.0", asks: true);
        await Expect(menu).ToHaveCountAsync(1);
        await visit.MenuAsync(Coupons);
        await Expect(page.Locator("main tbody")).ToContainTextAsync(saved);
        await page.Locator($".crm-head a[href$='{Coupons}/_new']").ClickAsync();
        await page.Locator("[data-draft-restore]").ClickAsync();
        await Expect(page.Locator(Code)).ToHaveValueAsync(typed);
        await SaveAsync(page);
        await Expect(page.Locator("[data-field='retail.code'] dd")).ToHaveTextAsync(typed);
        await RemoveAsync(admin);
        visit.IsClean(404);
        admin.IsClean(404); // the page of a package is gone when it is in
    }

    private static async Task NewAsync(IPage page, string code)
    {
        await page.Locator($".crm-head a[href$='{Coupons}/_new']").ClickAsync();
        await page.Locator("[name='f.name']").FillAsync("Coupon " + code);
        await page.Locator(Code).FillAsync(code);
        await page.Locator("[name='f.retail.kind']").SelectOptionAsync("percent");
        await page.Locator("[name='f.retail.percent-off']").FillAsync("10");
    }

    private static Task SaveAsync(IPage page) => page.Locator("main form[data-draft] button.btn-primary").ClickAsync();

    private async Task InstallAsync(Visit admin, string version, bool asks)
    {
        var page = admin.Page;
        await admin.GoAsync("/crm/_admin/plugins");
        await page.Locator("form[data-act=upload] input[type=file]").SetInputFilesAsync(new FilePayload { Name = Plugin + ".crmpkg", MimeType = "application/zip", Buffer = Package(version) });
        await page.Locator("form[data-act=upload] button[type=submit]").ClickAsync();
        var install = page.Locator("form[data-act=install]");
        await Expect(install).ToBeVisibleAsync(); // what it is and what it asks for
        if (asks) await install.Locator("input[type=checkbox][name=consent]").CheckAsync();
        await install.Locator("button[type=submit]").ClickAsync();
        await Expect(page.Locator("form[data-act=disable]")).ToBeVisibleAsync();
        await Expect(page.Locator("main dl").First).ToContainTextAsync(version);
    }

    private static async Task RemoveAsync(Visit admin)
    {
        var page = admin.Page;
        await admin.GoAsync("/crm/_admin/plugins?plugin=" + Plugin);
        await page.Locator("form[data-act=disable] button[type=submit]").ClickAsync();
        await page.Locator("form[data-act=remove] button[type=submit]").ClickAsync();
        await Expect(page.Locator("form[data-act=upload]")).ToBeVisibleAsync();
    }

    /// <summary>The plugin as the sample host has it, packed under a version.</summary>
    private byte[] Package(string version)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-package-").FullName;
        try
        {
            var content = Directory.CreateDirectory(Path.Combine(folder, Plugin)).FullName;
            foreach (var file in Directory.EnumerateFiles(host.Built(Plugin))) File.Copy(file, Path.Combine(content, Path.GetFileName(file)));
            var manifest = Path.Combine(content, "plugin.json");
            File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"version\": \"0.1.0\"", $"\"version\": \"{version}\"", StringComparison.Ordinal));
            return File.ReadAllBytes(PluginPackages.Pack(content, Path.Combine(folder, Plugin + ".crmpkg"), null));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
