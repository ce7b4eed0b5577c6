using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

/// <summary>S169 over REST.</summary>
public sealed class PersonApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A099_A100_person_is_given_out_once_and_erased_when_it_is_confirmed()
    {
        var contact = await host.Admin.CreateAsync("contacts", """{"lastName":"Quastenflosser","email":"zerbi@opera-rest.example"}""");
        var link = await host.Admin.JsonAsync("POST", $"/api/contacts/{contact}/person-export", null, HttpStatusCode.Created);
        var file = await host.Admin.GetAsync($"/api/person-exports/{(string)link["token"]!}", HttpStatusCode.OK);
        Assert.Equal("zerbi@opera-rest.example", (string?)file["person"]![0]!["email"]);
        await host.Admin.GetAsync($"/api/person-exports/{(string)link["token"]!}", HttpStatusCode.NotFound);

        var (named, other) = (await UploadAsync("lastName,email\nQuastenflosser,zerbi@opera-rest.example\n"), await UploadAsync("lastName,email\nEcho,echo@opera-rest.example\n"));
        await host.Admin.JsonAsync("POST", $"/api/contacts/{contact}/erase", "{}", HttpStatusCode.BadRequest);
        await host.Admin.JsonAsync("POST", $"/api/contacts/{contact}/erase", $$"""{"confirm":"{{Guid.NewGuid()}}"}""", HttpStatusCode.BadRequest);
        await host.Admin.GetAsync($"/api/contacts/{contact}", HttpStatusCode.OK);
        var report = await host.Admin.JsonAsync("POST", $"/api/contacts/{contact}/erase", $$"""{"confirm":"{{contact}}"}""");
        Assert.Equal(contact, (string?)report["persons"]![0]!["id"]);
        Assert.Equal(1, (int)report["traces"]!["uploads"]!);
        await host.Admin.JsonAsync("DELETE", $"/api/imports/files/{named}", null, HttpStatusCode.NotFound);
        await host.Admin.JsonAsync("DELETE", $"/api/imports/files/{other}", null, HttpStatusCode.NoContent);
        await host.Admin.GetAsync($"/api/contacts/{contact}", HttpStatusCode.NotFound);
        Assert.Empty((await host.Admin.JsonAsync("POST", "/api/person-erasures/scrub", null))["findings"]!.AsArray());
    }

    private async Task<string> UploadAsync(string csv)
    {
        using var answer = await host.Admin.PostAsync(new Uri("/api/imports/files?name=people.csv", UriKind.Relative), new StringContent(csv), TestContext.Current.CancellationToken);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["file"]!;
    }

    [Fact]
    public async Task A099_A100_others_neither_read_nor_erase_a_person()
    {
        var contact = await host.Admin.CreateAsync("contacts", """{"lastName":"Echo","email":"echo@opera-rest.example"}""");
        var (_, seller) = await host.UserAsync("sales-rep");
        await seller.JsonAsync("POST", $"/api/contacts/{contact}/person-export", null, HttpStatusCode.Forbidden);
        await seller.JsonAsync("POST", $"/api/contacts/{contact}/erase", $$"""{"confirm":"{{contact}}"}""", HttpStatusCode.Forbidden);
        await seller.JsonAsync("POST", "/api/person-erasures/scrub", null, HttpStatusCode.Forbidden);
        var link = await host.Admin.JsonAsync("POST", $"/api/contacts/{contact}/person-export", null, HttpStatusCode.Created);
        await seller.GetAsync($"/api/person-exports/{(string)link["token"]!}", HttpStatusCode.NotFound);
        Assert.Equal("echo@opera-rest.example", (string?)(await host.Admin.GetAsync($"/api/contacts/{contact}", HttpStatusCode.OK))["email"]);
    }
}
