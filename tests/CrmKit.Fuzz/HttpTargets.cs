using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace CrmKit.Fuzz;

/// <summary>What the REST API reads: the filter language, orders, cursors, words, and JSON bodies.</summary>
internal static class HttpTargets
{
    private static readonly string[] Json = ["{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "null", "true", "1e400", "-0", "1.5", "\"name\"", "\"email\"", "\"stage\"", "\"ownerId\"", "\"custom\"", "\"version\"", "\"__proto__\"", "\"$type\"", "\"id\""];

    public static IReadOnlyList<FuzzTarget> Of(HttpClient client, string lead, string cursor) =>
    [
        Question(client, "filter", "/api/contacts?size=5&filter=",
            ["lastName eq 'Li 3'", "account.name eq 'Huaxin' and not (city contains 'x')", "any(opportunities, amount gt 1000.5)", "count(cases) ge 0", "bornOn recurs week()", "createdAt ge now(-30) or ownerId eq me()", "lastName in ('a', 'b', null)"],
            ["and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "in", "contains", "startswith", "recurs", "any(", "none(", "count(", "account.", "accountId", "custom.", "today(1)", "now(-1)", "week(0)", "month(1)", "me()", "null", "true", "'", "''", "(", ")", ",", "1.5", "2024-02-29", "behaviour-events", "opportunities"]),
        Question(client, "order", "/api/leads?size=5&orderBy=", ["name", "-createdAt,name", "estimatedAmount,-id"], ["-", ",", "name", "stage", "custom.", "account.name", "id"]),
        Question(client, "cursor", "/api/leads?size=3&cursor=", [cursor], ["A", "=", "-", "_", "eyJ", "//"]),
        Question(client, "search", "/api/search?q=", ["mei", "西安 电力", "zgyh", "138 0013 8000", "\"li\" -mei"], ["*", "\"", "OR", "NEAR(", ":", "^", "&", "|", "!", "<->", "mei"]),
        Body(client, "create", HttpMethod.Post, "/api/leads", ["""{"name":"Mei","email":"mei@example.com","estimatedAmount":12.5,"custom":{}}"""]),
        Body(client, "patch", HttpMethod.Patch, $"/api/leads/{lead}", ["""{"name":"Mei","rating":"hot","companyName":null}"""]),
        Body(client, "batch", HttpMethod.Post, "/api/batch", [$$$"""{"allOrNothing":false,"changes":[{"op":"create","type":"lead","values":{"name":"a"}},{"op":"update","type":"lead","id":"{{{lead}}}","version":1,"values":{"name":"b"}}]}"""]),
        Body(client, "segment", HttpMethod.Post, "/api/segments", ["""{"recordType":"contact","name":"S","filter":"name eq 'x'","kind":"snapshot","sharing":"private"}"""]),
        Body(client, "check", HttpMethod.Post, "/api/leads/check", ["""{"name":"Mei","email":"mei@gmial.com","country":"Chnia","rating":"hto"}"""]),
        Body(client, "intake", HttpMethod.Post, "/api/intake", ["""{"signals":[{"source":"chat","key":"1","phone":"+49 30 901820","channel":"chat","message":"Do you deliver?"}]}"""]),
    ];

    private static FuzzTarget Question(HttpClient client, string name, string path, string[] seeds, string[] tokens) =>
        new(name, Bytes(seeds), tokens, async input => await AnswerAsync(client, new HttpRequestMessage(HttpMethod.Get, path + Uri.EscapeDataString(Encoding.UTF8.GetString(input.AsSpan(0, Math.Min(input.Length, 2000)))))));

    private static FuzzTarget Body(HttpClient client, string name, HttpMethod method, string path, string[] seeds) => new(name, Bytes(seeds), Json, async input =>
    {
        var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(input) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await AnswerAsync(client, request);
    });

    private static byte[][] Bytes(string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    // The kind of an answer is its status and the codes in it. A problem that tells of the inside is a complaint, as any 500 is.
    private static async Task<string> AnswerAsync(HttpClient client, HttpRequestMessage request)
    {
        using (request)
        using (var response = await client.SendAsync(request))
        {
            var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
            if (status >= 500) throw new FuzzException(string.Create(CultureInfo.InvariantCulture, $"{status} {request.Method} {request.RequestUri?.AbsolutePath}"));
            if (text.Contains("   at ", StringComparison.Ordinal) || text.Contains("SELECT ", StringComparison.Ordinal)) throw new FuzzException("a stack trace or SQL in an answer");
            if (status < 400) return $"{status}";
            return status is 400 or 404 or 409 or 412 or 413 or 422 or 431 && response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                ? $"{status} {string.Join(',', (JsonNode.Parse(text)!["errors"]?.AsArray() ?? []).Select(e => (string?)e!["code"]).Distinct().Order(StringComparer.Ordinal))}"
                : status is 400 or 414 or 431 ? $"{status}" : throw new FuzzException($"{status} without a problem");
        }
    }
}
