using System.Net;

namespace CrmKit.AspNetCore;

public sealed class ViewTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Lists_are_asked_by_saved_views_with_their_columns_alone()
    {
        await host.Admin.CreateAsync("leads", """{"name":"V1","source":"viewed","city":"Bonn"}""");
        await host.Admin.CreateAsync("leads", """{"name":"V2","source":"viewed","city":"Ulm"}""");
        var id = await host.Admin.CreateAsync("views", """{"recordType":"lead","name":"Viewed","filter":"source eq 'viewed'","columns":["name"],"orderBy":"-name","sharing":"all"}""");
        var page = await host.Admin.GetAsync($"/api/leads?view={id}&filter=city ne 'Köln'", HttpStatusCode.OK);
        Assert.Equal(["V2", "V1"], page["items"]!.AsArray().Select(i => (string)i!["name"]!));
        Assert.Null(page["items"]![0]!["city"]);
        Assert.NotNull(page["items"]![0]!["id"]);
        Assert.Equal("Viewed", (string)(await host.Admin.GetAsync("/api/views?type=lead", HttpStatusCode.OK))["items"]!.AsArray().Single(v => (string)v!["id"]! == id)!["name"]!);
        foreach (var (query, status) in new[] { ($"/api/accounts?view={id}", HttpStatusCode.BadRequest), ("/api/leads?view=x", HttpStatusCode.BadRequest), ($"/api/leads?view={Guid.NewGuid()}", HttpStatusCode.NotFound), ("/api/views/x", HttpStatusCode.BadRequest) })
            await host.Admin.GetAsync(query, status);
    }

    [Theory]
    [InlineData("/api/views", """{"recordType":"lead","name":"Wrong","sharing":"burn"}""", "sharing", "private, team, all")]
    [InlineData("/api/views", """{"recordType":"lead","name":"Wrong","sharing":2}""", "sharing", "private, team, all")]
    [InlineData("/api/segments", """{"recordType":"lead","name":"Wrong","kind":"dead"}""", "kind", "live, snapshot")]
    public async Task A_code_that_there_is_not_is_refused_with_those_that_there_are(string path, string body, string field, string codes)
    {
        var problem = await host.Admin.JsonAsync("POST", path, body, HttpStatusCode.BadRequest);
        Assert.Equal(("request.property", field), (problem.Code(), (string)problem["errors"]![0]!["field"]!));
        Assert.Contains(codes, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("CrmKit", problem.ToJsonString(), StringComparison.Ordinal);
    }
}
