using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class AuditApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Audit_tells_who_what_and_from_where_page_by_page()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Told","city":"Berlin"}""");
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{id}", """{"city":"Hamburg"}""");

        var first = await host.Admin.GetAsync($"/api/audit?record={id}&size=1", HttpStatusCode.OK);
        var entry = Assert.Single(first["items"]!.AsArray())!;
        Assert.Equal(("update", "api", "Admin", (string)id), ((string)entry["operation"]!, (string)entry["door"]!, (string)entry["actorName"]!, (string)entry["record"]!["id"]!));
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse((string)entry["address"]!)));
        Assert.StartsWith("key", (string)entry["credential"]!, StringComparison.Ordinal);
        Assert.Equal(["Berlin", "Hamburg"], entry["changes"]!["city"]!.AsArray().Select(v => (string)v!));
        var second = await host.Admin.GetAsync($"/api/audit?record={id}&size=1&cursor={first["next"]}", HttpStatusCode.OK);
        Assert.Equal("create", (string)Assert.Single(second["items"]!.AsArray())!["operation"]!);

        Assert.Equal("query.cursor-invalid", (await host.Admin.GetAsync("/api/audit?cursor=abc", HttpStatusCode.BadRequest)).Code());
        await host.Admin.GetAsync("/api/audit?since=yesterday", HttpStatusCode.BadRequest);
        await host.Admin.GetAsync("/api/audit?nonsense=1", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Record_of_then_is_read_as_one_of_now()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Then","city":"Berlin"}""");
        var created = (string)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["updatedAt"]!;
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{id}", """{"city":"Hamburg"}""");

        var then = await host.Admin.GetAsync($"/api/leads/{id}/as-at?at={Uri.EscapeDataString(created)}", HttpStatusCode.OK);
        Assert.Equal(("Berlin", 1), ((string)then["city"]!, (int)then["version"]!));
        await host.Admin.GetAsync($"/api/leads/{id}/as-at", HttpStatusCode.BadRequest);
        await host.Admin.GetAsync($"/api/leads/{id}/as-at?at=2020-01-01", HttpStatusCode.BadRequest);
        Assert.Equal("audit.not-yet", (await host.Admin.GetAsync($"/api/leads/{id}/as-at?at=2020-01-01T00:00:00Z", HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task A014_Audit_of_hidden_records_and_of_the_administration_is_for_those_who_may()
    {
        var (_, rep) = await host.UserAsync("sales-rep");
        var id = await host.Admin.CreateAsync("opportunities", """{"name":"Hidden from reps"}""");
        Assert.Empty((await rep.GetAsync($"/api/audit?record={id}", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Empty((await rep.GetAsync("/api/audit?type=api-key", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.NotEmpty((await host.Admin.GetAsync("/api/audit?type=api-key", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("record.not-found", (await rep.GetAsync($"/api/opportunities/{id}/as-at?at=2030-01-01T00:00:00Z", HttpStatusCode.NotFound)).Code());
        Assert.DoesNotContain("Hidden from reps", (await rep.GetAsync("/api/audit?size=1000", HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);
    }
}
