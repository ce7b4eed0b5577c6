using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore.Abuse;

public sealed class SqliteInputAbuseTests(ApiHost host) : InputAbuseTests(host), IClassFixture<ApiHost>;

public sealed class PostgreSqlInputAbuseTests(PostgreSqlApiHost host) : InputAbuseTests(host), IClassFixture<PostgreSqlApiHost>;

/// <summary>What enemies write where names, keys, templates and amounts are expected; after each refusal everything is as it was.</summary>
public abstract class InputAbuseTests(ApiHost host)
{
    private const string Bomb = "x'); DROP TABLE crm_lead; --";

    [Fact]
    public async Task A032_What_would_be_a_statement_is_a_label_in_lists_reports_exports_and_messages()
    {
        var text = JsonValue.Create(Bomb).ToJsonString();
        await DoneAsync("PUT", "/api/catalog/fields/lead/bomb", $$$"""{"kind":"option","label":{"english":{{{text}}}},"options":[{"code":"a","label":{"english":{{{text}}}}}],"isIndexed":true}""");
        await DoneAsync("PUT", "/api/catalog/pipelines/bomb", $$$"""{"recordType":"lead","label":{"english":{{{text}}}},"stages":[{"key":"in","label":{"english":{{{text}}}}},{"key":"won","label":{"english":{{{text}}}},"category":"won","probabilityPercent":100}]}""");
        await DoneAsync("PUT", "/api/catalog/roles/bomb", $$"""{"label":{"english":{{text}}},"permissions":[]}""");
        var id = await host.Admin.CreateAsync("leads", $$"""{"name":{{text}},"custom":{"bomb":"a"},"pipeline":"bomb"}""");
        await host.Admin.JsonAsync("POST", "/api/views", $$"""{"recordType":"lead","name":{{text}}}""", HttpStatusCode.Created);

        var found = (await host.Admin.GetAsync("/api/leads?filter=" + Uri.EscapeDataString($"name eq 'x''); DROP TABLE crm_lead; --' and bomb eq 'a'") + "&orderBy=bomb", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal((id, Bomb), ((string)found.Single()!["id"]!, (string)found.Single()!["name"]!));
        Assert.Equal(HttpStatusCode.OK, (await host.Admin.SendAsync("GET", "/api/leads/export?filter=" + Uri.EscapeDataString("bomb eq 'a'"))).StatusCode);
        foreach (var report in (await host.Admin.GetAsync("/api/reports", HttpStatusCode.OK))["items"]!.AsArray().Where(r => (string)r!["kind"]! == "report"))
            Assert.True((int)(await host.Admin.SendAsync("GET", $"/api/reports/{report!["key"]}?pipeline=bomb")).StatusCode < 500, (string)report!["key"]!);
        Assert.Contains(Bomb, (await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK))["pipelines"]!.AsArray().Select(p => (string)p!["label"]!));
        Assert.Equal(Bomb, (string)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["name"]!);
    }

    [Theory]
    [InlineData("id"), InlineData("name"), InlineData("Select"), InlineData("null"), InlineData("not"), InlineData("%22%3B--"), InlineData("a%27b"), InlineData("имя"), InlineData("ｎame"), InlineData("a b"), InlineData("..%2Fx"), InlineData("1x"), InlineData("x%00")]
    public async Task A033_A_field_whose_key_is_taken_or_could_be_more_than_a_key_is_refused(string key)
    {
        using var refused = await host.Admin.SendAsync("PUT", $"/api/catalog/fields/lead/{key}", """{"kind":"text","label":{"english":"X"}}""");
        Assert.InRange((int)refused.StatusCode, 400, 499);
        await RefusedAsync("PUT", $"/api/catalog/fields/lead/{new string('x', 200)}", """{"kind":"text","label":{"english":"X"}}""");
        Assert.DoesNotContain((await host.Admin.GetAsync("/api/catalog/fields?type=lead", HttpStatusCode.OK))["items"]!.AsArray(), f => (string)f!["label"]!["english"]! == "X");
    }

    [Fact]
    public async Task A033_A_field_that_is_called_as_a_word_of_SQL_is_a_field()
    {
        foreach (var key in (string[])["select", "order", "union", "in"])
        {
            await DoneAsync("PUT", $"/api/catalog/fields/contact/{key}", """{"kind":"text","label":{"english":"Word"},"isIndexed":true}""");
            var id = await host.Admin.CreateAsync("contacts", $$$"""{"lastName":"Word","custom":{"{{{key}}}":"of SQL"}}""");
            Assert.Equal(id, (string)(await host.Admin.GetAsync($"/api/contacts?orderBy={key}&filter=" + Uri.EscapeDataString($"{key} eq 'of SQL'"), HttpStatusCode.OK))["items"]!.AsArray().Single()!["id"]!);
        }
    }

    [Theory]
    [InlineData("""a"b eq 1"""), InlineData("$.bomb eq 'a'"), InlineData("bomb'] eq 'a'"), InlineData("""bomb') or ('1'='1"""), InlineData("custom->>'bomb' eq 'a'"), InlineData("custom eq '{}'")]
    public async Task A034_A_filter_that_would_leave_the_path_of_its_field_is_refused(string filter)
    {
        var problem = await host.Admin.GetAsync("/api/leads?filter=" + Uri.EscapeDataString(filter), HttpStatusCode.BadRequest);
        Assert.StartsWith("filter.", problem.Code(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd"), InlineData("en\r\nSet-Cookie: a=b"), InlineData("en;rm -rf /"), InlineData("$(id)"), InlineData("x-")]
    public async Task A037_A_language_or_a_culture_that_is_none_runs_nothing_and_opens_nothing(string language)
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Ada"}""");
        await DoneAsync("PUT", "/api/catalog/templates/culture", """{"recordType":"lead","label":{"english":"Culture"},"body":"{{name}}"}""");
        using var document = await host.Admin.SendAsync("GET", $"/api/leads/{id}/documents/culture?culture={Uri.EscapeDataString(language)}");
        Assert.InRange((int)document.StatusCode, 200, 499);
        Assert.DoesNotContain("root:", await document.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(document.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A012_A_document_of_a_record_that_one_may_not_see_is_not_there_and_shows_nothing_of_it()
    {
        await DoneAsync("PUT", "/api/catalog/templates/letter", """{"recordType":"lead","label":{"english":"Letter"},"body":"Dear {{name}}"}""");
        var secret = await host.Admin.CreateAsync("leads", """{"name":"Canary Wharf"}""");
        await DoneAsync("PUT", "/api/catalog/roles/own-leads", """{"label":{"english":"Own"},"permissions":[{"recordType":"lead","operations":"read","scope":"own"}]}""");
        var (_, other) = await host.UserAsync("own-leads");
        var (hidden, absent) = (await other.GetAsync($"/api/leads/{secret}/documents/letter", HttpStatusCode.NotFound), await other.GetAsync($"/api/leads/{Guid.CreateVersion7()}/documents/letter", HttpStatusCode.NotFound));
        Assert.Equal(absent.Code(), hidden.Code());
        Assert.DoesNotContain("Canary", hidden.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ownerId.passwordHash}}"), InlineData("{{account.owner.passwordHash}}"), InlineData("{{name.Length}}"), InlineData("{{{name}}}"), InlineData("""{{lookup this "GetType"}}"""), InlineData("{{#with name}}{{this}}{{/with}}"), InlineData("{{> other}}")]
    [InlineData("{{constructor.constructor}}"), InlineData("{{@root}}"), InlineData("{{../../name}}"), InlineData("<script>alert(1)</script>{{name}}"), InlineData("<img src='x' onerror='alert(1)'>"), InlineData("<svg onload=alert(1)>")]
    public async Task A013_A044_A045_A_template_reaches_fields_of_the_catalog_and_nothing_else(string body)
    {
        await RefusedAsync("PUT", "/api/catalog/templates/bad", new JsonObject { ["recordType"] = "lead", ["label"] = new JsonObject { ["english"] = "Bad" }, ["body"] = body }.ToJsonString());
        Assert.DoesNotContain((await host.Admin.GetAsync("/api/catalog/templates", HttpStatusCode.OK))["items"]!.AsArray(), t => (string)t!["key"]! == "bad");
    }

    [Theory]
    [InlineData("..%2F..%2Fappsettings.json"), InlineData("%2Fetc%2Fpasswd"), InlineData("letter.html"), InlineData("..%5Cletter"), InlineData("file%3A%2F%2F%2Fetc%2Fpasswd")]
    public async Task A084_A_template_is_a_key_and_no_path(string key)
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Ada"}""");
        using var document = await host.Admin.SendAsync("GET", $"/api/leads/{id}/documents/{key}");
        Assert.Equal(HttpStatusCode.NotFound, document.StatusCode);
        await RefusedAsync("PUT", $"/api/catalog/templates/{key.Replace("letter.html", "Letter", StringComparison.Ordinal)}", """{"recordType":"lead","label":{"english":"X"},"body":"x"}""");
    }

    [Fact]
    public async Task A085_Making_a_document_fetches_nothing()
    {
        using var receiver = new Webhooks.Receiver();
        await DoneAsync("PUT", "/api/catalog/templates/remote", new JsonObject { ["recordType"] = "lead", ["label"] = new JsonObject { ["english"] = "Remote" }, ["body"] = $"<img src=\"{receiver.Url}\">{{{{name}}}}" }.ToJsonString());
        var id = await host.Admin.CreateAsync("leads", """{"name":"Ada"}""");
        using var document = await host.Admin.SendAsync("GET", $"/api/leads/{id}/documents/remote");
        Assert.Equal(HttpStatusCode.OK, document.StatusCode);
        Assert.Contains("sandbox", string.Join(' ', document.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Empty(receiver.All);
    }

    [Theory]
    [InlineData("amount", "1e30"), InlineData("amount", "\"NaN\""), InlineData("amount", "1e400"), InlineData("probabilityPercent", "900"), InlineData("closedOn", "\"0000-01-01\""), InlineData("openedOn", "\"10000-01-01\""), InlineData("stage", "\"nowhere\""), InlineData("stage", "\"qualified\""), InlineData("currency", "\"XXL\""), InlineData("currency", "\"E\"")]
    public async Task A089_What_no_deal_can_be_is_refused_and_the_deal_stays_as_it_is(string field, string value)
    {
        var id = await host.Admin.CreateAsync("opportunities", """{"name":"Deal","amount":10,"currency":"EUR"}""");
        var before = await host.Admin.GetAsync($"/api/opportunities/{id}", HttpStatusCode.OK);
        await RefusedAsync("PATCH", $"/api/opportunities/{id}", $$"""{"{{field}}":{{value}}}""");
        await RefusedAsync("POST", "/api/batch", $$$"""{"allOrNothing":true,"changes":[{"op":"update","type":"opportunity","id":"{{{id}}}","values":{"{{{field}}}":{{{value}}}}}]}""");
        Assert.Equal(before.ToJsonString(), (await host.Admin.GetAsync($"/api/opportunities/{id}", HttpStatusCode.OK)).ToJsonString());
    }

    private async Task DoneAsync(string method, string path, string body) => await host.Admin.JsonAsync(method, path, body, HttpStatusCode.NoContent);

    private async Task RefusedAsync(string method, string path, string body)
    {
        using var refused = await host.Admin.SendAsync(method, path, body);
        var text = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)refused.StatusCode is >= 400 and < 500, $"{method} {path} {body}: {(int)refused.StatusCode} {text}");
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
