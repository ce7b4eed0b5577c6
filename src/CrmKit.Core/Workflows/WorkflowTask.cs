using System.Buffers;
using System.Text;
using System.Text.Json;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Workflows;

/// <summary>A start of a workflow for a batch of records, as the outbox keeps it.</summary>
internal sealed record WorkflowTask(string? EventName, Guid CauseId, IReadOnlyList<Guid> Records)
{
    /// <summary>Records per message: what one transaction of 30 seconds does with ease.</summary>
    private const int Size = 100;

    /// <summary>The messages that run a workflow for records, each once per cause.</summary>
    public static IEnumerable<OutboxMessage> Messages(CrmSession session, string workflow, OutboxMessage cause, bool isEvent, IEnumerable<Guid> records) =>
        records.Order().Chunk(Size).Select((chunk, index) => new OutboxMessage
        {
            TenantId = session.TenantId,
            Class = OutboxClass.Workflow,
            Name = workflow,
            Key = $"{cause.Id}/{index}",
            Payload = Write(isEvent ? cause.Name : null, cause.Id, chunk),
            At = session.Now,
            DueAt = session.Now,
            Depth = cause.Depth + 1,
        });

    public static WorkflowTask Read(OutboxMessage message)
    {
        using var document = JsonDocument.Parse(message.Payload);
        var root = document.RootElement;
        return new WorkflowTask(root.GetProperty("event").GetString(), root.GetProperty("cause").GetGuid(), [.. root.GetProperty("records").EnumerateArray().Select(r => r.GetGuid())]);
    }

    private static string Write(string? eventName, Guid cause, IEnumerable<Guid> records)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("event", eventName);
            json.WriteString("cause", cause);
            json.WriteStartArray("records");
            foreach (var record in records) json.WriteStringValue(record);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
