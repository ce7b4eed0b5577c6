using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Audit;
using CrmKit.Sessions;

namespace CrmKit.Settings;

/// <summary>What settings were: the changes that the audit holds, undone one by one from what is stored now.</summary>
internal sealed class SettingsHistory(CrmSession session, SettingSchema schema)
{
    private const int Most = 50;

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<SettingsVersion>> ReadAsync(StoredSettings now, CancellationToken cancellationToken)
    {
        var (versions, values) = (new List<SettingsVersion>(), JsonObject.Create(now.Values) ?? []);
        foreach (var entry in await EntriesAsync(cancellationToken))
        {
            var changes = JsonNode.Parse(entry.Changes)!.AsObject().Where(c => c.Value is JsonArray { Count: 2 }).ToList();
            var settings = new StoredSettings(JsonSerializer.SerializeToElement(values), new Dictionary<string, string>());
            versions.Add(new SettingsVersion(entry.Id, entry.At, entry.ActorId, [.. changes.Select(c => c.Key)], schema.Effective(settings, null, withSecrets: false)));
            foreach (var (key, pair) in changes)
            {
                values.Remove(key);
                if (pair![0] is { } was && !schema.IsSecret(key)) values[key] = was.DeepClone();
            }
        }
        return versions;
    }

    private async Task<List<AuditEntry>> EntriesAsync(CancellationToken cancellationToken)
    {
        var found = new List<AuditEntry>();
        var query = new AuditQuery { RecordType = StoredSettings.Kind, RecordId = AuditActs.IdOf(StoredSettings.Kind, schema.Source), Size = Most };
        do
        {
            var page = await session.Audit.SearchAsync(query, cancellationToken);
            found.AddRange(page.Items);
            query = query with { Cursor = page.Next };
        }
        while (query.Cursor is not null && found.Count < Most);
        return found;
    }
}
