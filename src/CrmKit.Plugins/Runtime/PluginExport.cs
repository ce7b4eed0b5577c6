using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrmKit.Records;
using CrmKit.Storage;
using CrmKit.Tables;

namespace CrmKit.Plugins.Runtime;

/// <summary>
/// Writes what a plugin has as JSON Lines into a folder, one file per record type, per type of others with fields of its own, and per table. Values are written as they are stored, so the plugin need not be there to say what they are.
/// The folder has its name only when it is whole.
/// </summary>
internal sealed class PluginExport(string id, PluginData data, IPluginTableStore tables, bool hasTables, string folder)
{
    private const int BatchSize = 500;
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // a file of data, never part of a page

    // The stage's category follows from the stage; the others say where the row is kept.
    private static readonly PropertyInfo[] Properties =
    [
        .. typeof(CustomRecord).GetProperties().Where(p => p.GetIndexParameters().Length == 0
            && p.Name is not (nameof(Record.Custom) or nameof(Record.TenantId) or nameof(CustomRecord.TypeKey) or nameof(RootRecord.StageCategory))),
    ];

    private string Partial => folder + ".partial";

    /// <summary>Finds out whether the folder can be written, before anything else is done.</summary>
    /// <exception cref="CrmRuleException"><c>plugin.export-failed</c>.</exception>
    public void Prepare() => Guarded(() =>
    {
        if (Directory.Exists(Partial)) Directory.Delete(Partial, recursive: true); // of a process that ended
        Directory.CreateDirectory(Partial);
    });

    /// <summary>Writes everything that the reader sees.</summary>
    /// <exception cref="CrmRuleException"><c>plugin.export-failed</c>.</exception>
    public async Task WriteAsync(IStoreReader reader, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var type in data.RecordTypes) await WriteAsync(reader, type, data.RowsOf(type)!, null, cancellationToken);
            foreach (var fields in data.Fields.GroupBy(f => f.Type, f => f.Key))
                if (!data.RecordTypes.Contains(fields.Key) && data.RowsOf(fields.Key) is { } rows) await WriteAsync(reader, fields.Key, rows, fields.ToHashSet(StringComparer.Ordinal), cancellationToken);
            if (hasTables)
                foreach (var (table, _) in tables.Count(reader, TablePrefix.Of(id))) WriteTable(reader, table);
            Directory.Move(Partial, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CrmRuleException(PluginErrors.ExportFailed(id, folder, e.Message));
        }
    }

    // With keys: of the records that have a value of them, these values alone.
    private async Task WriteAsync(IStoreReader reader, string type, TypeRows rows, HashSet<string>? keys, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        if (keys is null) ids.UnionWith(await rows.IdsAsync(reader, cancellationToken));
        else
            foreach (var key in keys) ids.UnionWith(await rows.WithValueAsync(reader, key, cancellationToken));
        await using var file = File.Create(Path.Combine(Partial, type + ".jsonl"));
        foreach (var some in ids.Order().Chunk(BatchSize))
            foreach (var record in (await rows.ReadAsync(reader, some, cancellationToken)).OrderBy(r => r.Id))
                WriteLine(file, json => Write(json, record, keys));
    }

    private static void Write(Utf8JsonWriter json, Record record, HashSet<string>? keys)
    {
        if (keys is not null)
        {
            json.WriteString("id", record.Id);
            if (record.ExternalId is { } known) json.WriteString("externalId", known);
        }
        else
            foreach (var property in Properties)
                if (property.GetValue(record) is { } value) Write(json, JsonNamingPolicy.CamelCase.ConvertName(property.Name), value);
        using var custom = JsonDocument.Parse(record.Custom.Json);
        foreach (var value in custom.RootElement.EnumerateObject())
            if (keys?.Contains(value.Name) != false) value.WriteTo(json);
    }

    private void WriteTable(IStoreReader reader, string table)
    {
        using var file = File.Create(Path.Combine(Partial, table + ".jsonl"));
        foreach (var row in tables.Read(reader, table))
            WriteLine(file, json =>
            {
                foreach (var (column, value) in row)
                    if (value is not null) Write(json, column, value);
            });
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, value.GetType()); // a value of the framework's
    }

    private static void WriteLine(Stream file, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(file, Written))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        file.WriteByte((byte)'\n');
    }

    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CrmRuleException(PluginErrors.ExportFailed(id, folder, e.Message));
        }
    }
}
