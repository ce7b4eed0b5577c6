using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

internal static class Calls
{
    public static async Task<HttpResponseMessage> SendAsync(this HttpClient client, string method, string path, string? body = null, string? ifMatch = null, string contentType = "application/json", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    /// <summary>Sends, expects a status, and reads the answer.</summary>
    public static async Task<JsonNode> JsonAsync(this HttpClient client, string method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK, string? ifMatch = null)
    {
        using var response = await client.SendAsync(method, path, (body as JsonNode)?.ToJsonString() ?? body as string ?? (body is null ? null : System.Text.Json.JsonSerializer.Serialize(body)), ifMatch);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path}: expected {(int)expected}, got {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public static Task<JsonNode> GetAsync(this HttpClient client, string path, HttpStatusCode expected) => client.JsonAsync("GET", path, null, expected);

    public static async Task<string> CreateAsync(this HttpClient client, string plural, string body) =>
        (string)(await client.JsonAsync("POST", $"/api/{plural}", body, HttpStatusCode.Created))["id"]!;

    public static string Code(this JsonNode problem) => (string)problem["code"]!;

    public static IEnumerable<string> Codes(this JsonNode problem) => problem["errors"]!.AsArray().Select(e => (string)e!["code"]!);
}
