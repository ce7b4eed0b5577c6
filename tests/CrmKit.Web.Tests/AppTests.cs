using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.Web;

/// <summary>S171: the user interface can be installed, and says when nobody answers.</summary>
public sealed class AppTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task S171_a_manifest_names_the_host_its_start_and_an_icon_that_is_there()
    {
        var page = await host.Browser.PageAsync("/crm/");
        var link = page.QuerySelector("link[rel=manifest]")!;
        Assert.Equal("use-credentials", link.GetAttribute("crossorigin"));
        using var answer = await host.Browser.SendAsync(HttpMethod.Get, link.GetAttribute("href")!);
        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType!.MediaType);
        var manifest = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(("/crm/", "/crm/", "standalone"), ((string)manifest["start_url"]!, (string)manifest["scope"]!, (string)manifest["display"]!));
        Assert.Equal(page.QuerySelector("#nav strong")!.TextContent, (string)manifest["name"]!);
        using var icon = await host.Browser.SendAsync(HttpMethod.Get, (string)manifest["icons"]![0]!["src"]!);
        Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (icon.StatusCode, icon.Content.Headers.ContentType!.MediaType));
        Assert.Contains(">" + ((string)manifest["name"]!)[..1] + "</text>", await icon.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(page.QuerySelector("link[rel=icon]")!.GetAttribute("href"), (string)manifest["icons"]![0]!["src"]!);
    }

    [Theory]
    [InlineData("en", "Not connected")]
    [InlineData("zh-CN", "未连接")]
    [InlineData("zh-TW", "未連線")]
    public async Task S171_the_page_for_those_who_are_off_line_is_for_everybody_and_in_the_language_asked_for(string language, string title)
    {
        using var stranger = new WebClient(host.Admin.BaseAddress!, null);
        Assert.Equal(title, (await stranger.PageAsync("/crm/_app/offline", language: language)).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task S171_the_worker_watches_all_pages_and_keeps_one_of_them_with_its_style_sheets()
    {
        var body = (await host.Browser.PageAsync("/crm/")).Body!;
        using var worker = await host.Browser.SendAsync(HttpMethod.Get, body.GetAttribute("data-worker")!);
        Assert.Equal((HttpStatusCode.OK, "/crm/", "/crm/"), (worker.StatusCode, worker.Headers.GetValues("Service-Worker-Allowed").Single(), body.GetAttribute("data-scope")));
        Assert.Contains("worker-src 'self'", (await host.Browser.SendAsync(HttpMethod.Get, "/crm/")).Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("no-cache", worker.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var kept = System.Web.HttpUtility.ParseQueryString(new Uri(host.Admin.BaseAddress!, body.GetAttribute("data-worker")!).Query);
        foreach (var address in kept.GetValues("style")!.Append(kept["page"]!))
            using (var file = await host.Browser.SendAsync(HttpMethod.Get, address)) Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(2, kept.GetValues("style")!.Length);
    }
}
