using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class WebhookApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Nobody = "https://receiver.invalid/hook?token=s3cret";

    [Fact]
    public async Task A058_A_webhook_is_made_listed_changed_rotated_and_removed_and_its_secret_shown_when_it_is_given()
    {
        var made = await host.Admin.JsonAsync("POST", "/api/webhooks", $$"""{"name":"ERP","url":"{{Nobody}}","events":["lead.*"],"filter":"score ge 50","content":"full"}""", HttpStatusCode.Created);
        var (id, secret) = ((string)made["id"]!, (string)made["secret"]!);
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(host.AdminId.ToString(), (string)made["ownerId"]!);
        var rotated = (string)(await host.Admin.JsonAsync("POST", $"/api/webhooks/{id}/secret"))["secret"]!;
        Assert.NotEqual(secret, rotated);
        var changed = await host.Admin.JsonAsync("PUT", $"/api/webhooks/{id}", """{"name":"ERP 2","events":["lead.created"],"isActive":false}""");
        Assert.Equal(("ERP 2", "https://receiver.invalid/hook?token=***", false, "thin"), ((string)changed["name"]!, (string)changed["url"]!, (bool)changed["isActive"]!, (string)changed["content"]!));
        foreach (var path in new[] { "/api/webhooks", $"/api/webhooks/{id}", $"/api/webhooks/{id}/deliveries" })
            foreach (var hidden in new[] { "s3cret", secret["whsec_".Length..], rotated["whsec_".Length..] })
                Assert.DoesNotContain(hidden, (await host.Admin.GetAsync(path, HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("webhook.stopped", (await host.Admin.JsonAsync("POST", $"/api/webhooks/{id}/test", null, HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Equal(HttpStatusCode.NoContent, (await host.Admin.SendAsync("DELETE", $"/api/webhooks/{id}")).StatusCode);
        Assert.Equal("webhook.not-found", (await host.Admin.GetAsync($"/api/webhooks/{id}", HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task A056_A_test_goes_out_by_itself_is_logged_and_is_nothing_for_others()
    {
        var id = await host.Admin.CreateAsync("webhooks", $$"""{"name":"Test","url":"{{Nobody}}","events":["lead.created"]}""");
        var sent = await host.Admin.JsonAsync("POST", $"/api/webhooks/{id}/test", null, HttpStatusCode.Accepted);
        Assert.Equal(("crmkit.test", "msg_" + ((string)sent["id"]!).Replace("-", "", StringComparison.Ordinal)), ((string)sent["event"]!, (string)sent["messageId"]!));
        JsonNode logged;
        do logged = (await host.Admin.GetAsync($"/api/webhooks/{id}/deliveries?status=pending", HttpStatusCode.OK))["items"]![0]!;
        while (logged["tries"]!.AsArray().Count == 0);
        Assert.Equal(("no-answer", null, null), ((string)logged["tries"]![0]!["outcome"]!, logged["tries"]![0]!["status"], logged["tries"]![0]!["milliseconds"]));
        Assert.NotNull(logged["nextAt"]);
        Assert.Equal(0, (int)(await host.Admin.JsonAsync("POST", $"/api/webhooks/{id}/replay", """{"since":"2026-01-01T00:00:00Z"}"""))["replayed"]!); // it is still on its way

        var (_, rep) = await host.UserAsync("sales-rep");
        foreach (var (method, path, body) in new[] { ("GET", "", null), ("POST", "", """{"name":"x","url":"https://example.com/","events":["lead.created"]}"""), ("GET", $"/{id}", null), ("POST", $"/{id}/test", null), ("POST", $"/{id}/secret", null), ("DELETE", $"/{id}", null), ("POST", $"/{id}/replay", """{"deliveries":[]}""") })
            Assert.Equal("webhook.forbidden", (await rep.JsonAsync(method, "/api/webhooks" + path, body, HttpStatusCode.Forbidden)).Code());
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().SendAsync("POST", $"/api/webhooks/{id}/test")).StatusCode);
    }

    [Theory]
    [InlineData("[]"), InlineData("{}"), InlineData("""{"name":"x","events":["lead.created"]}"""), InlineData("""{"name":"x","url":"http://169.254.169.254/","events":["lead.created"]}"""), InlineData("""{"name":"x","url":"https://example.com/","events":[]}""")]
    [InlineData("""{"name":"x","url":"https://example.com/","events":[null]}"""), InlineData("""{"name":"x","url":"https://example.com/","events":["lead.created"],"secret":"whsec_x"}"""), InlineData("""{"name":"x","url":7,"events":["lead.created"]}""")]
    public async Task What_is_no_webhook_is_refused(string body)
    {
        var before = (await host.Admin.GetAsync("/api/webhooks", HttpStatusCode.OK))["items"]!.AsArray().Count;
        await host.Admin.JsonAsync("POST", "/api/webhooks", body, HttpStatusCode.BadRequest);
        Assert.Equal(before, (await host.Admin.GetAsync("/api/webhooks", HttpStatusCode.OK))["items"]!.AsArray().Count);
        foreach (var wish in new[] { "{}", """{"deliveries":["x"]}""", """{"deliveries":[],"since":"2026-01-01"}""", """{"since":"soon"}""" })
            await host.Admin.JsonAsync("POST", $"/api/webhooks/{Guid.NewGuid()}/replay", wish, HttpStatusCode.BadRequest);
    }
}
