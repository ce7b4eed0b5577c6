using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Writes the audit entries of a batch; one buffer serves all of them.</summary>
internal sealed class AuditRows(CrmSession session, string? reason, DateTimeOffset now) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    // Not validated: the shape is fixed here. Letters of all scripts stay readable.
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public AuditEntry Of(WriteItem item, TypePlan plan)
    {
        var entry = session.AuditOrigin.NewEntry();
        (entry.TenantId, entry.At, entry.Reason) = (session.TenantId, now, reason);
        (entry.RecordType, entry.RecordId, entry.RecordVersion) = (item.Type.Key, item.Ref.Id, item.After!.Version);
        (entry.Operation, entry.Changes) = (item.Operation, Changes(item, plan));
        return entry;
    }

    public void Dispose() => _json.Dispose();

    private string Changes(WriteItem item, TypePlan plan)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        if (item.Before is null)
        {
            foreach (var field in plan.Fields)
            {
                if (field.Get(item.After!) is not { } value || value is "") continue;
                _json.WritePropertyName(field.JsonKey);
                Write(value);
            }
        }
        else
        {
            foreach (var field in item.Changed!)
            {
                _json.WritePropertyName(field.JsonKey);
                _json.WriteStartArray();
                Write(field.Get(item.Before));
                Write(field.Get(item.After!));
                _json.WriteEndArray();
            }
        }
        _json.WriteEndObject();
        _json.Flush();
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    private void Write(DateOnly day)
    {
        Span<byte> text = stackalloc byte[10];
        day.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        _json.WriteStringValue(text);
    }

    private void Write(object? value)
    {
        switch (value)
        {
            case null: _json.WriteNullValue(); break;
            case string text: _json.WriteStringValue(text); break;
            case decimal number: _json.WriteNumberValue(number); break;
            case long whole: _json.WriteNumberValue(whole); break;
            case bool flag: _json.WriteBooleanValue(flag); break;
            case Guid id: _json.WriteStringValue(id); break;
            case DateOnly day: Write(day); break;
            case DateTimeOffset instant: _json.WriteStringValue(instant.UtcDateTime); break;
            default: _json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
