using System.Text.Json;
using CrmKit.Endpoints;

namespace CrmKit.Catalog;

/// <summary>Checks endpoints: their paths stand in routes, their schemas in the API document.</summary>
internal static class EndpointRules
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public static void Check(IReadOnlyList<EndpointDefinition> endpoints, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        foreach (var endpoint in endpoints) Check(endpoint, types, problems);
        // Parameters of different names at one place are one route.
        problems.Distinct("Path", endpoints, e => $"{e.Method} {e.Source}{string.Join('/', e.Path.Split('/').Select(s => s.StartsWith('{') ? "{}" : s))}", e => e.Key);
    }

    private static void Check(EndpointDefinition endpoint, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        problems.CheckKey("endpoint", endpoint.Key, endpoint.Source);
        if (!Methods.Contains(endpoint.Method)) Invalid($"its method '{endpoint.Method}' is none of {string.Join(", ", Methods)}.");
        var segments = endpoint.Path.Split('/');
        if (segments is not ["", .. { Length: > 0 } rest] || !rest.All(IsSegment)) Invalid($"its path '{endpoint.Path}' is not a slash, then words of a-z, 0-9, '-' and parameters such as {{id}}, parted by slashes.");
        else if (rest.Where(s => s[0] == '{').Distinct().Count() != rest.Count(s => s[0] == '{')) Invalid($"a parameter stands in its path '{endpoint.Path}' twice.");
        if (endpoint.Requires is { } required && (!types.ContainsKey(required.RecordType) || required.Operations == Access.Operations.None))
            Invalid($"it requires a right on record type '{required.RecordType}', which nobody defines, or no operation.");
        if (endpoint.Query.Select(q => q.Name).Distinct(StringComparer.Ordinal).Count() != endpoint.Query.Count || endpoint.Query.Any(q => string.IsNullOrWhiteSpace(q.Name)))
            Invalid("its query parameters have no names, or two have one name.");
        foreach (var schema in (string?[])[endpoint.BodySchema, endpoint.AnswerSchema])
            if (schema is not null && !IsObject(schema)) Invalid("its schema is not a JSON object.");

        void Invalid(string why) => problems.Invalid("Endpoint", endpoint.Key, why);
    }

    private static bool IsSegment(string segment)
    {
        var word = segment is ['{', .. var name, '}'] ? name : segment;
        return word.Length is > 0 and <= 60 && word.All(c => char.IsAsciiLetterOrDigit(c) || (c == '-' && word.Length == segment.Length)) && (word.Length < segment.Length || !word.Any(char.IsAsciiLetterUpper));
    }

    private static bool IsObject(string schema)
    {
        try
        {
            using var document = JsonDocument.Parse(schema);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
