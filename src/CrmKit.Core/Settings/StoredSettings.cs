using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CrmKit.Storage;

namespace CrmKit.Settings;

/// <summary>What administrators set for one plugin in one tenant: plain values as JSON, secrets encrypted. One row, which stays when the plugin goes.</summary>
internal sealed record StoredSettings(JsonElement Values, IReadOnlyDictionary<string, string> Secrets)
{
    public const string Kind = "setting";

    public static readonly StoredSettings Empty = new(JsonElement.Parse("{}"), new Dictionary<string, string>());

    [JsonIgnore]
    public CustomValues Plain => CustomValues.Parse(Values.GetRawText());

    public static async Task<(StoredSettings Settings, CatalogEntry? Row)> ReadAsync(IStoreReader reader, string source, CancellationToken cancellationToken)
    {
        var rows = await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == source), cancellationToken);
        return rows is [var row] ? (JsonSerializer.Deserialize(row.Definition, SettingsJson.Default.StoredSettings) ?? Empty, row) : (Empty, null);
    }

    /// <summary>The values, and of secrets only whether there is one, and whether it is another one than before.</summary>
    public string ForAudit(StoredSettings before)
    {
        var values = JsonObject.Create(Values) ?? [];
        foreach (var (key, secret) in Secrets) values[key] = before.Secrets.TryGetValue(key, out var former) && former == secret ? "(secret)" : "(new secret)";
        return values.ToJsonString();
    }

    public string ToJson() => JsonSerializer.Serialize(this, SettingsJson.Default.StoredSettings);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
