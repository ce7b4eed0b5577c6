using System.Net;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class FoundationTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task First_load_of_a_list_page_is_at_most_250_KiB_over_the_wire_and_asks_nobody_else()
    {
        using var page = await host.Browser.SendAsync(HttpMethod.Get, "/crm/leads");
        var bytes = (await page.Content.ReadAsByteArrayAsync()).LongLength;
        var document = await host.Browser.PageAsync("/crm/leads");
        var addresses = document.QuerySelectorAll("script[src],link[rel=stylesheet],img[src],[data-island]").Select(e => e.GetAttribute("src") ?? e.GetAttribute("href") ?? e.GetAttribute("data-island")!).ToList();
        Assert.Equal(6, addresses.Count);
        foreach (var address in addresses)
        {
            Assert.StartsWith("/crm/_assets/crmkit/", address, StringComparison.Ordinal);
            using var asset = await host.Browser.SendAsync(HttpMethod.Get, address, with: r => r.Headers.AcceptEncoding.ParseAdd("gzip, br"));
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.Equal(["br"], asset.Content.Headers.ContentEncoding);
            Assert.Contains("immutable", asset.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            bytes += (await asset.Content.ReadAsByteArrayAsync()).LongLength;
        }
        Assert.InRange(bytes, 50_000, 250 * 1024);
        Assert.Empty(document.QuerySelectorAll("style,[style],script:not([src]),[onclick],[onload]"));
        Assert.DoesNotContain("http:", document.Head!.InnerHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", document.Head.InnerHtml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    [InlineData("br;q=0")]
    public async Task Assets_answer_clients_that_do_not_know_brotli(string accept)
    {
        var address = (await host.Browser.PageAsync("/crm/leads")).QuerySelector("link[href$='tabler.css']")!.GetAttribute("href")!;
        using var asset = await host.Browser.SendAsync(HttpMethod.Get, address, with: r => r.Headers.TryAddWithoutValidation("Accept-Encoding", accept));
        await using var stream = await asset.Content.ReadAsStreamAsync();
        await using var plain = accept == "gzip" ? new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(plain);
        Assert.Contains(".card-table", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(accept == "gzip" ? ["gzip"] : [], asset.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/crm/_assets/crmkit/0000000000000000/tabler.css")]
    [InlineData("/crm/_assets/other/0000000000000000/tabler.css")]
    [InlineData("/crm/_assets/crmkit/0000000000000000/..%2f..%2fappsettings.json")]
    public async Task Assets_that_are_not_there_answer_404(string path)
    {
        using var response = await host.Browser.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_button_beside_the_users_name_leads_to_where_the_host_ends_sessions()
    {
        var form = (await host.Browser.PageAsync("/crm/")).QuerySelector(".crm-top form[action='/account/sign-out']")!;
        Assert.Equal("Sign out", form.TextContent.Trim());
        using var ended = await host.Browser.SubmitAsync(form);
        Assert.Equal((HttpStatusCode.Redirect, "/account/sign-in"), (ended.StatusCode, ended.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task Pages_carry_a_policy_that_runs_nothing_inline_and_may_not_be_framed_or_kept()
    {
        using var response = await host.Browser.SendAsync(HttpMethod.Get, "/crm/");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var document = await host.Browser.PageAsync("/crm/");
        Assert.Contains("\"allowEval\":false", document.QuerySelector("meta[name=htmx-config]")!.GetAttribute("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_are_sent_to_the_sign_in_and_come_back_while_the_api_answers_401()
    {
        var stranger = host.Open(null);
        using var page = await stranger.SendAsync(HttpMethod.Get, "/crm/leads?filter=name%20eq%20'x'");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Equal("/account/sign-in?return=%2Fcrm%2Fleads%3Ffilter%3Dname%2520eq%2520%27x%27", page.Headers.Location!.ToString());

        using var partial = await stranger.SendAsync(HttpMethod.Get, "/crm/leads", with: r => r.Headers.Add("HX-Request", "true"));
        Assert.StartsWith("/account/sign-in", partial.Headers.GetValues("HX-Redirect").Single(), StringComparison.Ordinal);

        using var api = await stranger.SendAsync(HttpMethod.Get, "/api/leads");
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
    }

    [Theory]
    [InlineData("/crm/no-such-type")]
    [InlineData("/crm/leads/not-an-id")]
    [InlineData("/crm/leads/01890000-0000-7000-8000-000000000000")]
    [InlineData("/crm/leads/01890000-0000-7000-8000-000000000000/_edit")]
    [InlineData("/crm/_boards/none")]
    [InlineData("/crm/leads?view=01890000-0000-7000-8000-000000000000")]
    [InlineData("/crm/a/b/c/d/e")]
    public async Task Unknown_things_answer_404_with_a_reference_and_a_way_on(string path)
    {
        var page = await host.Browser.PageAsync(path, HttpStatusCode.NotFound);
        Assert.Equal("There is nothing here", page.QuerySelector("h1")!.TextContent);
        Assert.NotEmpty(page.QuerySelector("main code")!.TextContent);
        Assert.NotEmpty(page.QuerySelectorAll("nav#nav li a"));
    }

    [Theory]
    [InlineData("/crm/", "sales")]
    [InlineData("/crm/opportunities", "sales")]
    [InlineData("/crm/_boards/case.standard", "service")]
    [InlineData("/crm/_cases", "service")]
    [InlineData("/crm/price-books", "catalogue")]
    [InlineData("/crm/follow-ups", "activities")]
    [InlineData("/crm/_admin/roles", "administration")]
    public async Task Menu_is_grouped_by_area_and_the_group_of_the_page_is_open(string path, string area)
    {
        var page = await host.Browser.PageAsync(path);
        Assert.Equal(["overview", area], page.QuerySelectorAll("nav#nav details[open]").Select(g => g.GetAttribute("data-group")));
        Assert.All(page.QuerySelectorAll("nav#nav details"), g => Assert.NotEmpty(g.QuerySelector("summary")!.TextContent));
        Assert.Equal(page.QuerySelectorAll("nav#nav a").Length, page.QuerySelectorAll("nav#nav a").Select(a => a.GetAttribute("href")).Distinct().Count()); // nothing twice
    }

    [Fact]
    public async Task Form_that_is_not_from_one_of_our_pages_changes_nothing()
    {
        var name = "Forged " + Guid.NewGuid();
        using var response = await host.Browser.SendAsync(HttpMethod.Post, "/crm/leads/_new", new FormUrlEncodedContent([new("f.name", name)]));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("request.form-stale", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty((await host.Admin.GetAsync($"/api/leads?filter=name eq '{name}'", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Language_theme_and_spacing_are_chosen_in_the_head_and_kept()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var page = await browser.PageAsync("/crm/leads");
        Assert.Equal(("en", "auto", "comfortable"), (page.DocumentElement.GetAttribute("lang"), page.DocumentElement.GetAttribute("data-theme"), page.DocumentElement.GetAttribute("data-density")));
        var form = page.QuerySelector("header form[method=post]")!;
        Assert.Equal("/crm/leads", await browser.DoneAsync(form, ("language", "zh-Hant"), ("theme", "dark"), ("density", "compact")));
        page = await browser.PageAsync("/crm/leads");
        Assert.Equal(("zh-Hant", "dark", "compact"), (page.DocumentElement.GetAttribute("lang"), page.DocumentElement.GetAttribute("data-bs-theme"), page.DocumentElement.GetAttribute("data-density")));
        Assert.Contains(page.QuerySelectorAll("nav summary"), h => h.TextContent == "銷售");
        form = page.QuerySelector("header form[method=post]")!;
        Assert.Equal("/crm/", await browser.DoneAsync(form, ("back", "https://elsewhere.example/")));
    }

    [Fact]
    public void Every_language_has_the_same_texts()
    {
        foreach (var language in WebTexts.Languages) Assert.Equal(WebTexts.For("en").Keys.Order(StringComparer.Ordinal), WebTexts.For(language).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("zh-CN", "zh-Hans")]
    [InlineData("zh-TW", "zh-Hant")]
    [InlineData("zh-HK", "zh-Hant")]
    [InlineData("de-DE", "en")]
    public void Texts_are_found_by_region(string culture, string language) => Assert.Equal(language, WebTexts.For(culture).Language);
}
