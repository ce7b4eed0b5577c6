using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrmKit.Access;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

public sealed class SetupTests
{
    [Fact]
    public async Task Set_up_link_makes_one_administrator_and_then_is_gone()
    {
        var host = new ApiHost();
        try
        {
            host.Start();
            var firstRun = host.Services.GetRequiredService<IFirstRun>();
            var replaced = (await firstRun.IssueTokenAsync())!;
            var token = (await firstRun.IssueTokenAsync())!;
            var client = host.Client();
            await AssertStatusAsync(client.GetAsync($"/setup?token={replaced}"), HttpStatusCode.NotFound);
            await AssertStatusAsync(client.GetAsync("/setup?token=guess"), HttpStatusCode.NotFound);
            await AssertStatusAsync(client.GetAsync("/setup"), HttpStatusCode.NotFound);
            await AssertStatusAsync(client.GetAsync($"/setup?token={token}"), HttpStatusCode.OK);
            await AssertStatusAsync(PostAsync(client, token, "", "no address"), HttpStatusCode.BadRequest);

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PostAsync(client, token, "Ada", $"ada{i}@example.com")));
            var winner = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.NotFound));
            var admin = host.Client((string)JsonNode.Parse(await winner.Content.ReadAsStringAsync())!["apiKey"]!);
            Assert.Equal(1, (int)(await admin.GetAsync("/api/users?total=true", HttpStatusCode.OK))["total"]!);
            Assert.Equal("all", (string)(await admin.GetAsync("/api/me", HttpStatusCode.OK))["permissions"]!["lead"]!["administer"]!);
            await AssertStatusAsync(client.GetAsync($"/setup?token={token}"), HttpStatusCode.NotFound);

            await host.RestartAsync();
            Assert.Null(await host.Services.GetRequiredService<IFirstRun>().IssueTokenAsync());
            await AssertStatusAsync(PostAsync(host.Client(), token, "Eve", "eve@example.com"), HttpStatusCode.NotFound);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Host_prints_a_link_that_works()
    {
        var host = new ApiHost();
        try
        {
            host.Start();
            var link = Regex.Match(host.Printed, @"http://\S+(?<path>/setup\?token=\S+)");
            Assert.True(link.Success, "No link was printed.");
            await AssertStatusAsync(host.Client().GetAsync(link.Groups["path"].Value), HttpStatusCode.OK);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string token, string name, string email)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/setup") { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["name"] = name, ["email"] = email }) };
        request.Headers.Accept.ParseAdd("application/json");
        return await client.SendAsync(request);
    }

    private static async Task AssertStatusAsync(Task<HttpResponseMessage> answer, HttpStatusCode expected)
    {
        using var response = await answer;
        Assert.Equal(expected, response.StatusCode);
    }
}
