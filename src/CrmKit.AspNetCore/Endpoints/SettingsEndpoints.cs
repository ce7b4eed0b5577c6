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

    public static async Task HistoryAsync(ApiCall call)
    {
        var source = SourceOf(call);
        var versions = await call.Session.Settings.VersionsAsync(source, call.Cancelled);
        var names = await ActorNames.LoadAsync(call, versions.Select(v => v.ActorId));
        var settings = call.Session.Catalog.Settings.Where(s => s.Field.Source == source).ToList();
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var version in versions)
            {
                json.WriteStartObject();
                json.WriteString("version", version.Id);
                json.WriteString("at", FieldJson.Instant(version.At));
                json.WritePropertyName("actorId");
                FieldJson.Write(json, version.ActorId);
                json.WriteString("actorName", names.Of(version.ActorId));
                json.WriteStartArray("changed");
                foreach (var key in version.Changed) json.WriteStringValue(key);
                json.WriteEndArray();
                json.WriteStartObject("values");
                foreach (var setting in settings.Where(s => !s.IsSecret))
                {
                    json.WritePropertyName(setting.Field.Key);
                    FieldJson.Write(json, version.Values.Get(setting));
                }
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task UndoAsync(ApiCall call)
    {
        using (var body = await call.BodyAsync())
            await call.Session.Settings.RestoreAsync(SourceOf(call), new StrictObject(body.RootElement, "body", "version").Id("version") ?? throw ApiErrors.Property("version", "given, as the id of a version"), call.Cancelled);
        await AnswerAsync(call, SourceOf(call));
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
