namespace CrmKit.Lifecycles;

/// <summary>A customer who waits to be looked at: once, however many messages name him.</summary>
internal sealed class LifecycleLook
{
    public string TenantId { get; set; } = "";
    public Guid RecordId { get; set; }
    public string RecordType { get; set; } = "";
}
