using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Activities;
using CrmKit.Attachments;
using CrmKit.Behaviour;
using CrmKit.Consents;
using CrmKit.Forms;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Persons;

/// <summary>Writes what is kept about a person, without what is about others: colleagues, who else wrote or was written to, texts around something that is shared.</summary>
internal sealed class PersonExporter(CrmSession session, PersonScope scope, IFileStore files) : ISessionService
{
    private static readonly JsonWriterOptions Written = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task RunAsync(RecordTypeDefinition type, Guid id, Stream output, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem("person export");
        var set = await scope.OfAsync(type, id, cancellationToken);
        var mask = new OthersMask(set.Identifiers);
        var (plugins, events) = (await PluginsAsync(set, cancellationToken), await EventsAsync(set, cancellationToken));
        await using var json = new Utf8JsonWriter(output, Written);
        json.WriteStartObject();
        json.WriteString("exportedAt", session.Now.UtcDateTime);
        json.WriteStartArray("person");
        foreach (var person in set.People) WriteRecord(json, person, text => text);
        json.WriteEndArray();
        json.WriteStartArray("records");
        foreach (var record in set.Related.OrderBy(r => r.Record.CreatedAt)) WriteRecord(json, record, mask.Of);
        json.WriteEndArray();
        json.WriteStartArray("history");
        foreach (var record in set.All) await WriteHistoryAsync(json, record, mask, cancellationToken);
        json.WriteEndArray();
        WriteBehaviour(json, events);
        await WriteConsentsAsync(json, set, cancellationToken);
        await WriteSubmissionsAsync(json, set, cancellationToken);
        await WriteFilesAsync(json, set, cancellationToken);
        json.WriteStartObject("plugins");
        foreach (var plugin in plugins)
        {
            json.WritePropertyName(plugin.Key);
            JsonSerializer.Serialize(json, plugin.Value);
        }
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static void WriteRecord(Utf8JsonWriter json, PersonRecord record, Func<string, string> masked)
    {
        json.WriteStartObject();
        json.WriteString("type", record.Type.Key);
        json.WriteString("id", record.Record.Id);
        json.WriteString("createdAt", record.Record.CreatedAt.UtcDateTime);
        if (record.Record.DeletedAt is { } deleted) json.WriteString("deletedAt", deleted.UtcDateTime);
        foreach (var field in record.Fields)
        {
            // What is said around an order or a project is as much about those who work on it.
            if (!record.IsOwn && record.Record is CrmActivity && field.Kind == FieldKind.LongText) continue;
            if (field.Get(record.Record) is not { } value || value is "") continue;
            json.WritePropertyName(field.Key);
            WriteValue(json, value is string text ? masked(text) : value);
        }
        json.WriteEndObject();
    }

    private async Task WriteHistoryAsync(Utf8JsonWriter json, PersonRecord record, OthersMask mask, CancellationToken cancellationToken)
    {
        var (type, id) = (record.Type.Key, record.Record.Id);
        var fields = record.Fields.Where(f => record.IsOwn || f.Kind != FieldKind.LongText).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var reader = await session.ReaderAsync(cancellationToken);
        foreach (var entry in await reader.ListAsync(reader.Query<AuditEntry>().Where(a => a.RecordId == id && a.RecordType == type).OrderBy(a => a.Id), cancellationToken))
        {
            var changes = JsonNode.Parse(entry.Changes)!.AsObject();
            foreach (var key in changes.Select(c => c.Key).Where(k => !fields.Contains(k)).ToList()) changes.Remove(key);
            if (changes.Count == 0) continue;
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("id", id);
            json.WriteString("at", entry.At.UtcDateTime);
            json.WriteString("operation", EnumCode.Of(entry.Operation));
            json.WriteString("door", entry.Door);
            json.WriteStartObject("changes");
            foreach (var (key, change) in changes)
            {
                json.WritePropertyName(key);
                if (record.Type.IsPerson) change!.WriteTo(json);
                else Masked(change, mask)!.WriteTo(json);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static JsonNode? Masked(JsonNode? node, OthersMask mask) => node switch
    {
        JsonArray both => new JsonArray([.. both.Select(v => Masked(v, mask)?.DeepClone())]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(mask.Of(value.GetValue<string>())),
        _ => node,
    };

    /// <summary>The files on records that are about the person alone.</summary>
    public async Task<IReadOnlyList<Attachment>> FilesAsync(PersonSet set, CancellationToken cancellationToken)
    {
        var ids = set.Own.Select(r => r.Record.Id).ToList();
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<Attachment>().Where(a => ids.Contains(a.RecordId)).OrderBy(a => a.Id), cancellationToken);
    }

    // What was filled in and is in a lead is there; what waits as spam is here.
    private async Task WriteSubmissionsAsync(Utf8JsonWriter json, PersonSet set, CancellationToken cancellationToken)
    {
        var (people, found) = (set.People.Select(p => (Guid?)p.Record.Id).ToList(), new Dictionary<Guid, FormSubmissionEntry>());
        var reader = await session.ReaderAsync(cancellationToken);
        foreach (var sent in await reader.ListAsync(reader.Query<FormSubmissionEntry>().Where(s => people.Contains(s.LeadId)), cancellationToken)) found[sent.Id] = sent;
        foreach (var value in set.Identifiers)
            foreach (var sent in await reader.ListAsync(reader.Query<FormSubmissionEntry>().Where(s => s.Filled.Contains(value)), cancellationToken)) found[sent.Id] = sent;
        json.WriteStartArray("forms");
        foreach (var sent in found.Values.OrderBy(s => s.At).ThenBy(s => s.Id))
        {
            json.WriteStartObject();
            json.WriteString("at", sent.At.UtcDateTime);
            json.WriteString("status", EnumCode.Of(sent.Status));
            if (sent.Consent is { } consent) json.WriteString("consent", consent);
            json.WriteStartObject("values");
            foreach (var (key, text) in FormRows.ValuesOf(sent)) json.WriteString(key, text);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private async Task WriteConsentsAsync(Utf8JsonWriter json, PersonSet set, CancellationToken cancellationToken)
    {
        var people = set.People.Select(p => p.Record.Id).ToList();
        var reader = await session.ReaderAsync(cancellationToken);
        json.WriteStartArray("consents");
        foreach (var proof in await reader.ListAsync(reader.Query<ConsentEntry>().Where(c => people.Contains(c.RecordId)).OrderBy(c => c.At).ThenBy(c => c.Id), cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("at", proof.At.UtcDateTime);
            json.WriteString("recordedAt", proof.RecordedAt.UtcDateTime);
            json.WriteString("act", EnumCode.Of(proof.Act));
            json.WriteString("purpose", proof.Purpose);
            json.WriteString("channel", EnumCode.Of(proof.Channel));
            json.WriteString("method", EnumCode.Of(proof.Method));
            foreach (var (key, value) in new[] { ("address", proof.Address), ("text", proof.Text), ("language", proof.Language), ("evidence", proof.Evidence), ("network", proof.Network) })
                if (value is not null) json.WriteString(key, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private async Task WriteFilesAsync(Utf8JsonWriter json, PersonSet set, CancellationToken cancellationToken)
    {
        json.WriteStartArray("attachments");
        foreach (var file in await FilesAsync(set, cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("type", file.RecordType);
            json.WriteString("id", file.RecordId);
            json.WriteString("at", file.At.UtcDateTime);
            json.WriteString("name", file.Name);
            json.WriteString("contentType", file.ContentType);
            if (await files.OpenAsync(session.TenantId, file.Id, cancellationToken) is { } content)
            {
                await using (content)
                {
                    var bytes = new byte[content.Length];
                    await content.ReadExactlyAsync(bytes, cancellationToken);
                    json.WriteBase64String("content", bytes);
                }
            }
            json.WriteEndObject();
            await json.FlushAsync(cancellationToken);
        }
        json.WriteEndArray();
    }

    private async Task<IReadOnlyList<BehaviourEvent>> EventsAsync(PersonSet set, CancellationToken cancellationToken)
    {
        var people = set.People.Select(p => (Guid?)p.Record.Id).ToList();
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<BehaviourEvent>().Where(e => people.Contains(e.ContactId)).OrderBy(e => e.At), cancellationToken);
    }

    private static void WriteBehaviour(Utf8JsonWriter json, IReadOnlyList<BehaviourEvent> events)
    {
        json.WriteStartArray("behaviour");
        foreach (var seen in events)
        {
            json.WriteStartObject();
            json.WriteString("at", seen.At.UtcDateTime);
            json.WriteString("kind", seen.Kind);
            json.WriteString("source", seen.Source);
            foreach (var (key, value) in new[] { ("page", seen.Page), ("title", seen.Title), ("referrer", seen.Referrer), ("properties", seen.Properties) })
                if (value is not null) json.WriteString(key, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private async Task<IReadOnlyDictionary<string, Dictionary<string, JsonElement>>> PluginsAsync(PersonSet set, CancellationToken cancellationToken)
    {
        var parts = new SortedDictionary<string, Dictionary<string, JsonElement>>(StringComparer.Ordinal);
        foreach (var plugin in session.Handlers<IPersonData>("*"))
        {
            var own = parts.TryGetValue(plugin.Source, out var known) ? known : parts[plugin.Source] = [];
            var context = new PersonExportContext(session, [.. set.People.Select(p => p.Ref)], set.Identifiers, (name, content) => own[name] = content.Clone());
            if (await plugin.CallAsync(CallKind.Transaction, context, static (p, c, token) => p.ExportAsync(c, token), cancellationToken) is { } fault)
                throw new CrmRuleException(PersonErrors.PluginFailed(plugin.Source, fault.Reason));
        }
        return parts;
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text: json.WriteStringValue(text); break;
            case decimal number: json.WriteNumberValue(number); break;
            case long whole: json.WriteNumberValue(whole); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case DateTimeOffset instant: json.WriteStringValue(instant.UtcDateTime); break;
            case DateOnly day: json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
