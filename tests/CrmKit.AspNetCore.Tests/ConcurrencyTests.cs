using System.Net;
using System.Net.Http.Headers;

namespace CrmKit.AspNetCore;

public sealed class SqliteConcurrencyTests(ApiHost host) : ConcurrencyTests(host), IClassFixture<ApiHost>;

public sealed class PostgreSqlConcurrencyTests(PostgreSqlApiHost host) : ConcurrencyTests(host), IClassFixture<PostgreSqlApiHost>;

public abstract class ConcurrencyTests(ApiHost host)
{
    [Fact]
    public async Task A090_Stale_entity_tag_is_412_and_changes_nothing()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"First"}""");
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{id}", """{"name":"Second"}""", ifMatch: "\"v1\"");
        foreach (var (method, suffix, body) in new[]
        {
            ("PATCH", "", """{"name":"Third"}"""), ("DELETE", "", null), ("POST", "/stage", """{"stage":"contacted"}"""), ("POST", "/assign", $$$"""{"ownerId":"{{{host.AdminId}}}"}"""), ("POST", "/convert", "{}"),
        })
        {
            var problem = await host.Admin.JsonAsync(method, $"/api/leads/{id}{suffix}", body, HttpStatusCode.PreconditionFailed, "\"v1\"");
            Assert.Equal("record.conflict", problem.Code());
        }
        var now = await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK);
        Assert.Equal(("Second", 2, "new"), ((string)now["name"]!, (int)now["version"]!, (string)now["stage"]!));
    }

    [Fact]
    public async Task A090_Of_twenty_changes_with_the_same_entity_tag_one_is_written()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"First"}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var response = await host.Admin.SendAsync("PATCH", $"/api/leads/{id}", $$$"""{"name":"Writer {{{i}}}"}""", "\"v1\"");
            return response.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(a => a == HttpStatusCode.PreconditionFailed));
        Assert.Equal(2, (int)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["version"]!);
    }

    [Fact]
    public async Task Stale_version_in_a_batch_is_409()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"First"}""");
        var problem = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""{"changes":[{"op":"update","type":"lead","id":"{{{id}}}","version":7,"values":{"name":"Other"}}]}""", HttpStatusCode.Conflict);
        Assert.Equal("record.conflict", problem.Code());
    }

    [Fact]
    public async Task Unchanged_record_is_304()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Same"}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/leads/{id}");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse("\"v1\""));
        using var response = await host.Admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Of_twenty_conversions_at_once_one_wins_and_the_others_learn_what_it_made()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Wanted","companyName":"Wanted Ltd","stage":"qualified"}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var response = await host.Admin.SendAsync("POST", $"/api/leads/{id}/convert", "{}");
            return (response.StatusCode, Body: System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
        }));
        var winner = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        var target = (string)winner.Body["target"]!["id"]!;
        var losers = answers.Where(a => a.StatusCode == HttpStatusCode.Conflict).ToList();
        Assert.Equal(19, losers.Count);
        Assert.All(losers, l => Assert.Equal(target, (string)l.Body["winners"]![0]!["id"]!));
    }
}
