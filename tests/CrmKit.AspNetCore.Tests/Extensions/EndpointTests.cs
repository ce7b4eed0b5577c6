using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Endpoints;
using CrmKit.Opportunities;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.AspNetCore.Extensions;

public sealed class EndpointTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    private static readonly EndpointDefinition Sum = new()
    {
        Key = "acme.sum",
        Method = "POST",
        Path = "/deals/{id}/sum",
        Summary = new("Adds to a deal's amount."),
        Query = [new("currency", "The currency.", IsRequired: true), new("round", "Whether to round.")],
        BodySchema = """{"type":"object","properties":{"add":{"type":"number","description":"What to add."}},"required":["add"]}""",
    };

    private static readonly EndpointDefinition Export = new() { Key = "acme.export", Method = "GET", Path = "/export", Summary = new("A file."), Requires = new Permission("opportunity", Operations.Administer, AccessScope.All) };
    private static readonly EndpointDefinition Broken = new() { Key = "acme.broken", Method = "DELETE", Path = "/export", Summary = new("Fails.") };

    private static void Configure(ICrmPluginBuilder plugin) => plugin.AddEndpoint<SumEndpoint>(Sum).AddEndpoint<ExportEndpoint>(Export).AddEndpoint<BrokenEndpoint>(Broken);

    private sealed class SumEndpoint : IPluginEndpoint
    {
        public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
        {
            var deal = await context.Session.Records.GetAsync<Opportunity>(Guid.Parse(context.Request.Path["id"]), cancellationToken);
            if (context.Request.Body["add"] is not JsonValue add) throw new CrmValidationException(new CrmError("acme.add", "Say what to add.") { Field = "add" });
            return EndpointAnswer.Json(new JsonObject { ["sum"] = deal.Amount + (decimal)add, ["currency"] = context.Request.Query["currency"] }, 201);
        }
    }

    private sealed class ExportEndpoint : IPluginEndpoint
    {
        public ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken) => new(EndpointAnswer.File("报价.html", "text/html", "<script>"u8.ToArray()));
    }

    private sealed class BrokenEndpoint : IPluginEndpoint
    {
        public ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("secret of the plugin");
    }

    [Fact]
    public async Task EXT_an_endpoint_answers_with_its_plugin_and_is_gone_at_once_without_it()
    {
        host.Put("acme", Configure);
        var deal = await host.Admin.CreateAsync("opportunities", """{"name":"Robots","amount":100}""");
        var path = $"/api/ext/acme/deals/{deal}/sum?currency=EUR";
        for (var round = 0; round < 2; round++)
        {
            var answer = await host.Admin.JsonAsync("POST", path, """{"add":20.5}""", HttpStatusCode.Created);
            Assert.Equal((120.5m, "EUR"), ((decimal)answer["sum"]!, (string)answer["currency"]!));
            Assert.True(await IsDescribedAsync());

            host.Remove("acme");
            Assert.Equal("request.route-unknown", (await host.Admin.JsonAsync("POST", path, """{"add":20.5}""", HttpStatusCode.NotFound)).Code());
            Assert.False(await IsDescribedAsync());
            host.Put("acme", Configure);
        }
        host.Remove("acme");
    }

    [Fact]
    public async Task Requests_are_checked_before_the_plugin_sees_them_and_its_refusals_reach_the_caller()
    {
        host.Put("acme", Configure);
        var deal = await host.Admin.CreateAsync("opportunities", """{"name":"Robots","amount":100}""");
        var path = $"/api/ext/acme/deals/{deal}/sum";
        Assert.Equal("request.parameter", (await host.Admin.JsonAsync("POST", path, """{"add":1}""", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("request.parameter-unknown", (await host.Admin.JsonAsync("POST", path + "?currency=EUR&rond=1", """{"add":1}""", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("request.json", (await host.Admin.JsonAsync("POST", path + "?currency=EUR", "[1]", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("acme.add", (await host.Admin.JsonAsync("POST", path + "?currency=EUR", "{}", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("request.method-not-allowed", (await host.Admin.JsonAsync("PUT", path, "{}", HttpStatusCode.MethodNotAllowed)).Code());
        Assert.Equal("access.unauthenticated", (await host.Client().JsonAsync("POST", path + "?currency=EUR", """{"add":1}""", HttpStatusCode.Unauthorized)).Code());
        host.Remove("acme");
    }

    [Fact]
    public async Task The_caller_has_his_own_rights_in_an_endpoint_and_needs_what_it_requires()
    {
        host.Put("acme", Configure);
        var deal = await host.Admin.CreateAsync("opportunities", """{"name":"Not his","amount":100}""");
        var (_, seller) = await host.UserAsync("sales-rep");
        Assert.Equal("record.not-found", (await seller.JsonAsync("POST", $"/api/ext/acme/deals/{deal}/sum?currency=EUR", """{"add":1}""", HttpStatusCode.NotFound)).Code());
        Assert.Equal("access.forbidden", (await seller.GetAsync("/api/ext/acme/export", HttpStatusCode.Forbidden)).Code());
        host.Remove("acme");
    }

    [Fact]
    public async Task A_file_is_saved_and_never_shown_as_a_page()
    {
        host.Put("acme", Configure);
        using var response = await host.Admin.SendAsync("GET", "/api/ext/acme/export");
        Assert.Equal("<script>", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("attachment", "报价.html", "text/html"), (response.Content.Headers.ContentDisposition!.DispositionType, response.Content.Headers.ContentDisposition.FileNameStar, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        host.Remove("acme");
    }

    [Fact]
    public async Task FLT_a_broken_endpoint_is_a_503_that_says_nothing_of_the_plugins_inside()
    {
        host.Put("acme", Configure);
        var problem = await host.Admin.JsonAsync("DELETE", "/api/ext/acme/export", null, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("endpoint.failed", problem.Code());
        Assert.DoesNotContain("secret of the plugin", problem.ToJsonString());
        host.Remove("acme");
    }

    [Theory]
    [InlineData("no-slash")]
    [InlineData("/")]
    [InlineData("/a/{**rest}")]
    [InlineData("/a/{id:int}")]
    [InlineData("/{id}/{id}")]
    [InlineData("/A")]
    [InlineData("/../leads")]
    public void A_path_that_is_none_is_refused_when_the_plugin_comes(string path) =>
        Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => host.Put("bad", plugin => plugin.AddEndpoint<BrokenEndpoint>(Broken with { Key = "bad.one", Path = path }))).Error.Code);

    [Fact]
    public void Two_endpoints_at_one_place_are_refused() =>
        Assert.Equal("catalog.duplicate", Assert.Throws<CrmRuleException>(() => host.Put("bad", plugin => plugin
            .AddEndpoint<BrokenEndpoint>(Broken with { Key = "bad.one", Path = "/deals/{id}" }).AddEndpoint<BrokenEndpoint>(Broken with { Key = "bad.two", Path = "/deals/{key}" }))).Error.Code);

    private async Task<bool> IsDescribedAsync()
    {
        var document = await host.Admin.GetAsync("/api/openapi.json", HttpStatusCode.OK);
        if (document["paths"]!["/ext/acme/deals/{id}/sum"]?["post"] is not { } operation) return false;
        Assert.Equal("extAcmeSum", (string)operation["operationId"]!);
        Assert.Equal(["id", "currency", "round", "Idempotency-Key"], operation["parameters"]!.AsArray().Select(p => (string)p!["name"]!));
        Assert.Equal("What to add.", (string)document["components"]!["schemas"]!["ExtAcmeSumBody"]!["properties"]!["add"]!["description"]!);
        return true;
    }
}
