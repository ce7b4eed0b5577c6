using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

/// <summary>S31, S33, S34 over REST.</summary>
public sealed class QualityTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task S34_what_looks_wrong_is_told_in_the_language_of_the_request_and_nothing_is_saved()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/leads/check") { Content = new StringContent("""{"name":"asdf","email":"ada@gmial.com","score":3}""", null, "application/json") };
        request.Headers.AcceptLanguage.ParseAdd("zh-CN");
        var answer = JsonNode.Parse(await (await host.Admin.SendAsync(request, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["findings"]!.AsArray();
        Assert.Equal([("name", "quality.name-made-up", null, true), ("email", "quality.mail-mistyped", "ada@gmail.com", false)],
            answer.Select(f => ((string)f!["field"]!, (string)f["code"]!, (string?)f["suggestion"], (bool)f["quarantines"]!)));
        Assert.Equal("您是否要输入“ada@gmail.com”？", (string)answer[1]!["message"]!);
        Assert.Equal("catalog.field-unknown", (string)(await host.Admin.JsonAsync("POST", "/api/leads/check", """{"nothing":"x"}""", HttpStatusCode.BadRequest))["code"]!);
        await host.Admin.JsonAsync("POST", "/api/leads/check", "[]", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task S33_a_quarantine_is_seen_and_ended_by_who_may_change_the_record()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"asdf"}""");
        Assert.Equal("quality.name-made-up", (string)(await host.Admin.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK))["quarantineReason"]!);
        var (_, reader) = await host.UserAsync("reader");
        await reader.JsonAsync("POST", $"/api/leads/{lead}/release", null, HttpStatusCode.Forbidden);
        Assert.Null((await host.Admin.JsonAsync("POST", $"/api/leads/{lead}/release"))["quarantinedAt"]);
    }

    [Fact]
    public async Task S31_rules_across_fields_are_made_kept_and_broken_over_the_api()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/rules/no-empty-products", """{"recordType":"product","must":"unit ne null or code ne null","message":{"english":"Give a unit or a code.","chinese":"请填写单位或编码。"},"field":"unit"}""", HttpStatusCode.NoContent);
        var problem = await host.Admin.JsonAsync("POST", "/api/products", """{"name":"Nothing"}""", HttpStatusCode.BadRequest);
        Assert.Equal(("rule.broken", "unit"), ((string)problem["errors"]![0]!["code"]!, (string)problem["errors"]![0]!["field"]!));
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/products") { Content = new StringContent("""{"name":"Nothing"}""", null, "application/json") })
        {
            request.Headers.AcceptLanguage.ParseAdd("zh-CN");
            using var answer = await host.Admin.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("请填写单位或编码。", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["errors"]![0]!["message"]!);
        }
        Assert.Contains("no-empty-products", (await host.Admin.GetAsync("/api/catalog/rules?type=product", HttpStatusCode.OK))["items"]!.AsArray().Select(r => (string)r!["key"]!));
        Assert.Equal("filter.field-unknown", (string)(await host.Admin.JsonAsync("PUT", "/api/catalog/rules/wrong", """{"recordType":"product","must":"colour eq 1","message":{"english":"x"}}""", HttpStatusCode.BadRequest))["code"]!);
        await host.Admin.JsonAsync("DELETE", "/api/catalog/rules/no-empty-products", null, HttpStatusCode.NoContent);
        await host.Admin.CreateAsync("products", """{"name":"Nothing"}""");
    }

    [Fact]
    public async Task Countries_and_regions_are_listed()
    {
        Assert.Contains("China", (await host.Admin.GetAsync("/api/places", HttpStatusCode.OK))["items"]!.AsArray().Select(c => (string)c!["name"]!));
        Assert.Equal(34, (await host.Admin.GetAsync("/api/places/CN/regions", HttpStatusCode.OK))["items"]!.AsArray().Count);
        Assert.Equal("place.country-unknown", (string)(await host.Admin.GetAsync("/api/places/Nowhere/regions", HttpStatusCode.NotFound))["code"]!);
    }
}
