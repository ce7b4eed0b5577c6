using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

public sealed class OpenApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Document_parses_without_errors_and_describes_every_type()
    {
        var document = await DocumentAsync();
        foreach (var type in host.Services.GetRequiredService<ICatalog>().Current.Types)
        {
            var path = document.Paths["/" + type.PluralKey];
            Assert.Equal(type.IsAppendOnly ? [HttpMethod.Get] : [HttpMethod.Get, HttpMethod.Post], path.Operations!.Keys.OrderBy(m => m.Method));
            Assert.Contains("/" + type.PluralKey + "/{id}", document.Paths.Keys);
        }
        var operations = document.Paths.Values.SelectMany(p => p.Operations!.Values).Select(o => o.OperationId).ToList();
        Assert.Equal(operations.Count, operations.Distinct().Count());
        Assert.Contains("name", document.Components!.Schemas!["LeadNew"].Required!);
        Assert.DoesNotContain("version", document.Components.Schemas["LeadNew"].Properties!.Keys);
        Assert.Contains("version", document.Components.Schemas["Lead"].Properties!.Keys);
    }

    [Fact]
    public async Task What_fields_mean_stands_in_the_document_and_in_the_catalog_in_the_language_of_the_request()
    {
        Assert.StartsWith("Score. How promising it is", (await DocumentAsync()).Components!.Schemas!["Lead"].Properties!["score"].Description, StringComparison.Ordinal);
        Assert.StartsWith("How promising it is", await ScoreAsync("en"), StringComparison.Ordinal);
        Assert.StartsWith("成交可能", await ScoreAsync("zh-CN"), StringComparison.Ordinal);

        async Task<string> ScoreAsync(string language)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/catalog") { Headers = { { "Accept-Language", language } } };
            using var response = await host.Admin.SendAsync(request);
            var lead = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["types"]!.AsArray().Single(t => (string)t!["key"]! == "lead")!;
            return (string)lead["fields"]!.AsArray().Single(f => (string)f!["key"]! == "score")!["description"]!;
        }
    }

    [Fact]
    public async Task Routes_and_document_follow_a_plugin_that_comes_and_goes_while_the_host_runs()
    {
        var extensions = host.Services.GetRequiredService<IExtensionHost>();
        await host.Admin.GetAsync("/api/lab.samples", HttpStatusCode.NotFound);

        var source = new ExtensionSource("lab") { Rank = 2 };
        var builder = extensions.NewBuilder(source);
        builder.RecordType("lab.sample", type => type.Named("Sample", "Samples", "样品").Fields(f => f.Add(Field.Decimal("lab.purity"), "Purity", "纯度").Add(Field.Date("lab.taken"), "Taken on", "取样日期")));
        builder.Fields("lead", f => f.Add(Field.Bool("lab.tested"), "Tested", "已检测"));
        source.Services = builder.Services.BuildServiceProvider();
        extensions.Put(source);

        var created = await host.Admin.JsonAsync("POST", "/api/lab.samples", """{"name":"S1","custom":{"lab.purity":99.5,"lab.taken":"2025-01-31"}}""", HttpStatusCode.Created);
        Assert.Equal("99.5", created["custom"]!["lab.purity"]!.ToJsonString());
        var found = await host.Admin.GetAsync("/api/lab.samples?filter=custom.lab.purity gt 99&orderBy=-custom.lab.purity", HttpStatusCode.OK);
        Assert.Equal("2025-01-31", (string)found["items"]![0]!["custom"]!["lab.taken"]!);
        await host.Admin.JsonAsync("PATCH", $"/api/lab.samples/{created["id"]}", """{"custom":{"lab.purity":null}}""");
        Assert.Equal("field.type", (await host.Admin.JsonAsync("POST", "/api/lab.samples", """{"name":"S2","custom":{"lab.taken":"soon"}}""", HttpStatusCode.BadRequest)).Code());
        await host.Admin.JsonAsync("POST", "/api/leads", """{"name":"T","custom":{"lab.tested":true}}""", HttpStatusCode.Created);
        var document = await DocumentAsync();
        Assert.Contains("/lab.samples/{id}", document.Paths.Keys);
        Assert.Contains("lab.purity", document.Components!.Schemas!["LabSample"].Properties!["custom"].Properties!.Keys);
        Assert.Contains("lab.tested", document.Components.Schemas["Lead"].Properties!["custom"].Properties!.Keys);

        extensions.Remove("lab");
        await host.Admin.GetAsync("/api/lab.samples", HttpStatusCode.NotFound);
        Assert.DoesNotContain("/lab.samples", (await DocumentAsync()).Paths.Keys);
        await host.Admin.JsonAsync("POST", "/api/leads", """{"name":"T","custom":{"lab.tested":true}}""", HttpStatusCode.BadRequest);
    }

    private async Task<OpenApiDocument> DocumentAsync()
    {
        var result = OpenApiDocument.Parse(await host.Client().GetStringAsync("/api/openapi.json"), "json");
        Assert.Empty(result.Diagnostic!.Errors);
        return result.Document!;
    }
}
