using System.Globalization;
using System.Text.Json;
using CrmKit.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>API keys: people make, see and end their own; administrators see and end those of others.</summary>
internal static class KeyEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> OfUser = [new("user", "Whose; one's own when left out. Those of others are for administrators.", ApiParameterKind.Id)];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/keys", "listKeys", "API keys with their scopes, end and last use, newest first; never the keys themselves.", ListAsync) { Answer = "KeyList", Query = OfUser },
        new("POST", "/keys", "createKey", "Makes an API key for the caller and answers with it, this once.", CreateAsync) { HoldsSecret = true, Body = "KeyRequest", Answer = "NewKey", Status = 201 },
        new("DELETE", "/keys/{id}", "revokeKey", "Ends an API key at once.", RevokeAsync) { Status = 204 },
    ];

    private static async Task ListAsync(ApiCall call)
    {
        var keys = await KeysOf(call).ListAsync(call.Session, call.Id("user"), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var key in keys) Write(json, key);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task CreateAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = new StrictObject(body.RootElement, "body", "name", "scopes", "expiresAt");
        if (call.Session.Actor.UserId is not { } user) throw new CrmForbiddenException(ApiErrors.KeyOfNobody());
        var key = await KeysOf(call).CreateAsync(call.Session, user, given.Text("name") ?? "", ScopesIn(given), EndIn(given), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", key.Id);
            json.WriteString("key", key.Key);
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }

    private static async Task RevokeAsync(ApiCall call)
    {
        await KeysOf(call).RevokeAsync(call.Session, DefinitionEndpoints.Id(call), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static KeyScopes? ScopesIn(StrictObject given)
    {
        if (given.Find("scopes") is not { } list) return null;
        const string Expected = "a list of scopes: read, write, admin, or the key of a record type with :read or :write";
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(w => w.ValueKind != JsonValueKind.String || !JsonText.TryRead(w, out _))) throw ApiErrors.Property("scopes", Expected);
        return KeyScopes.TryParse(list.EnumerateArray().Select(w => w.GetString()!)) ?? throw ApiErrors.Property("scopes", Expected);
    }

    private static DateTimeOffset? EndIn(StrictObject given)
    {
        if (given.Text("expiresAt") is not { } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at
            : throw ApiErrors.Property("expiresAt", "an instant as ISO 8601");
    }

    private static void Write(Utf8JsonWriter json, ApiKeySummary key)
    {
        json.WriteStartObject();
        json.WriteString("id", key.Id);
        json.WriteString("userId", key.UserId);
        json.WriteString("name", key.Name);
        json.WritePropertyName("scopes");
        if (key.Scopes is { } scopes)
        {
            json.WriteStartArray();
            foreach (var word in scopes.Words) json.WriteStringValue(word);
            json.WriteEndArray();
        }
        else json.WriteNullValue();
        foreach (var (name, at) in new[] { ("createdAt", key.CreatedAt), ("expiresAt", key.ExpiresAt), ("lastUsedAt", key.LastUsedAt), ("revokedAt", key.RevokedAt) })
        {
            json.WritePropertyName(name);
            FieldJson.Write(json, at);
        }
        json.WriteEndObject();
    }

    private static IApiKeys KeysOf(ApiCall call) => call.Http.RequestServices.GetRequiredService<IApiKeys>();
}
