using System.Net;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Scoring;

namespace CrmKit.AspNetCore.Extensions;

public sealed class ScoreApiTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    private sealed class HasCompany : IScoringFactor
    {
        public ValueTask ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
        {
            foreach (var lead in context.Records.Cast<Lead>()) context.Give(lead, 30, $"is {lead.CompanyName}");
            return default;
        }
    }

    [Fact]
    public async Task Duplicates_are_answered_with_their_reason()
    {
        var one = await host.Admin.CreateAsync("leads", """{"name":"One","email":"same@example.com"}""");
        var two = await host.Admin.CreateAsync("leads", """{"name":"Two","email":"same@example.com"}""");
        var match = Assert.Single((await host.Admin.GetAsync($"/api/leads/{two}/matches", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal((one, "One", 1m, "same e-mail address"), ((string)match["record"]!["id"]!, (string)match["name"]!, (decimal)match["confidence"]!, (string)match["reason"]!));
        Assert.Empty((await host.Admin.GetAsync($"/api/leads/{two}/matches?type=account", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("catalog.type-unknown", (await host.Admin.GetAsync($"/api/leads/{two}/matches?type=nothing", HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task EXT_a_score_and_its_reasons_are_answered_as_long_as_somebody_scores()
    {
        host.Put("acme", plugin => plugin.AddScoringFactor<HasCompany>(new ScoringFactorDefinition { Key = "acme.company", Label = new("Company", "公司") }));
        var id = await host.Admin.CreateAsync("leads", """{"name":"One","companyName":"Robots"}""");
        Assert.Equal(30, (int)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["score"]!);
        var factor = (await host.Admin.GetAsync($"/api/leads/{id}/score", HttpStatusCode.OK))["scores"]![0]!["factors"]![0]!;
        Assert.Equal(("acme.company", 30m, "is Robots"), ((string)factor["key"]!, (decimal)factor["points"]!, (string)factor["reason"]!));

        host.Remove("acme");
        await host.Admin.GetAsync($"/api/leads/{id}/score", HttpStatusCode.NotFound);
    }
}
