using System.Text.Json.Nodes;

namespace CrmKit.Records;

/// <summary>Takes fields that the actor may not read out of an audit entry.</summary>
internal static class AuditHiding
{
    public static string Without(string changes, IReadOnlySet<string> hidden)
    {
        if (hidden.Count == 0 || JsonNode.Parse(changes) is not JsonObject fields) return changes;
        var isChanged = false;
        foreach (var key in hidden) isChanged |= fields.Remove(key) | fields.Remove("custom." + key);
        return isChanged ? fields.ToJsonString() : changes;
    }
}
