using System.Text.Json;
using CrmKit.Settings;

namespace CrmKit.AspNetCore;

/// <summary>Settings of plugins: schema and values; a secret's value is written, never read.</summary>
internal static class SettingsEndpoints
{
    public static async Task ListAsync(ApiCall call)
    {
        var sources = new List<(string Source, SettingValues Values)>();
        foreach (var source in call.Session.Catalog.Settings.Select(s => s.Field.Source).Distinct())
            sources.Add((source, await call.Session.Settings.GetAsync(source, call.Cancelled)));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var (source, values) in sources) Write(json, call, source, values);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static Task GetAsync(ApiCall call) => AnswerAsync(call, SourceOf(call));

    public static async Task PatchAsync(ApiCall call)
    {
        var source = SourceOf(call);
        var known = call.Session.Catalog.Settings.Where(s => s.Field.Source == source).ToDictionary(s => s.Field.Key, s => s.Field, StringComparer.Ordinal);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var errors = new List<CrmError>();
        using (var body = await call.BodyAsync())
            foreach (var property in body.RootElement.EnumerateObject())
            {
                object? value = null;
                // An unknown key goes on to the door, which names those there are.
                if (known.TryGetValue(property.Name, out var field) && FieldJson.Read(field, property.Value, out value) is { } error) errors.Add(error);
                else values[property.Name] = value;
            }
        if (errors.Count > 0) throw new CrmValidationException(errors);
        await call.Session.Settings.SaveAsync(source, values, call.Cancelled);
        await AnswerAsync(call, source);
    }

    private static string SourceOf(ApiCall call) => (string)call.Http.Request.RouteValues["key"]!;

    private static async Task AnswerAsync(ApiCall call, string source)
    {
        var values = await call.Session.Settings.GetAsync(source, call.Cancelled);
        await call.AnswerAsync(json => Write(json, call, source, values));
    }

    private static void Write(Utf8JsonWriter json, ApiCall call, string source, SettingValues values)
    {
        json.WriteStartObject();
        json.WriteString("source", source);
        json.WriteStartArray("settings");
        foreach (var setting in call.Session.Catalog.Settings.Where(s => s.Field.Source == source))
        {
            json.WriteStartObject();
            FieldDescription.Write(json, setting.Field, call.Culture);
            json.WriteBoolean("isSecret", setting.IsSecret);
            json.WriteBoolean("isGiven", values.Given.Contains(setting.Field.Key));
            if (!setting.IsSecret)
            {
                json.WritePropertyName("default");
                FieldJson.Write(json, setting.Default);
                json.WritePropertyName("value");
                FieldJson.Write(json, values.Get(setting));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
