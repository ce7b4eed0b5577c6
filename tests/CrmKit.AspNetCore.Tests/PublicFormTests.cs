using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CrmKit.AspNetCore;

public sealed class SqlitePublicFormTests(ApiHost host) : PublicFormTests(host), IClassFixture<ApiHost>;

public sealed class PostgreSqlPublicFormTests(PostgreSqlApiHost host) : PublicFormTests(host), IClassFixture<PostgreSqlApiHost>;

/// <summary>Forms as strangers meet them: without a key, over HTTP.</summary>
public abstract partial class PublicFormTests(ApiHost host)
{
    private const string Site = "https://www.example.com";
    private const string Script = "\"><script>alert(1)</script>";

    [Fact]
    public async Task S42_A_stranger_fills_in_the_page_without_scripts_and_is_a_lead()
    {
        var form = await FormAsync();
        using var stranger = host.Client();
        using var page = await stranger.GetAsync($"/forms/{form["key"]}?lang=zh-TW", TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"frame-ancestors {Site}", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script", policy, StringComparison.Ordinal);
        Assert.False(page.Headers.Contains("X-Frame-Options")); // it knows no sites that may
        Assert.Contains("送出", html, StringComparison.Ordinal);

        var name = $"Ada {Guid.NewGuid():N}";
        var fields = new Dictionary<string, string> { ["name"] = name, ["email"] = $"{Guid.NewGuid():N}@example.com", ["_token"] = TokenIn(html), ["_consent"] = "true", ["_url2"] = "" };
        foreach (var _ in new[] { 1, 2 }) // the button pressed twice
        {
            using var sent = await stranger.PostAsync($"/forms/{form["key"]}", new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        }
        var lead = Assert.Single((await host.Admin.GetAsync($"/api/leads?filter=name eq '{name}'", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal("landing-page", (string)lead["source"]!);
        var kept = (await host.Admin.GetAsync($"/api/forms/{form["id"]}/submissions", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal((1, "taken", "You may write to me."), (kept.Count, (string)kept[0]!["status"]!, (string)kept[0]!["consent"]!));
    }

    [Theory]
    [InlineData("null", "same-origin", HttpStatusCode.OK), InlineData("null", "cross-site", HttpStatusCode.Forbidden), InlineData("null", "", HttpStatusCode.Forbidden), InlineData("https://elsewhere.example", "cross-site", HttpStatusCode.Forbidden)]
    public async Task A069_Page_is_sent_by_itself_as_browsers_say_it_and_not_by_others(string origin, string site, HttpStatusCode expected)
    {
        var form = await FormAsync();
        using var stranger = host.Client();
        var html = await stranger.GetStringAsync($"/forms/{form["key"]}", TestContext.Current.CancellationToken);
        using var sending = new HttpRequestMessage(HttpMethod.Post, $"/forms/{form["key"]}") { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = $"{Guid.NewGuid():N}@example.com", ["_token"] = TokenIn(html), ["_consent"] = "true" }) };
        sending.Headers.Add("Origin", origin);
        if (site.Length > 0) sending.Headers.Add("Sec-Fetch-Site", site);
        using var answer = await stranger.SendAsync(sending, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, (await host.Admin.GetAsync($"/api/forms/{form["id"]}/submissions", HttpStatusCode.OK))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A040_A042_What_strangers_and_administrators_write_is_shown_as_text()
    {
        var form = await FormAsync(Script);
        using var stranger = host.Client();
        var html = await stranger.GetStringAsync($"/forms/{form["key"]}", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        using var refused = await stranger.PostAsync($"/forms/{form["key"]}", new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = Script, ["email"] = "no'\"><img src=x onerror=alert(1)>", ["_token"] = TokenIn(html) }), TestContext.Current.CancellationToken);
        var again = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.DoesNotContain("<script", again, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", again, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("alert(1)", again, StringComparison.Ordinal); // what was typed is still there, as text
        Assert.Contains("role=\"alert\"", again, StringComparison.Ordinal);
        using var embed = await stranger.GetAsync($"/forms/{form["key"]}/embed.js", TestContext.Current.CancellationToken);
        Assert.Equal(("text/javascript", "cross-origin"), (embed.Content.Headers.ContentType!.MediaType, embed.Headers.GetValues("Cross-Origin-Resource-Policy").Single()));
        Assert.DoesNotContain((string)form["name"]!, await embed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_sends_it_only_when_the_form_names_the_site()
    {
        var form = await FormAsync();
        foreach (var (origin, isAllowed) in new[] { (Site, true), ("https://evil.example", false), ("null", false), ("https://www.example.com.evil.example", false) })
            foreach (var (method, path) in new[] { ("OPTIONS", ""), ("GET", "/definition"), ("POST", "") })
            {
                using var request = new HttpRequestMessage(HttpMethod.Parse(method), $"/forms/{form["key"]}{path}") { Content = method == "POST" ? new StringContent(await PostingAsync(form), null, "application/json") : null };
                request.Headers.TryAddWithoutValidation("Origin", origin);
                using var stranger = host.Client();
                using var answer = await stranger.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(isAllowed, answer.IsSuccessStatusCode);
                Assert.Equal(isAllowed ? origin : null, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null);
            }
        Assert.Single((await host.Admin.GetAsync($"/api/forms/{form["id"]}/submissions", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task A095_What_is_no_form_too_large_or_too_often_is_refused_and_leaves_nothing()
    {
        var form = await FormAsync(perAddress: 2);
        using var stranger = host.Client();
        var path = $"/forms/{form["key"]}";
        foreach (var (body, type, status) in new[]
        {
            ("{}", "application/json", 400), ("[]", "application/json", 400), ("""{"token":"x","values":{"name":"Ada"}}""", "application/json", 400), ("""{"token":"x","values":{"name":{"a":1}}}""", "application/json", 400),
            ("hello", "text/plain", 415), ("name=" + new string('x', 70_000), "application/x-www-form-urlencoded", 413), ("{\"token\":\"" + new string('x', 70_000) + "\"}", "application/json", 413),
            (string.Join('&', Enumerable.Range(0, 300).Select(i => $"f{i}=1")), "application/x-www-form-urlencoded", 413), ("name=Ada", "application/x-www-form-urlencoded", 422),
        })
        {
            using var refused = await stranger.PostAsync(path, new StringContent(body, null, type), TestContext.Current.CancellationToken);
            Assert.True((int)refused.StatusCode == status, $"{type} {body[..Math.Min(40, body.Length)]}: {(int)refused.StatusCode}");
        }
        foreach (var gone in new[] { "/forms/frm_000000000000000000000000", "/forms/x'y", "/forms/" + new string('k', 500) })
        {
            using var answer = await stranger.GetAsync(gone, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        Assert.Empty((await host.Admin.GetAsync($"/api/forms/{form["id"]}/submissions", HttpStatusCode.OK))["items"]!.AsArray());
        foreach (var expected in new[] { HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.TooManyRequests })
        {
            using var sent = await stranger.PostAsync(path, new StringContent(await PostingAsync(form), null, "application/json"), TestContext.Current.CancellationToken);
            Assert.Equal(expected, sent.StatusCode);
        }
    }

    [Fact]
    public async Task Forms_are_made_changed_looked_at_and_removed_over_the_api_by_administrators()
    {
        var form = await FormAsync();
        var id = (string)form["id"]!;
        var changed = await host.Admin.JsonAsync("PUT", $"/api/forms/{id}", """{"version":1,"name":"Other","fields":[{"key":"email","isRequired":true}],"isActive":false}""");
        Assert.Equal(2, (int)changed["version"]!);
        Assert.Equal("form.conflict", (await host.Admin.JsonAsync("PUT", $"/api/forms/{id}", """{"version":1,"name":"Mine","fields":[{"key":"email","isRequired":true}]}""", HttpStatusCode.Conflict)).Code());
        Assert.Equal("Other", (string)(await host.Admin.GetAsync($"/api/forms/{id}", HttpStatusCode.OK))["name"]!);
        Assert.Equal(((string)form["key"]!, "Other", 0), ((string)changed["key"]!, (string)changed["name"]!, changed["origins"]!.AsArray().Count));
        using var stranger = host.Client();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/forms/{form["key"]}", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync($"/api/forms/{id}", TestContext.Current.CancellationToken)).StatusCode);
        var (_, rep) = await host.UserAsync("sales-rep");
        Assert.Equal("form.forbidden", (await rep.GetAsync("/api/forms", HttpStatusCode.Forbidden)).Code());
        foreach (var body in new[] { "{}", """{"name":"x","fields":[{"key":"stage","isRequired":true}]}""", """{"name":"x","fields":[{"key":"email","isRequired":true}],"origins":["*"]}""", """{"name":"x","fields":"email"}""" })
            await host.Admin.JsonAsync("POST", "/api/forms", body, HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Admin.SendAsync("DELETE", $"/api/forms/{id}")).StatusCode);
        Assert.Equal("form.not-found", (await host.Admin.GetAsync($"/api/forms/{id}", HttpStatusCode.NotFound)).Code());
    }

    private Task<JsonNode> FormAsync(string name = "Contact", int perAddress = 100) => host.Admin.JsonAsync("POST", "/api/forms", new JsonObject
    {
        ["name"] = name, ["fields"] = new JsonArray(new JsonObject { ["key"] = "name" }, new JsonObject { ["key"] = "email", ["isRequired"] = true }, new JsonObject { ["key"] = "needDescription" }),
        ["values"] = new JsonObject { ["source"] = "landing-page" }, ["consent"] = new JsonObject { ["en"] = "You may write to me." }, ["origins"] = new JsonArray(Site), ["minimumSeconds"] = 0, ["perAddress"] = perAddress,
    }, HttpStatusCode.Created);

    private async Task<string> PostingAsync(JsonNode form)
    {
        using var stranger = host.Client();
        var definition = JsonNode.Parse(await stranger.GetStringAsync($"/forms/{form["key"]}/definition", TestContext.Current.CancellationToken))!;
        return new JsonObject { ["token"] = (string)definition["token"]!, ["values"] = new JsonObject { ["email"] = $"{Guid.NewGuid():N}@example.com" }, ["consents"] = true }.ToJsonString();
    }

    private static string TokenIn(string html) => WebUtility.HtmlDecode(TokenField().Match(html).Groups[1].Value);

    [GeneratedRegex("name=\"_token\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
