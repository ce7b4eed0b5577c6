using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Identity.Factors;

namespace CrmKit.AspNetCore.SignIn;

/// <summary>Passwords, sessions, links and authenticators, on each database.</summary>
public abstract class SignInTests(SignInHost host)
{
    private const string Other = "nine quiet ladders under water";

    [Fact]
    public async Task Password_gives_a_session_that_is_listed_and_ends_everywhere_at_once()
    {
        var (id, email) = await host.PersonAsync("sales-rep");
        var first = await host.SignedInAsync(email.ToUpperInvariant());
        var (second, _) = await host.BrowserAsync(email);
        Assert.Equal(id, (Guid)(await first.GetAsync("/api/me", HttpStatusCode.OK))["userId"]!);
        var listed = (await first.GetAsync("/api/sessions", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(2, listed.Count);
        Assert.Single(listed, s => (bool)s!["isThis"]!);

        await second.JsonAsync("POST", "/api/sign-out", expected: HttpStatusCode.NoContent);
        await second.GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await first.GetAsync("/api/me", HttpStatusCode.OK);
        var third = await host.SignedInAsync(email);
        await host.Admin.JsonAsync("DELETE", $"/api/sessions?user={id}", expected: HttpStatusCode.NoContent);
        await first.GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await third.GetAsync("/api/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Sessions_end_by_age_and_by_idleness()
    {
        var (_, email) = await host.PersonAsync("sales-rep");
        var idle = await host.SignedInAsync(email);
        var busy = await host.SignedInAsync(email);
        for (var hours = 0; hours < 7 * 24; hours += 10)
        {
            await busy.GetAsync("/api/me", HttpStatusCode.OK);
            host.Clock.Now += TimeSpan.FromHours(10);
        }
        await idle.GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await busy.GetAsync("/api/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A059_Who_is_switched_off_is_out_with_session_cookie_and_key_and_cannot_come_back_alone()
    {
        var (id, email) = await host.PersonAsync("sales-rep");
        var bearer = await host.SignedInAsync(email);
        var (browser, _) = await host.BrowserAsync(email);
        var key = host.Client((string)(await bearer.JsonAsync("POST", "/api/keys", """{"name":"k"}""", HttpStatusCode.Created))["key"]!);
        await host.Admin.JsonAsync("PATCH", $"/api/users/{id}", """{"isActive":false}""");
        foreach (var client in new[] { bearer, browser, key })
        {
            await client.GetAsync("/api/me", HttpStatusCode.Unauthorized);
            await client.JsonAsync("PATCH", $"/api/users/{id}", """{"isActive":true}""", HttpStatusCode.Unauthorized);
        }
        Assert.Equal("sign-in.failed", (await host.Client().JsonAsync("POST", "/api/sign-in", new { email, password = SignInHost.Password }, HttpStatusCode.Unauthorized)).Code());
        Assert.False((bool)(await host.Admin.GetAsync($"/api/users/{id}", HttpStatusCode.OK))["isActive"]!);
    }

    [Fact]
    public async Task A060_Roles_that_shrink_hold_for_the_next_call_of_an_open_session()
    {
        var (id, email) = await host.PersonAsync("administrator");
        var client = await host.SignedInAsync(email);
        await client.GetAsync("/api/security-log", HttpStatusCode.OK);
        await host.Admin.JsonAsync("PATCH", $"/api/users/{id}", """{"roles":"reader"}""");
        await client.GetAsync("/api/security-log", HttpStatusCode.Forbidden);
        await client.JsonAsync("POST", "/api/leads", """{"name":"x"}""", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A062_Nobody_but_administrators_and_the_user_touches_how_a_user_signs_in()
    {
        var (id, email) = await host.PersonAsync("sales-rep");
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/hr", """{"label":{"english":"HR"},"permissions":[{"recordType":"user","operations":"read,update","scope":"all"}]}""", HttpStatusCode.NoContent);
        var (_, hrEmail) = await host.PersonAsync("hr");
        var hr = await host.SignedInAsync(hrEmail);
        await hr.JsonAsync("PATCH", $"/api/users/{id}", """{"jobTitle":"Rep"}""");
        Assert.Equal("user.address-forbidden", (await hr.JsonAsync("PATCH", $"/api/users/{id}", """{"email":"mine@example.com"}""", HttpStatusCode.Forbidden)).Code());
        await hr.JsonAsync("POST", "/api/invitations", new { userId = id }, HttpStatusCode.Forbidden);
        await hr.JsonAsync("POST", "/api/two-factor/remove", new { userId = id }, HttpStatusCode.Forbidden);
        await hr.JsonAsync("DELETE", $"/api/sessions?user={id}", expected: HttpStatusCode.Forbidden);
        Assert.Equal(email, (string)(await host.Admin.GetAsync($"/api/users/{id}", HttpStatusCode.OK))["email"]!);

        // Changing one's own takes the password once more; a key that leaked does not become one.
        var own = await host.SignedInAsync(email);
        Assert.Equal("sign-in.password-wrong", (await own.JsonAsync("PUT", "/api/password", new { current = "wrong wrong wrong", password = Other }, HttpStatusCode.Forbidden)).Code());
        var key = host.Client((string)(await own.JsonAsync("POST", "/api/keys", """{"name":"k"}""", HttpStatusCode.Created))["key"]!);
        Assert.Equal("sign-in.key-forbidden", (await key.JsonAsync("PUT", "/api/password", new { current = SignInHost.Password, password = Other }, HttpStatusCode.Forbidden)).Code());
        var scoped = host.Client((string)(await own.JsonAsync("POST", "/api/keys", """{"name":"s","scopes":["read"]}""", HttpStatusCode.Created))["key"]!);
        Assert.Equal("sign-in.key-forbidden", (await scoped.GetAsync("/api/sessions", HttpStatusCode.Forbidden)).Code());
        var elsewhere = await host.SignedInAsync(email);
        await own.JsonAsync("PUT", "/api/password", new { current = SignInHost.Password, password = Other }, HttpStatusCode.NoContent);
        await own.GetAsync("/api/me", HttpStatusCode.OK);
        await elsewhere.GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await host.SignedInAsync(email, Other);
    }

    [Fact]
    public async Task A065_Guessing_locks_and_answers_alike_for_names_that_exist_and_that_do_not()
    {
        var (_, email) = await host.PersonAsync("sales-rep");
        var answers = new List<List<string>>();
        foreach (var name in new[] { email, $"{Guid.NewGuid():N}@example.com" })
        {
            var seen = new List<string>();
            for (var i = 0; i < 7; i++)
            {
                using var response = await host.Client().SendAsync("POST", "/api/sign-in", new JsonObject { ["email"] = name, ["password"] = "guess number " + i }.ToJsonString());
                var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
                problem.Remove("traceId");
                seen.Add($"{(int)response.StatusCode} {response.Headers.RetryAfter} {problem.ToJsonString()}");
            }
            answers.Add(seen);
        }
        Assert.Equal(answers[0], answers[1]);
        Assert.Equal([401, 401, 401, 401, 401, 429, 429], answers[0].Select(a => int.Parse(a[..3], System.Globalization.CultureInfo.InvariantCulture)));
        await host.Client().JsonAsync("POST", "/api/sign-in", new { email, password = SignInHost.Password }, HttpStatusCode.TooManyRequests);
        host.Clock.Now += TimeSpan.FromMinutes(16);
        await host.SignedInAsync(email);
    }

    [Fact]
    public async Task A065_Many_guesses_at_the_same_time_count_each()
    {
        var (_, email) = await host.PersonAsync("sales-rep");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            using var response = await host.Client().SendAsync("POST", "/api/sign-in", new JsonObject { ["email"] = email, ["password"] = "parallel guess " + i }.ToJsonString());
            return response.StatusCode;
        }));
        Assert.Equal(5, statuses.Count(s => s == HttpStatusCode.Unauthorized));
        Assert.Equal(25, statuses.Count(s => s == HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData("*)(uid=*")]
    [InlineData("admin@example.com' or 1=1 --")]
    [InlineData("%@example.com")]
    public async Task A036_Names_that_would_be_queries_elsewhere_are_names_that_nobody_has(string name) =>
        Assert.Equal("sign-in.failed", (await host.Client().JsonAsync("POST", "/api/sign-in", new { email = name, password = SignInHost.Password }, HttpStatusCode.Unauthorized)).Code());

    [Fact]
    public async Task A066_Links_in_mail_begin_with_the_configured_address_whatever_the_request_claims()
    {
        var (_, email) = await host.PersonAsync("sales-rep");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/password/forgotten") { Content = new StringContent(new JsonObject { ["email"] = email }.ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Host = "evil.example.net";
        request.Headers.Add("X-Forwarded-Host", "evil.example.net");
        using var response = await host.Client().SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var mail = await MailAsync(email, "sign-in.reset");
        Assert.StartsWith("https://crm.example.com/app/account/password?token=", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A067_Links_work_once_for_their_time_for_the_address_they_were_made_for_and_until_a_newer_one()
    {
        var (id, email) = await host.PersonAsync("sales-rep");
        var replaced = await host.TokenAsync(id);
        var token = await host.TokenAsync(id);
        await RefusedAsync(replaced);
        await RefusedAsync("AAAA");
        var session = await host.SignedInAsync(email);
        await host.Client().JsonAsync("POST", "/api/password/set", new { token, password = Other }, HttpStatusCode.NoContent);
        await session.GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await RefusedAsync(token);
        await host.SignedInAsync(email, Other);

        var late = await host.TokenAsync(id);
        host.Clock.Now += TimeSpan.FromDays(7);
        await RefusedAsync(late);
        var former = await host.TokenAsync(id);
        await host.Admin.JsonAsync("PATCH", $"/api/users/{id}", $$"""{"email":"{{Guid.NewGuid():N}}@example.com"}""");
        await RefusedAsync(former);

        var racing = await host.TokenAsync(id);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            using var response = await host.Client().SendAsync("POST", "/api/password/set", new JsonObject { ["token"] = racing, ["password"] = $"{Other} {i}" }.ToJsonString());
            return response.StatusCode;
        }));
        Assert.Single(statuses, HttpStatusCode.NoContent);

        async Task RefusedAsync(string link) =>
            Assert.Equal("sign-in.link-unknown", (await host.Client().JsonAsync("POST", "/api/password/set", new { token = link, password = Other + " again" }, HttpStatusCode.NotFound)).Code());
    }

    [Theory]
    [InlineData("short", "sign-in.password-short")]
    [InlineData("passwordpassword", "sign-in.password-common")]
    [InlineData("Summer2026!Summer2026!", "sign-in.password-common")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", "sign-in.password-common")]
    [InlineData("abcdefghijklmnopqrst", "sign-in.password-common")]
    [InlineData("123456789012345678", "sign-in.password-common")]
    [InlineData("somebody-somebody-crmkit", "sign-in.password-common")]
    [InlineData("客户", "sign-in.password-short")]
    public async Task Passwords_that_are_tried_first_are_refused(string password, string code)
    {
        var (id, email) = await host.PersonAsync("sales-rep");
        var refused = await host.Client().JsonAsync("POST", "/api/password/set", new { token = await host.TokenAsync(id), password }, HttpStatusCode.BadRequest);
        Assert.Equal(code, refused.Code());
        await host.SignedInAsync(email); // with the one before
    }

    [Fact]
    public async Task Authenticator_is_asked_for_and_no_code_works_twice()
    {
        var (_, email) = await host.PersonAsync("sales-rep");
        var client = await host.SignedInAsync(email);
        await client.JsonAsync("POST", "/api/two-factor", """{"password":"not the right one"}""", HttpStatusCode.Forbidden);
        var begun = await client.JsonAsync("POST", "/api/two-factor", new { password = SignInHost.Password });
        var secret = Decode((string)begun["secret"]!);
        Assert.Contains("issuer=CrmKit", (string)begun["address"]!, StringComparison.Ordinal);
        await host.SignedInAsync(email); // not confirmed yet: the password is enough

        var recovery = (await client.JsonAsync("POST", "/api/two-factor/confirm", new { code = CodeNow() }))["recoveryCodes"]!.AsArray();
        Assert.Equal(10, recovery.Count);
        var challenge = await ChallengeAsync();
        await host.Bearer(challenge).GetAsync("/api/me", HttpStatusCode.Unauthorized); // half signed in is not signed in
        Assert.Equal("sign-in.code-wrong", (await CodeAsync(challenge, CodeNow(), HttpStatusCode.Unauthorized)).Code()); // the one that confirmed
        host.Clock.Now += TimeSpan.FromSeconds(30);
        await host.Bearer((string)(await CodeAsync(challenge, CodeNow(), HttpStatusCode.OK))["token"]!).GetAsync("/api/me", HttpStatusCode.OK);
        await CodeAsync(challenge, (string)recovery[0]!, HttpStatusCode.Unauthorized); // a challenge is good once

        await CodeAsync(await ChallengeAsync(), ((string)recovery[0]!).ToLowerInvariant(), HttpStatusCode.OK);
        await CodeAsync(await ChallengeAsync(), (string)recovery[0]!, HttpStatusCode.Unauthorized);
        var stale = await ChallengeAsync();
        host.Clock.Now += TimeSpan.FromMinutes(5);
        await CodeAsync(stale, CodeNow(), HttpStatusCode.Unauthorized);

        await client.JsonAsync("POST", "/api/two-factor/remove", new { password = SignInHost.Password }, HttpStatusCode.NoContent);
        await host.SignedInAsync(email);

        string CodeNow() => Totp.CodeAt(secret, host.Clock.Now);
        async Task<string> ChallengeAsync() => (string)(await host.Client().JsonAsync("POST", "/api/sign-in", new { email, password = SignInHost.Password }))["challenge"]!;
        Task<JsonNode> CodeAsync(string with, string code, HttpStatusCode expected) => host.Client().JsonAsync("POST", "/api/sign-in/code", new { challenge = with, code }, expected);
    }

    [Fact]
    public async Task Security_log_tells_what_happened_and_holds_no_secret()
    {
        var (id, email) = await host.PersonAsync("sales-rep");
        var client = await host.SignedInAsync(email);
        await host.Client().JsonAsync("POST", "/api/sign-in", new { email, password = "typed by mistake" }, HttpStatusCode.Unauthorized);
        var made = await client.JsonAsync("POST", "/api/keys", """{"name":"k"}""", HttpStatusCode.Created);
        await client.JsonAsync("DELETE", $"/api/keys/{made["id"]}", expected: HttpStatusCode.NoContent);
        await host.Client((string)made["key"]!).GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await client.GetAsync("/api/security-log", HttpStatusCode.Forbidden);
        await host.Admin.JsonAsync("PATCH", $"/api/users/{id}", """{"roles":"reader"}""");

        var log = await host.Admin.GetAsync($"/api/security-log?user={id}&size=50", HttpStatusCode.OK);
        var kinds = log["items"]!.AsArray().Select(e => (string)e!["kind"]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "sign-in", "sign-in-failed", "password-changed", "link-made", "key-made", "key-revoked", "dead-key-used", "refused", "rights-changed" }, kinds);
        Assert.All(log["items"]!.AsArray().Where(e => (string)e!["kind"]! == "sign-in"), e => Assert.Equal("127.0.0.1", (string)e!["address"]!));
        var text = (await host.Admin.GetAsync("/api/security-log?size=1000", HttpStatusCode.OK)).ToJsonString();
        foreach (var secret in new[] { SignInHost.Password, "typed by mistake", ((string)made["key"]!)[4..], client.DefaultRequestHeaders.Authorization!.Parameter![4..] })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);

        var page = (await host.Admin.GetAsync("/api/security-log?size=2", HttpStatusCode.OK))["items"]!.AsArray();
        var next = (await host.Admin.GetAsync($"/api/security-log?size=1&before={page[1]!["id"]}", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.True(string.CompareOrdinal((string)next[0]!["id"]!, (string)page[1]!["id"]!) < 0);
    }

    private static async Task<string> MailAsync(string email, string template)
    {
        while (true)
        {
            foreach (var mail in SignInHost.MailPlugin.Sent)
                if (mail.GetProperty("to").GetString() == email && mail.GetProperty("template").GetString() == template) return mail.GetProperty("link").GetString()!;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    internal static byte[] Decode(string base32)
    {
        var (bytes, bits, count) = (new List<byte>(), 0, 0);
        foreach (var letter in base32)
        {
            (bits, count) = ((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), count + 5);
            if (count >= 8) bytes.Add((byte)(bits >> (count -= 8)));
            bits &= (1 << count) - 1;
        }
        return [.. bytes];
    }
}

public sealed class SqliteSignInTests(SignInHost host) : SignInTests(host), IClassFixture<SignInHost>;

public sealed class PostgreSqlSignInTests(PostgreSqlSignInHost host) : SignInTests(host), IClassFixture<PostgreSqlSignInHost>;
