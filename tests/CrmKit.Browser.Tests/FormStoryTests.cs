using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrmKit.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>A form on the page of another site, as the guide says to put it there.</summary>
[Collection(WorkHosts.Name)]
public sealed partial class FormStoryTests(BrowserHost host, Chromium chromium)
{
    [Fact]
    public async Task S42_Visitor_of_another_site_fills_in_the_form_on_its_page_and_is_a_lead()
    {
        var html = "";
        await using var site = await SiteAsync(() => html);
        var address = site.Urls.Single();
        var form = await host.Admin.JsonAsync("POST", "/api/forms", new JsonObject
        {
            ["name"] = "Talk to us", ["fields"] = new JsonArray(new JsonObject { ["key"] = "name" }, new JsonObject { ["key"] = "email", ["isRequired"] = true }, new JsonObject { ["key"] = "needDescription" }),
            ["values"] = new JsonObject { ["source"] = "another-site" }, ["consent"] = new JsonObject { ["en"] = "You may write to me." }, ["origins"] = new JsonArray(address), ["minimumSeconds"] = 0,
        }, HttpStatusCode.Created);
        html = $"<!doctype html><html lang=\"en\"><head><title>A shop</title></head><body><h1>A shop</h1>{Embedded((string)form["key"]!)}</body></html>";

        var browser = await chromium.BrowserAsync();
        await using var context = await browser.NewContextAsync();
        context.SetDefaultTimeout(Chromium.PatienceMilliseconds);
        var (page, name) = (await context.NewPageAsync(), $"Ada {Guid.NewGuid():N}");
        await page.GotoAsync(address);
        var frame = page.FrameLocator("iframe");
        await frame.Locator("[name=name]").FillAsync(name);
        await frame.Locator("[name=email]").FillAsync($"{Guid.NewGuid():N}@example.com");
        await frame.Locator("[name=needDescription]").FillAsync("Twelve pumps");
        await frame.Locator("[name=_consent]").CheckAsync();
        await frame.Locator("button").ClickAsync();
        await Expect(frame.Locator("[role=status]")).ToBeVisibleAsync();
        var lead = Assert.Single((await host.Admin.GetAsync($"/api/leads?filter=name eq '{name}'", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("another-site", "Twelve pumps"), ((string)lead["source"]!, (string)lead["needDescription"]!));
        Assert.Equal("given", (string)(await host.Admin.GetAsync($"/api/leads/{lead["id"]}/consents", HttpStatusCode.OK))["items"]![0]!["act"]!);

        // The same page under a name that the form does not know.
        var refused = page.WaitForConsoleMessageAsync(new() { Predicate = said => said.Text.Contains("frame-ancestors", StringComparison.Ordinal) });
        await page.GotoAsync(address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        await refused;
        await Expect(page.FrameLocator("iframe").Locator("form")).ToHaveCountAsync(0);
    }

    // Another port is another site.
    private static async Task<WebApplication> SiteAsync(Func<string> html)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        site.Run(http =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            return http.Response.WriteAsync(html());
        });
        await site.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    private string Embedded(string key)
    {
        var root = typeof(FormStoryTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
        return Snippet().Match(File.ReadAllText(Path.Combine(root, "docs", "guides", "forms.md"))).Value.Replace("https://crm.example.com/", host.Admin.BaseAddress!.ToString(), StringComparison.Ordinal).Replace("{key}", key, StringComparison.Ordinal);
    }

    [GeneratedRegex("<script src=.*?</script>")]
    private static partial Regex Snippet();
}
