using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class SqliteMalformedRequestTests(ApiHost host) : MalformedRequestTests(host), IClassFixture<ApiHost>;

public sealed class PostgreSqlMalformedRequestTests(PostgreSqlApiHost host) : MalformedRequestTests(host), IClassFixture<PostgreSqlApiHost>;

public abstract class MalformedRequestTests(ApiHost host)
{
    private const string Nobody = "00000000-0000-7000-8000-000000000000";

    [Theory]
    [InlineData("leads", """{"name":"a\ufffe","companyName":"b\ufffe","phone":"\ufffe1","city":"\ufffe","country":"\ufffe"}""")]
    [InlineData("accounts", """{"name":"\ufffe\ufffe","phone":"+86\ufffe138","country":"德\ufffe"}""")]
    [InlineData("contacts", """{"lastName":"\ufffe","mobile":"\ufffe","country":"\ufffe"}""")]
    public async Task A050_what_is_no_character_is_taken_in_or_refused_but_breaks_nothing(string plural, string body)
    {
        using var response = await host.Admin.SendAsync("POST", $"/api/{plural}", body);
        Assert.InRange((int)response.StatusCode, 201, 499);
        Assert.Equal(HttpStatusCode.OK, (await host.Admin.GetAsync($"/api/search?q={Uri.EscapeDataString("a\ufffe")}", TestContext.Current.CancellationToken)).StatusCode);
    }

    public static TheoryData<string, string, string?, int, string> Requests() => new()
    {
        { "POST", "/api/leads", "", 400, "request.json" },
        { "POST", "/api/leads", "{", 400, "request.json" },
        { "POST", "/api/leads", "[]", 400, "request.json" },
        { "POST", "/api/leads", "null", 400, "request.json" },
        { "POST", "/api/leads", "\"x\"", 400, "request.json" },
        { "POST", "/api/leads", """{"name":"a"} x""", 400, "request.json" },
        { "POST", "/api/leads", """{"name":"a",}""", 400, "request.json" },
        { "POST", "/api/leads", """{"name":"a","name":"b"}""", 400, "request.json" },
        { "POST", "/api/leads", """{"name":"a","n\u0061me":"b"}""", 400, "request.json" },
        { "POST", "/api/leads", """{"\ud800":1}""", 400, "*" },
        { "POST", "/api/leads", """{"name":"\ud800"}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":"a\u0000b"}""", 400, "field.type" },
        { "POST", "/api/batch", """{"changes":[{"op":"cre\ud800ate","type":"lead","values":{"name":"a"}}]}""", 400, "*" },
        { "POST", "/api/keys", """{"name":"a","scopes":["re\ud800ad"]}""", 400, "*" },
        { "POST", "/api/webhooks/" + Nobody + "/replay", """{"deliveries":["\ud800"]}""", 400, "*" },
        { "POST", "/api/leads", """{"name":5}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":{}}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":["a"]}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":null}""", 400, "field.required" },
        { "POST", "/api/leads", "{}", 400, "field.required" },
        { "POST", "/api/leads", """{"nam":"a"}""", 400, "catalog.field-unknown" },
        { "POST", "/api/leads", """{"name":"a","score":"5"}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":"a","score":5.5}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":"a","score":99999999999}""", 400, "field.range" },
        { "POST", "/api/leads", """{"name":"a","score":-1}""", 400, "field.range" },
        { "POST", "/api/leads", """{"name":"a","score":1e400}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":"a","estimatedAmount":1e28}""", 400, "field.range" },
        { "POST", "/api/leads", """{"name":"a","estimatedAmount":79228162514264337593543950335}""", 400, "field.range" },
        { "POST", "/api/leads", """{"name":"a","rating":"boiling"}""", 400, "field.option" },
        { "POST", "/api/leads", """{"name":"a","channel":"boiling"}""", 400, "field.option" },
        { "POST", "/api/leads", """{"name":"a","email":"no address"}""", 400, "*" },
        { "POST", "/api/leads", """{"name":"a","productId":"x"}""", 400, "field.type" },
        { "POST", "/api/leads", $$"""{"name":"a","productId":"{{Nobody}}"}""", 400, "field.reference-missing" },
        { "POST", "/api/leads", """{"name":"a","id":"c9a646d3-9c61-4cb7-bfcd-ee2522c8f633"}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":"a","version":1}""", 400, "field.read-only" },
        { "POST", "/api/leads", """{"name":"a","createdAt":"2020-01-01T00:00:00Z"}""", 400, "field.read-only" },
        { "POST", "/api/leads", """{"name":"a","stageCategory":"won"}""", 400, "field.read-only" },
        { "POST", "/api/leads", """{"name":"a","custom":5}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":"a","custom":{"nothing.here":5}}""", 400, "catalog.field-unknown" },
        { "POST", "/api/leads", """{"name":"a","custom":{"name":"b"}}""", 400, "catalog.field-unknown" },
        { "POST", "/api/leads", """{"name":"a","stage":"moon"}""", 422, "pipeline.stage-unknown" },
        { "POST", "/api/leads", """{"name":"a","pipeline":"moon"}""", 0, "catalog.pipeline-unknown" },
        { "POST", "/api/leads", """{"name":"a","stageEnteredAt":"2999-01-01T00:00:00Z"}""", 422, "pipeline.in-future" },
        { "POST", "/api/leads", """{"name":"a","stageEnteredAt":"2025-01-01T00:00:00"}""", 400, "field.type" },
        { "POST", "/api/leads", """{"name":"a","stageEnteredAt":"0001-01-01T00:00:00+14:00"}""", 400, "field.type" },
        { "POST", "/api/leads", $$"""{"name":"a","ownerId":"{{Nobody}}"}""", 0, "*" },
        { "POST", "/api/opportunities", """{"name":"a","openedOn":"2025-02-30"}""", 400, "field.type" },
        { "POST", "/api/opportunities", """{"name":"a","openedOn":"30.01.2025"}""", 400, "field.type" },
        { "POST", "/api/users", """{"name":"a","isActive":"yes"}""", 400, "field.type" },
        { "POST", "/api/order-lines", """{"quantity":1,"unitPrice":1}""", 400, "field.required" },
        { "PATCH", "/api/leads/" + Nobody, """{"name":"b"}""", 404, "record.not-found" },
        { "PATCH", "/api/leads/not-an-id", """{"name":"b"}""", 404, "record.not-found" },
        { "GET", "/api/leads/" + Nobody, null, 404, "record.not-found" },
        { "GET", "/api/leads/..%2f..%2fusers", null, 404, "*" },
        { "DELETE", "/api/leads/" + Nobody, null, 404, "record.not-found" },
        { "POST", "/api/leads/" + Nobody + "/restore", null, 404, "record.not-found" },
        { "POST", "/api/leads/" + Nobody + "/stage", """{"stage":"won"}""", 404, "record.not-found" },
        { "POST", "/api/leads/" + Nobody + "/stage", "{}", 400, "request.property" },
        { "POST", "/api/leads/" + Nobody + "/stage", """{"stage":5}""", 400, "request.property" },
        { "POST", "/api/leads/" + Nobody + "/stage", """{"stage":"won","why":"x"}""", 400, "request.property-unknown" },
        { "POST", "/api/leads/" + Nobody + "/convert", """{"to":"moon"}""", 0, "*" },
        { "POST", "/api/leads/" + Nobody + "/convert", """{"accountId":"x"}""", 400, "request.property" },
        { "POST", "/api/leads/" + Nobody + "/assign", "{}", 400, "request.property" },
        { "POST", "/api/leads/" + Nobody + "/assign", $$"""{"ownerId":"{{Nobody}}"}""", 0, "*" },
        { "POST", "/api/leads/" + Nobody + "/claim", "{}", 404, "record.not-found" },
        { "GET", "/api/leads/" + Nobody + "/timeline", null, 404, "record.not-found" },
        { "GET", "/api/leads/" + Nobody + "/stages", null, 404, "record.not-found" },
        { "GET", "/api/leads/" + Nobody + "/chain", null, 404, "record.not-found" },
        { "GET", "/api/leads?size=0", null, 400, "query.size" },
        { "GET", "/api/leads?size=1001", null, 400, "query.size" },
        { "GET", "/api/leads?size=many", null, 400, "request.parameter" },
        { "GET", "/api/leads?size=99999999999", null, 400, "request.parameter" },
        { "GET", "/api/leads?total=maybe", null, 400, "request.parameter" },
        { "GET", "/api/leads?size=1&size=2", null, 400, "request.parameter" },
        { "GET", "/api/leads?filtr=x", null, 400, "request.parameter-unknown" },
        { "GET", "/api/leads?cursor=garbage", null, 400, "query.cursor-invalid" },
        { "GET", "/api/leads?filter=name eq", null, 400, "filter.syntax" },
        { "GET", "/api/leads?filter=nam eq 'a'", null, 400, "filter.field-unknown" },
        { "GET", "/api/leads?filter=score eq 'a'", null, 400, "filter.type" },
        { "GET", "/api/leads?filter=name eq 'a%00'", null, 400, "*" },
        { "GET", "/api/leads?orderBy=nam", null, 400, "*" },
        { "GET", "/api/leads?include=nam", null, 400, "*" },
        { "GET", "/api/leads/" + Nobody + "?include=nam", null, 400, "*" },
        { "GET", "/api/reports/moon", null, 404, "report.unknown" },
        { "GET", "/api/reports/moon?asOf=yesterday", null, 400, "request.parameter" },
        { "GET", "/api/explain?operation=fly&type=lead", null, 400, "request.parameter" },
        { "GET", "/api/explain?operation=read&type=moon", null, 404, "catalog.type-unknown" },
        { "GET", "/api/moons", null, 404, "request.route-unknown" },
        { "GET", "/api/leads/" + Nobody + "/moons", null, 404, "request.route-unknown" },
        { "PUT", "/api/leads", "{}", 405, "request.method-not-allowed" },
        { "PUT", "/api/leads/" + Nobody, "{}", 405, "request.method-not-allowed" },
        { "POST", "/api/batch", "{}", 400, "request.property" },
        { "POST", "/api/batch", """{"changes":[]}""", 400, "request.batch-size" },
        { "POST", "/api/batch", """{"changes":[5]}""", 400, "request.property" },
        { "POST", "/api/batch", """{"changes":[{"op":"fly","type":"lead","id":"00000000-0000-7000-8000-000000000000"}]}""", 400, "request.property" },
        { "POST", "/api/batch", """{"changes":[{"op":"create","type":"moon","values":{}}]}""", 400, "catalog.type-unknown" },
        { "POST", "/api/batch", """{"changes":[{"op":"create","type":"lead"}]}""", 400, "request.property" },
        { "POST", "/api/batch", """{"changes":[{"op":"create","type":"lead","values":{"score":"x"}}]}""", 400, "field.type" },
        { "POST", "/api/batch", """{"changes":[{"op":"update","type":"lead","values":{}}]}""", 400, "request.property" },
        { "POST", "/api/intake", """{"signals":[{"source":"web"}]}""", 400, "request.property" },
        { "POST", "/api/intake", """{"signals":[]}""", 400, "request.batch-size" },
        { "POST", "/api/bounces", """{"bounces":[]}""", 400, "request.batch-size" },
        { "POST", "/api/bounces", """{"bounces":[{"address":"a@b.c","at":"soon"}]}""", 400, "request.property" },
        { "POST", "/api/bounces", """{"bounces":[{"address":"nobody"}]}""", 400, "intake.bounce-invalid" },
        { "GET", "/api/reports/field-usage?percent=101", null, 400, "report.parameter" },
        { "GET", "/api/reports/field-usage?type=moon", null, 404, "catalog.type-unknown" },
        { "GET", "/api/reports/data-decay?type=order", null, 400, "report.parameter" },
        { "POST", "/api/intake", """{"signals":[{"source":"web","key":"1","values":{"moon":1}}]}""", 400, "catalog.field-unknown" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Malformed_request_is_a_problem_that_names_what_is_wrong(string method, string path, string? body, int status, string code)
    {
        using var response = await host.Admin.SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode is >= 400 and < 500, $"{(int)response.StatusCode}: {text}");
        if (status != 0) Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        if (code != "*") Assert.Contains(code, problem.Codes());
        Assert.Equal("urn:crmkit:error:" + problem.Code(), (string)problem["type"]!);
        Assert.Equal((int)response.StatusCode, (int)problem["status"]!);
        Assert.NotEmpty((string)problem["traceId"]!);
    }

    [Fact]
    public async Task Body_that_is_not_said_to_be_json_is_refused()
    {
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", "" })
        {
            using var response = await host.Admin.SendAsync("POST", "/api/leads", """{"name":"a"}""", contentType: type);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        }
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused_whether_its_length_is_told_or_not()
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{"name":"{{new string('a', 1100 * 1024)}}"}""");
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/leads") { Content = new ByteArrayContent(bytes) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await host.Admin.SendAsync(request);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
    }

    [Fact]
    public async Task Json_that_nests_too_deep_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 5000)) + "1" + new string('}', 5000);
        Assert.Equal("request.json", (await host.Admin.JsonAsync("POST", "/api/leads", deep, HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/leads") { Content = new ByteArrayContent([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}']) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await host.Admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("\"1\"")]
    [InlineData("W/\"v1\"")]
    [InlineData("\"v1\", \"v2\"")]
    [InlineData("\"v99999999999999\"")]
    public async Task Entity_tag_that_the_api_never_gave_is_refused(string tag)
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Tagged"}""");
        Assert.Equal("request.if-match", (await host.Admin.JsonAsync("PATCH", $"/api/leads/{id}", """{"score":1}""", HttpStatusCode.BadRequest, tag)).Code());
        Assert.Equal(1, (int)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["version"]!);
    }

    [Fact]
    public async Task Deep_or_long_filters_are_refused_in_time()
    {
        foreach (var filter in new[] { new string('(', 1500) + "score eq 1" + new string(')', 1500), string.Join(" and ", Enumerable.Repeat("score eq 1", 500)), "name eq '" + new string('x', 5000) + "'" })
        {
            using var response = await host.Admin.SendAsync("GET", "/api/leads?filter=" + Uri.EscapeDataString(filter));
            Assert.InRange((int)response.StatusCode, 200, 499);
        }
    }
}
