using System.Text.Json;
using CrmKit.Storage;

namespace CrmKit.Changes;

/// <summary>Reads changes of records out of the messages of events.</summary>
internal static class ChangeEvents
{
    /// <summary>The record type and the operation that a message tells of; <see langword="null"/> for other events.</summary>
    public static (string Type, RecordOperation Operation)? About(OutboxMessage message)
    {
        var dot = message.Name.LastIndexOf('.');
        RecordOperation? operation = message.Name[(dot + 1)..] switch
        {
            "created" => RecordOperation.Create,
            "updated" => RecordOperation.Update,
            "deleted" => RecordOperation.Delete,
            "restored" => RecordOperation.Restore,
            _ => null,
        };
        return operation is { } known && dot > 0 ? (message.Name[..dot], known) : null;
    }

    /// <summary>The changes of a message, from an item on.</summary>
    public static IEnumerable<RecordChange> Of(OutboxMessage message, string type, RecordOperation operation, int from)
    {
        using var payload = JsonDocument.Parse(message.Payload);
        foreach (var item in payload.RootElement.GetProperty("items").EnumerateArray().Skip(from))
        {
            yield return new RecordChange(new RecordRef(type, item.GetProperty("id").GetGuid()), operation, item.GetProperty("version").GetInt32(), message.At)
            {
                Changed = item.TryGetProperty("changed", out var changed) ? [.. changed.EnumerateArray().Select(f => f.GetString()!)] : [],
            };
        }
    }
}
