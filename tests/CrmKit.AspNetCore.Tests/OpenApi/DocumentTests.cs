using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrmKit.Catalog;
using CrmKit.Fields;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.OpenApi;

/// <summary>What the document says, against the app that it describes and against others' reading of OpenAPI.</summary>
public sealed partial class DocumentTests(ApiHost host) : IClassFixture<ApiHost>
{
    // Pages and probes of the sample host, for people and machines without an API key; none of them gives data of the CRM away.
    private static readonly string[] Pages = ["/", "/setup", "/health", "/api-docs", "/account/", "/crm/", "/forms/", "/help", "/help/"];

    [Fact]
    public async Task Document_and_its_examples_are_valid_to_a_validator_of_the_npm_registry() =>
        Assert.Equal("", await Tools.NodeAsync("check-openapi.mjs", await TextAsync()));

    [Fact]
    public async Task Validator_finds_what_is_wrong()
    {
        var document = await DocumentAsync();
        document["paths"]!["/leads"]!["get"]!["responses"] = 7;
        document["components"]!["schemas"]!["StageMove"]!["examples"]![0]!["stage"] = 7;
        var said = await Tools.NodeAsync("check-openapi.mjs", document.ToJsonString());
        Assert.Contains("document: ", said, StringComparison.Ordinal);
        Assert.Contains("StageMove: data/stage must be string", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A104_Every_route_of_the_app_is_in_the_document()
    {
        var documented = Operations(await DocumentAsync()).Select(o => $"{o.Method} /api{o.Path}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var served = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(m => (Method: m, Path: "/" + e.RoutePattern.RawText!.TrimStart('/'))))
            .Where(e => e.Path != "/api/{**rest}") // what answers that there is no such route
            .ToList();
        var missing = served.Where(e => !Pages.Any(p => e.Path == p || p.Length > 1 && p.EndsWith('/') && e.Path.StartsWith(p, StringComparison.Ordinal)) && !documented.Contains($"{e.Method} {e.Path}")).Select(e => $"{e.Method} {e.Path}").ToList();
        Assert.True(missing.Count == 0, $"Not in the document (map them with MapCrmKitEndpoint, or list them as pages here): {string.Join(", ", missing)}");
        Assert.Empty(documented.Except(served.Select(e => $"{e.Method} {e.Path}"), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A104_Every_operation_refuses_who_does_not_say_who_he_is_unless_the_document_says_otherwise()
    {
        var stranger = host.Client();
        var wrong = new List<string>();
        foreach (var (method, path, operation) in Operations(await DocumentAsync()))
        {
            if (operation["security"] is JsonArray { Count: 0 }) continue;
            using var response = await stranger.SendAsync(method, "/api" + Parameter().Replace(path, "01977c2e-5b1f-7a52-9d1c-3c8f5e2a7b10"), operation["requestBody"] is null ? null : "{}");
            if (response.StatusCode != HttpStatusCode.Unauthorized) wrong.Add($"{method} {path}: {(int)response.StatusCode}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Open_operations_are_the_document_and_the_way_in()
    {
        var open = Operations(await DocumentAsync()).Where(o => o.Operation["security"] is JsonArray { Count: 0 }).Select(o => (string)o.Operation["operationId"]!);
        Assert.Equal(["forgotPassword", "getOpenApi", "setPassword", "signIn", "signInWithCode"], open.Order());
    }

    [Fact]
    public async Task Examples_of_new_records_are_taken_as_they_are()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        var catalog = host.Services.GetRequiredService<ICatalog>().Current;
        var refused = new List<string>();
        foreach (var type in catalog.Types.Where(t => t is { IsRoot: true, IsAppendOnly: false } && !t.Fields.Any(f => f is { IsRequired: true, Kind: FieldKind.Reference })))
        {
            var name = SchemaNames.Of(type);
            using var made = await host.Admin.SendAsync("POST", "/api/" + type.PluralKey, schemas[name + "New"]!["examples"]![0]!.ToJsonString());
            var text = await made.Content.ReadAsStringAsync();
            if (made.StatusCode != HttpStatusCode.Created)
            {
                refused.Add($"{name}New: {text}");
                continue;
            }
            using var changed = await host.Admin.SendAsync("PATCH", $"/api/{type.PluralKey}/{JsonNode.Parse(text)!["id"]}", schemas[name + "Values"]!["examples"]![0]!.ToJsonString());
            if (changed.StatusCode != HttpStatusCode.OK) refused.Add($"{name}Values: {await changed.Content.ReadAsStringAsync()}");
        }
        Assert.True(refused.Count == 0, string.Join('\n', refused));
    }

    [Fact]
    public async Task Answers_fit_their_schemas()
    {
        var document = await DocumentAsync();
        var lead = await host.Admin.JsonAsync("POST", "/api/leads", """{"name":"Ada Lovelace"}""", HttpStatusCode.Created);
        var page = await host.Admin.GetAsync("/api/leads?total=true", HttpStatusCode.OK);
        var problem = await host.Admin.JsonAsync("POST", "/api/leads", """{"nome":1}""", HttpStatusCode.BadRequest);
        var schemas = document["components"]!["schemas"]!;
        foreach (var (name, answer) in new[] { ("Lead", lead), ("LeadPage", page), ("Problem", problem) }) schemas[name]!["examples"] = new JsonArray(answer.DeepClone());
        var view = await host.Admin.JsonAsync("POST", "/api/views", """{"recordType":"lead","name":"Mine"}""", HttpStatusCode.Created);
        await host.Admin.JsonAsync("POST", "/api/segments", """{"recordType":"lead","name":"Mine"}""", HttpStatusCode.Created);
        await host.Admin.TransferAsync("/api/leads/exports");
        schemas["SavedView"]!["examples"] = new JsonArray(view.DeepClone());
        var answered = 0;
        foreach (var (_, path, operation) in Operations(document).Where(o => o.Method == "GET").ToList())
        {
            if ((string?)operation["responses"]!["200"]?["content"]?["application/json"]?["schema"]?["$ref"] is not { } schema) continue;
            var asked = path.Replace("/leads/{id}", $"/leads/{lead["id"]}", StringComparison.Ordinal) + path switch { "/duplicates" or "/duplicates/settings" => "?type=lead", "/search" => "?q=Ada", _ when path.EndsWith("/merge-proposal", StringComparison.Ordinal) => $"?with={lead["id"]}", _ => "" };
            if (asked.Contains('{', StringComparison.Ordinal)) continue;
            using var answer = await host.Admin.SendAsync("GET", "/api" + asked);
            if (answer.StatusCode != HttpStatusCode.OK) continue;
            schemas[schema.Split('/')[^1]]!["examples"] = new JsonArray(JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
            answered++;
        }
        Assert.True(answered > 60, $"only {answered} answers were looked at");
        Assert.Equal("", await Tools.NodeAsync("check-openapi.mjs", document.ToJsonString()));
    }

    [Fact]
    public async Task Bodies_and_answers_have_schemas_but_for_those_that_plugins_decide()
    {
        var operations = Operations(await DocumentAsync()).Where(o => !o.Path.StartsWith("/plugins", StringComparison.Ordinal)).ToList(); // those are the host's own
        var bodies = operations.Where(o => o.Operation["requestBody"]?["content"]?["application/json"] is { } json && json["schema"]!["$ref"] is null).Select(o => (string)o.Operation["operationId"]!);
        Assert.All(bodies, b => Assert.StartsWith("check", b, StringComparison.Ordinal)); // values by field, of any kind
        var answers = operations.Where(o => o.Operation["responses"]!.AsObject().Any(r => r.Key[0] == '2' && r.Value!["content"]?["application/json"] is { } json && json["schema"]!["$ref"] is null)).Select(o => (string)o.Operation["operationId"]!);
        Assert.All(answers, a => Assert.True(a == "getOpenApi" || a.StartsWith("ext", StringComparison.Ordinal), $"{a} says nothing of its answer."));
    }

    [Fact]
    public async Task Every_code_of_the_reference_that_the_api_answers_with_is_described()
    {
        var code = (await DocumentAsync())["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!;
        var known = code["x-extensible-enum"]!.AsArray().Select(c => (string)c!).ToHashSet();
        var reference = await File.ReadAllLinesAsync(Path.Combine(Tools.Repository, "docs", "reference", "errors.md"));
        var expected = reference.Where(l => l.Contains("Exception` |", StringComparison.Ordinal) && l.Split('|') is { Length: > 4 }).Select(l => l.Split('|')[1].Trim(' ', '`')).Where(c => c.Contains('.', StringComparison.Ordinal)).ToList();
        Assert.True(expected.Count > 300, $"only {expected.Count} codes were read");
        Assert.Empty(expected.Except(known));
        Assert.All(known, c => Assert.Contains($"| `{c}` |", (string)code["description"]!, StringComparison.Ordinal));
        Assert.Contains("request.if-match", known);
        Assert.Contains("access.unauthenticated", known);
    }

    [Fact]
    public async Task Headers_and_schemes_are_described()
    {
        var document = await DocumentAsync();
        var patch = document["paths"]!["/leads/{id}"]!["patch"]!;
        Assert.NotNull(patch["responses"]!["200"]!["headers"]!["ETag"]);
        Assert.Contains(patch["parameters"]!.AsArray(), p => (string?)p!["name"] == "If-Match");
        Assert.Contains(patch["parameters"]!.AsArray(), p => (string?)p!["name"] == "Idempotency-Key");
        Assert.All(new[] { "412", "428", "429" }, status => Assert.NotNull(patch["responses"]![status]));
        Assert.Equal("#/components/responses/Changed", (string)patch["responses"]!["412"]!["$ref"]!);
        Assert.NotNull(document["paths"]!["/leads"]!["post"]!["responses"]!["201"]!["headers"]!["Location"]);
        Assert.NotNull(document["components"]!["responses"]!["Refused"]!["headers"]!["Retry-After"]);
        Assert.Equal(["apiKey", "bearer"], document["components"]!["securitySchemes"]!.AsObject().Select(s => s.Key).Order());
    }

    [Fact]
    public async Task Operations_say_what_they_do_in_a_sentence()
    {
        var operations = Operations(await DocumentAsync()).ToList();
        Assert.All(operations, o => Assert.Matches("^[A-Z].*[.]$", (string?)o.Operation["summary"] ?? ""));
        Assert.Equal(operations.Count, operations.Select(o => (string)o.Operation["operationId"]!).Distinct().Count());
    }

    private static IEnumerable<(string Method, string Path, JsonNode Operation)> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (o.Key.ToUpperInvariant(), p.Key, o.Value!)));

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await TextAsync())!;

    private Task<string> TextAsync() => host.Client().GetStringAsync("/api/openapi.json");

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
