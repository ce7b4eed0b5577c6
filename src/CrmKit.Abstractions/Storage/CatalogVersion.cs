namespace CrmKit.Storage;

/// <summary>One version of an administrator's definition, written in the transaction of the change; never changed afterwards.</summary>
internal sealed class CatalogVersion
{
    public string TenantId { get; set; } = "";
    public string Kind { get; set; } = "";
    public string Key { get; set; } = "";
    public int Version { get; set; }
    public string Definition { get; set; } = "{}";
    public DateTimeOffset At { get; set; }
    public Guid? ActorId { get; set; }
}
