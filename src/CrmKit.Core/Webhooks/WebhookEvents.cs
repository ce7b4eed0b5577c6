namespace CrmKit.Webhooks;

/// <summary>Which events a webhook can tell of: those of record types, by name or all of a type.</summary>
internal static class WebhookEvents
{
    /// <summary>The event of a test; it tells of no record.</summary>
    public const string Test = "crmkit.test";

    private static readonly HashSet<string> Kinds =
    [
        "*", "created", "updated", "deleted", "restored", "merged", "unmerged", "stage-changed", "assigned", "converted", "behaviour-changed", "lifecycle-changed", "segment-entered", "segment-left",
    ];

    /// <summary>Properties of an event's items that a receiver needs beside id and version, and the field whose right goes for them.</summary>
    public static readonly IReadOnlyDictionary<string, (string Property, string? Field)[]> Told = new Dictionary<string, (string, string?)[]>
    {
        ["stage-changed"] = [("pipeline", "pipeline"), ("from", "stage"), ("to", "stage"), ("category", "stage")],
        ["assigned"] = [("from", "ownerId"), ("to", "ownerId")],
        ["merged"] = [("into", null)],
        ["unmerged"] = [("from", null)],
        ["segment-entered"] = [("segment", null)],
        ["segment-left"] = [("segment", null)],
    };

    /// <summary>The record type of an event, and what happened.</summary>
    public static (string Type, string Kind) Parse(string name) => name.LastIndexOf('.') is > 0 and var dot ? (name[..dot], name[(dot + 1)..]) : ("", name);

    public static bool IsKnown(CatalogSnapshot catalog, string name) => Parse(name) is var (type, kind) && catalog.TryType(type, out _) && Kinds.Contains(kind);

    /// <summary>Whether a webhook tells of an event.</summary>
    public static bool Has(WebhookEntry webhook, string name) => Parse(name) is var (type, _) && webhook.Events.Split(',').Any(e => e == name || e == type + ".*");
}
