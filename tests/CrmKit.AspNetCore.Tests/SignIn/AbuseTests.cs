using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Access;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.SignIn;

public sealed class SqliteAbuseTests(LoggingHost host) : AbuseTests(host), IClassFixture<LoggingHost>;

public sealed class PostgreSqlAbuseTests(PostgreSqlLoggingHost host) : AbuseTests(host), IClassFixture<PostgreSqlLoggingHost>;

/// <summary>What people with bad intentions send to a host with sign-in.</summary>
public abstract class AbuseTests(LoggingHost host)
{
    [Fact]
    public async Task A047_What_breaks_lines_stays_one_entry()
    {
        var marker = Guid.NewGuid().ToString("N");
        host.Services.GetRequiredService<ISecurityLog>().Write(new SecurityEvent("test\u001b[31m") { Detail = marker + "\r\n2030-01-01 admin signed in\u2028\u0000{\"kind\":\"x\"}" });
        var entry = Assert.Single((await host.Admin.GetAsync("/api/security-log?size=1000", HttpStatusCode.OK))["items"]!.AsArray(), e => ((string?)e!["detail"])?.StartsWith(marker, StringComparison.Ordinal) == true)!;
        Assert.DoesNotContain((string)entry["detail"]! + entry["kind"], c => char.IsControl(c) || c == '\u2028');
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/x\r\nSet-Cookie: a=b")]
    [InlineData("javascript:alert(1)")]
    public async Task A048_Sign_in_leads_back_into_the_host_whatever_the_form_says(string target)
    {
        var (_, email) = await host.PersonAsync("reader");
        using var response = await FormAsync(host.Client(), "/account/sign-in", ("email", email), ("password", SignInHost.Password), ("return", target));
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/", response.Headers.Location!.OriginalString);
        Assert.DoesNotContain(response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("a=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A068_Tokens_are_taken_from_no_address_and_stand_in_no_log()
    {
        var (_, email) = await host.PersonAsync("reader");
        var client = await host.SignedInAsync(email);
        var (browser, cookie) = await host.BrowserAsync(email);
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
        var key = (string)(await client.JsonAsync("POST", "/api/keys", """{"name":"k"}""", HttpStatusCode.Created))["key"]!;
        await host.Client(key).GetAsync("/api/me", HttpStatusCode.OK);
        await browser.GetAsync("/api/me", HttpStatusCode.OK);
        Assert.StartsWith("__Host-crmkit=", cookie, StringComparison.Ordinal);
        foreach (var flag in new[] { "httponly", "secure", "samesite=lax", "path=/" }) Assert.Contains(flag, cookie, StringComparison.OrdinalIgnoreCase);
        foreach (var secret in new[] { token, key, cookie.Split('=', ';')[1], SignInHost.Password })
            Assert.DoesNotContain(host.Logs, line => line.Contains(secret, StringComparison.Ordinal)); // before it is sent where it does not belong
        foreach (var name in new[] { "access_token", "token", "api_key", "key", "crmkit" })
            await host.Client().GetAsync($"/api/me?{name}={token}", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A068_Sign_in_gives_a_new_session_and_takes_none_that_was_planted()
    {
        var (_, email) = await host.PersonAsync("reader");
        var planted = "crs_" + new string('A', 43);
        var client = host.Client();
        client.DefaultRequestHeaders.Add("Cookie", "__Host-crmkit=" + planted);
        using var response = await client.SendAsync("POST", "/api/sign-in", JsonSerializer.Serialize(new { email, password = SignInHost.Password, keepIn = "cookie" }));
        Assert.DoesNotContain(planted, Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        await client.GetAsync("/api/me", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", "application/json", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", "application/json", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://evil.example", "application/json", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", "application/json", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://evil.example", "text/plain", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", "text/plain", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Sec-Fetch-Site", "same-origin", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Sec-Fetch-Site", "same-origin", "application/json", HttpStatusCode.OK)]
    public async Task A069_Pages_of_other_sites_change_nothing_with_the_users_cookie(string header, string value, string contentType, HttpStatusCode expected)
    {
        var (_, email) = await host.PersonAsync("sales-manager");
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Before"}""");
        var (browser, _) = await host.BrowserAsync(email);
        browser.DefaultRequestHeaders.Add(header, value);
        using (var response = await browser.SendAsync("PATCH", $"/api/leads/{lead}", """{"name":"After"}""", contentType: contentType)) Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? "After" : "Before", (string)(await host.Admin.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK))["name"]!);
        if (expected != HttpStatusCode.Forbidden) return;

        // Nor do they sign anybody in or out.
        using (var response = await browser.SendAsync("POST", "/api/sign-in", JsonSerializer.Serialize(new { email, password = SignInHost.Password, keepIn = "cookie" }), contentType: contentType)) Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        using (var response = await FormAsync(browser, "/account/sign-in", ("email", email), ("password", SignInHost.Password))) Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        using (var response = await FormAsync(browser, "/account/sign-out")) Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await browser.GetAsync("/api/me", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A071_No_answer_names_what_is_secret()
    {
        string[] secret = ["passwordHash", "password_hash", "securityStamp", "mfaSecret", "factorSecret", "recoveryHashes", "connectionString", "hash", "apiKey", "keyHash"];
        var document = await host.Admin.GetAsync("/api/openapi.json", HttpStatusCode.OK);
        var names = Names(document["components"]!["schemas"]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(secret, names.Contains);

        var walked = 0;
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            if (path.Contains('{', StringComparison.Ordinal) || item!["get"] is null || path == "/openapi.json") continue;
            using var response = await host.Admin.SendAsync("GET", "/api" + path);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode < 500, $"{path}: {text}");
            if (response.Content.Headers.ContentType?.MediaType != "application/json") continue;
            walked++;
            Assert.DoesNotContain(secret, Names(JsonNode.Parse(text)).ToHashSet(StringComparer.OrdinalIgnoreCase).Contains);
        }
        Assert.True(walked > 30, $"Only {walked} answers were looked at.");
    }

    [Fact]
    public async Task A072_Set_up_is_over_and_nothing_else_stands_open()
    {
        var client = host.Client();
        foreach (var path in new[] { "/setup", "/setup?token=guess", "/metrics", "/debug", "/swagger", "/install", "/_framework", "/.env", "/appsettings.json", "/crm.db", "/keys" })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        using (var response = await FormAsync(client, "/setup", ("token", "guess"), ("name", "Eve"), ("email", "eve@example.com"))) Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        using (var health = await client.GetAsync(new Uri("/health", UriKind.Relative))) Assert.Equal("Healthy", await health.Content.ReadAsStringAsync()); // a word, nothing of what is behind
        await client.GetAsync("/api/security-log", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A073_Headers_of_proxies_are_not_believed()
    {
        var (id, email) = await host.PersonAsync("reader");
        var client = host.Client();
        foreach (var (name, value) in new[] { ("X-Forwarded-For", "203.0.113.9"), ("X-Real-IP", "203.0.113.9"), ("Forwarded", "for=203.0.113.9"), ("X-Forwarded-User", "admin@example.com"), ("X-Forwarded-Proto", "https"), ("X-Remote-User", "admin@example.com"), ("X-Original-URL", "/health") })
            client.DefaultRequestHeaders.Add(name, value);
        await client.GetAsync("/api/me", HttpStatusCode.Unauthorized);
        var token = (string)(await client.JsonAsync("POST", "/api/sign-in", new { email, password = SignInHost.Password }))["token"]!;
        Assert.Equal("127.0.0.1", (string)(await host.Bearer(token).GetAsync("/api/sessions", HttpStatusCode.OK))["items"]![0]!["address"]!);

        // Another claimed address for each try is the same peer to the throttle.
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            client.DefaultRequestHeaders.Remove("X-Forwarded-For");
            client.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.113.{i}");
            using var response = await client.SendAsync("POST", "/api/sign-in", JsonSerializer.Serialize(new { email, password = "wrong" }));
            statuses.Add(response.StatusCode);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.DoesNotContain("203.0.113", (await host.Admin.GetAsync($"/api/security-log?user={id}", HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A074_Another_way_of_writing_a_request_gives_no_other_rights()
    {
        var (_, rep) = await host.UserAsync("sales-rep");
        var hidden = await host.Admin.CreateAsync("opportunities", """{"name":"Hidden"}""");
        foreach (var path in new[] { $"/api/opportunities/{hidden}", $"/API/OPPORTUNITIES/{hidden.ToUpperInvariant()}", $"/api/opportunities/{hidden}/", $"/api//opportunities/{hidden}", $"/api/opportunities%2f{hidden}", $"/api/opportunities/{hidden};a=b", $"/api/./opportunities/{hidden}", $"/api/%6fpportunities/{hidden}", $"/api/opportunities/{hidden}%00" })
            foreach (var method in new[] { "GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get" })
                foreach (var client in new[] { host.Client(), rep })
                {
                    using var response = await client.SendAsync(method, path, method is "GET" or "HEAD" or "TRACE" or "get" ? null : """{"name":"Taken"}""");
                    Assert.True((int)response.StatusCode is >= 400 and < 500, $"{method} {path}: {(int)response.StatusCode}");
                    Assert.DoesNotContain("Hidden", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                }
        foreach (var header in new[] { "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/opportunities/{hidden}") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add(header, "DELETE");
            using var response = await host.Admin.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }
        var after = await host.Admin.GetAsync($"/api/opportunities/{hidden}", HttpStatusCode.OK);
        Assert.Equal(("Hidden", 1), ((string)after["name"]!, (int)after["version"]!));
    }

    [Theory]
    [InlineData("/account/sign-in", "en", "Sign in")]
    [InlineData("/account/sign-in", "zh-CN", "登录")]
    [InlineData("/account/forgotten", "en", "Password forgotten")]
    [InlineData("/account/password?token=guess", "zh", "链接已失效")]
    public async Task Pages_speak_two_languages_and_run_and_frame_nothing(string path, string language, string text)
    {
        var client = host.Client();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        var html = await response.Content.ReadAsStringAsync();
        Assert.Contains(text, html, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        foreach (var (name, value) in new[] { ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin") })
            Assert.Equal(value, Assert.Single(response.Headers.GetValues(name)));
    }

    [Fact]
    public async Task Pages_sign_in_with_password_and_out_and_set_a_password()
    {
        var (id, email) = await host.PersonAsync("reader");
        var client = host.Client();
        using (var wrong = await FormAsync(client, "/account/sign-in", ("email", email), ("password", "<b>wrong</b>"), ("return", "/\"><b>x")))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            Assert.DoesNotContain("<b>", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using (var right = await FormAsync(client, "/account/sign-in", ("email", email), ("password", SignInHost.Password), ("return", "/api/me")))
        {
            Assert.Equal("/api/me", right.Headers.Location!.OriginalString);
            client.DefaultRequestHeaders.Add("Cookie", Assert.Single(right.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        }
        await client.GetAsync("/api/me", HttpStatusCode.OK);
        using (var signedOut = await FormAsync(client, "/account/sign-out")) Assert.Equal(HttpStatusCode.Found, signedOut.StatusCode);
        await client.GetAsync("/api/me", HttpStatusCode.Unauthorized);

        var token = await host.TokenAsync(id);
        using (var form = await client.GetAsync(new Uri($"/account/password?token={token}", UriKind.Relative))) Assert.Contains(token, await form.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using (var weak = await FormAsync(client, "/account/password", ("token", token), ("password", "short"))) Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        using (var set = await FormAsync(client, "/account/password", ("token", token), ("password", "lemon garage whispers twice"))) Assert.Equal(HttpStatusCode.Found, set.StatusCode);
        await host.SignedInAsync(email, "lemon garage whispers twice");
    }

    private static async Task<HttpResponseMessage> FormAsync(HttpClient client, string path, params (string Name, string Value)[] values)
    {
        using var content = new FormUrlEncodedContent(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));
        return await client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject all => all.SelectMany(p => Names(p.Value).Prepend(p.Key)),
        JsonArray items => items.SelectMany(Names),
        _ => [],
    };
}
