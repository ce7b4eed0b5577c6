using System.Buffers;
using System.Text;
using System.Text.Json;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Events;

/// <summary>Makes the outbox message of an event: one for all records of a batch. Insert it in the transaction of what happened.</summary>
internal static class EventWriter
{
    private const int BytesPerItem = 80; // as many as an id and a version take: the buffer of a large batch need not grow

    /// <param name="session">Whose tenant and clock.</param>
    /// <param name="name">Past tense, by record type: <c>lead.created</c>.</param>
    /// <param name="items">What it happened to.</param>
    /// <param name="write">Writes the properties of one item's JSON object.</param>
    public static OutboxMessage Message<T>(CrmSession session, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + (items.TryGetNonEnumeratedCount(out var count) ? count * BytesPerItem : 0));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var item in items)
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        var now = session.Now;
        return new OutboxMessage { TenantId = session.TenantId, Name = name, Payload = Encoding.UTF8.GetString(buffer.WrittenSpan), At = now, DueAt = now, Depth = session.Depth };
    }
}
