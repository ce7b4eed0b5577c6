using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Audit;

/// <summary>Entries for what is no record: definitions, settings, keys, imports. To be written in the transaction of what they tell.</summary>
internal sealed class AuditActs(CrmSession session) : ISessionService
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An entry with the properties that differ; an object in one of them counts as one value.</summary>
    /// <param name="kind">What it is: <c>setting</c>.</param>
    /// <param name="key">Which one.</param>
    /// <param name="before">What it was, as a JSON object; <see langword="null"/> when it begins to exist.</param>
    /// <param name="after">What it is now; <see langword="null"/> when it is gone.</param>
    public AuditEntry Of(string kind, string key, string? before, string? after)
    {
        var changes = Changes(Parse(before), Parse(after));
        changes.Insert(0, "key", key);
        var entry = session.AuditOrigin.NewEntry();
        (entry.TenantId, entry.RecordType, entry.RecordId, entry.At, entry.Changes) = (session.TenantId, kind, IdOf(kind, key), session.Now, changes.ToJsonString(Readable));
        entry.Operation = before is null ? RecordOperation.Create : after is null ? RecordOperation.Delete : RecordOperation.Update;
        return entry;
    }

    /// <summary>Writes an entry of something that only happens and leaves nothing else behind.</summary>
    public async Task WriteAsync(string kind, string key, JsonObject about, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { Of(kind, key, null, about.ToJsonString()) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    /// <summary>The id of a thing that has only a key: the audit's records have GUIDs.</summary>
    public static Guid IdOf(string kind, string key) => Guid.TryParse(key, out var id) ? id : new(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{key}"))[..16]);

    private static JsonObject? Parse(string? json) => json is null ? null : JsonNode.Parse(json) as JsonObject ?? new JsonObject { ["value"] = JsonNode.Parse(json) };

    private static JsonObject Changes(JsonObject? before, JsonObject? after)
    {
        var changes = new JsonObject();
        foreach (var key in (before ?? []).Select(p => p.Key).Union((after ?? []).Select(p => p.Key), StringComparer.Ordinal))
        {
            var (was, now) = (before?[key], after?[key]);
            if (before is null) changes[key] = now?.DeepClone();
            else if (!JsonNode.DeepEquals(was, now)) changes[key] = new JsonArray(was?.DeepClone(), now?.DeepClone());
        }
        return changes;
    }
}
