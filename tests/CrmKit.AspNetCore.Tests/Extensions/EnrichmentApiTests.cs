using System.Net;

namespace CrmKit.AspNetCore.Extensions;

public sealed class EnrichmentApiTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    [Fact]
    public async Task S49_proposals_are_asked_for_and_taken_over_by_field_with_their_source_in_the_history()
    {
        var domain = $"e{Guid.NewGuid().ToString("N")[..8]}.de";
        var account = await host.Admin.CreateAsync("accounts", $$"""{"name":"Enriched","emailDomain":"{{domain}}"}""");
        var contact = await host.Admin.CreateAsync("contacts", $$"""{"lastName":"Lovelace","email":"ada.lovelace@{{domain}}"}""");
        var answer = await host.Admin.JsonAsync("POST", "/api/contacts/enrichment", $$"""{"ids":["{{contact}}"]}""");
        var proposals = answer["proposals"]!.AsArray().ToDictionary(p => (string)p!["field"]!, p => p!);
        Assert.Equal((account, "address", 90, contact), ((string)proposals["accountId"]["value"]!, (string)proposals["accountId"]["source"]!, (int)proposals["accountId"]["confidence"]!, (string)proposals["accountId"]["record"]!["id"]!));
        Assert.Equal(("Ada", null), ((string)proposals["firstName"]["value"]!, proposals["firstName"]["current"]));
        Assert.Empty(answer["failed"]!.AsArray());

        const string Choices = """{"choices":[{"field":"accountId","source":"address"},{"field":"firstName","source":"address"}]}""";
        Assert.Equal("record.conflict", (await host.Admin.JsonAsync("POST", $"/api/contacts/{contact}/enrichment", Choices, HttpStatusCode.PreconditionFailed, "\"v7\"")).Code());
        var taken = await host.Admin.JsonAsync("POST", $"/api/contacts/{contact}/enrichment", Choices);
        Assert.Equal((account, "Ada Lovelace"), ((string)taken["accountId"]!, (string)taken["name"]!));
        Assert.Equal("enrichment.gone", (await host.Admin.JsonAsync("POST", $"/api/contacts/{contact}/enrichment", Choices, HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Contains("address", (await host.Admin.GetAsync($"/api/contacts/{contact}/history", HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);

        foreach (var wrong in new[] { """{"ids":["x"]}""", $$"""{"ids":["{{contact}}"],"ground":"because"}""", """{"ids":[]}""", """{"id":"x"}""" })
            await host.Admin.JsonAsync("POST", "/api/contacts/enrichment", wrong, HttpStatusCode.BadRequest);
        await host.Admin.JsonAsync("POST", "/api/contacts/enrichment", $$"""{"ids":["{{Guid.NewGuid()}}"]}""", HttpStatusCode.NotFound);
        await host.Admin.JsonAsync("POST", "/api/products/enrichment", """{"ids":[]}""", HttpStatusCode.MethodNotAllowed); // nobody knows more about products
    }
}
