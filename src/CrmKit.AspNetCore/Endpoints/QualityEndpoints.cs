using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>What looks wrong in values before they are saved, and records that were set apart for it.</summary>
internal static class QualityEndpoints
{
    public static async Task CheckAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        if (body.RootElement.ValueKind != JsonValueKind.Object) throw ApiErrors.Property("body", "an object of values by field");
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var given in body.RootElement.EnumerateObject())
        {
            _ = call.Type.Field(given.Name); // an unknown one is told as everywhere
            values[given.Name] = given.Value.ValueKind == JsonValueKind.String && JsonText.TryRead(given.Value, out var text) ? text : null; // only texts can be mistyped
        }
        var findings = await call.Session.Quality.CheckAsync(call.Type.Key, values, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("findings");
            foreach (var finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("field", finding.Field);
                json.WriteString("code", finding.Code);
                json.WriteString("message", finding.Message.For(call.Culture));
                json.WriteString("suggestion", finding.Suggestion);
                json.WriteBoolean("quarantines", finding.Quarantines);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task ReleaseAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        _ = new StrictObject(body.RootElement, "body");
        await ActEndpoints.ActAsync(call, record => call.Session.Quality.ReleaseAsync([record], call.Cancelled));
    }
}
