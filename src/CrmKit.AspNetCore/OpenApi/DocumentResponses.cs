using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>What routes answer with: their own answer and its headers, and refusals with the codes that they may carry.</summary>
internal static class DocumentResponses
{
    private const string Refused = "Refused";
    private const string NotFound = "NotFound";
    private const string Changed = "Changed";
    private const string VersionMissing = "VersionMissing";
    private const string TooMuch = "TooMuch";

    // Those with a meaning of their own for a client; every other refusal is the default.
    private static readonly IReadOnlyList<(string Name, string What, int Status, string Example)> Own =
    [
        (NotFound, "There is no such record or resource, or it may not be seen.", 404, "record.not-found"),
        (Changed, "Somebody else wrote the record since it was read: read it again and decide again.", 412, "record.conflict"),
        (VersionMissing, "The host demands that changes say which version was seen: send If-Match.", 428, "request.if-match-required"),
        (TooMuch, "More than the caller's share: ask again after Retry-After.", 429, "request.rate-limited"),
    ];

    public static void AddTo(OpenApiDocument document)
    {
        var components = document.Components!;
        components.Headers = new Dictionary<string, IOpenApiHeader>
        {
            ["ETag"] = Header("The version of what is answered, for If-Match and If-None-Match.", "\"v3\""),
            ["Location"] = Header("Where what was made is, or is told of.", "/api/leads/01977c2e-5b1f-7a52-9d1c-3c8f5e2a7b10"),
            ["Retry-After"] = new OpenApiHeader { Description = "In how many seconds to ask again.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer }, Example = 12 },
        };
        components.Responses = new Dictionary<string, IOpenApiResponse> { [Refused] = Problem(document, "Refused, and why. What a code means stands at the schema Problem.", 400, "field.required") };
        foreach (var (name, what, status, example) in Own) components.Responses[name] = Problem(document, what, status, example);
    }

    public static OpenApiResponses Of(ApiRoute route, OpenApiDocument document)
    {
        var responses = new OpenApiResponses { [Text(route.Status)] = Answer(route, document) };
        if (route.Path.Contains('{', StringComparison.Ordinal)) Add(NotFound);
        if (route.TakesIfMatch) Add(Changed);
        if (route.TakesIfMatch) Add(VersionMissing);
        Add(TooMuch);
        responses["default"] = new OpenApiResponseReference(Refused, document);
        return responses;

        void Add(string name)
        {
            responses[Text(Own.Single(o => o.Name == name).Status)] = new OpenApiResponseReference(name, document);
        }
    }

    public static Dictionary<string, OpenApiMediaType> Json(string contentType, string schema, OpenApiDocument document) =>
        new() { [contentType] = new OpenApiMediaType { Schema = FixedSchemas.Named(schema, document) } };

    public static Dictionary<string, OpenApiMediaType> Bytes(string contentType) =>
        new() { [contentType] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } };

    private static OpenApiResponse Answer(ApiRoute route, OpenApiDocument document)
    {
        if (route.IsFile) return new OpenApiResponse { Description = "The file.", Content = Bytes("*/*") };
        var response = new OpenApiResponse { Description = "Done." };
        if (route.Answer is not { } answer) return response;
        response.Content = Json("application/json", answer, document);
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (route.IsDocument || route.Type is { } type && answer == SchemaNames.OfKey(type)) headers["ETag"] = new OpenApiHeaderReference("ETag", document);
        if (route is { Status: 201, Type: not null } or { Status: 202, Answer: "Transfer" }) headers["Location"] = new OpenApiHeaderReference("Location", document);
        if (headers.Count > 0) response.Headers = headers;
        return response;
    }

    private static OpenApiResponse Problem(OpenApiDocument document, string what, int status, string example)
    {
        var content = Json(Problems.ContentType, FixedSchemas.Problem, document);
        content[Problems.ContentType].Example = Problems.Example(status, ProblemCodes.All.Single(c => c.Code == example));
        return new OpenApiResponse
        {
            Description = what,
            Content = content,
            Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = new OpenApiHeaderReference("Retry-After", document) },
        };
    }

    private static OpenApiHeader Header(string description, string example) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create(example) };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
