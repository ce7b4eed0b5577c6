using System.Net;

namespace CrmKit.AspNetCore;

public sealed class DashboardTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Dashboard_is_read_changed_and_refused_when_somebody_was_faster()
    {
        Assert.Equal("""{"version":0,"tiles":[]}""", (await host.Admin.GetAsync("/api/dashboard", HttpStatusCode.OK)).ToJsonString());
        const string Body = """{"version":0,"tiles":[{"report":"funnel","parameters":{"period":"this-year","by":"owner"}}]}""";
        var kept = await host.Admin.JsonAsync("PUT", "/api/dashboard", Body, HttpStatusCode.OK);
        Assert.Equal((1, "funnel", "this-year"), ((int)kept["version"]!, (string)kept["tiles"]![0]!["report"]!, (string)kept["tiles"]![0]!["parameters"]!["period"]!));
        Assert.Equal("dashboard.conflict", (string)(await host.Admin.JsonAsync("PUT", "/api/dashboard", Body, HttpStatusCode.Conflict))["code"]!);
        await host.Admin.JsonAsync("PUT", "/api/dashboard", """{"version":1,"tiles":[{"report":"none"}]}""", HttpStatusCode.NotFound);
        await host.Admin.JsonAsync("PUT", "/api/dashboard", """{"version":1,"tiles":[{"name":"Without a report"}]}""", HttpStatusCode.BadRequest);
        await host.Admin.JsonAsync("PUT", "/api/dashboard", """{"version":1,"tiles":[]}""", HttpStatusCode.OK);
    }
}
