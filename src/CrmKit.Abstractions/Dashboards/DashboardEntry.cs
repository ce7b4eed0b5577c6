namespace CrmKit.Dashboards;

/// <summary>A user's dashboard as it is stored.</summary>
internal sealed class DashboardEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public Guid UserId { get; set; }
    public int Version { get; set; }

    /// <summary>The tiles as a JSON array.</summary>
    public string Tiles { get; set; } = "[]";
    public DateTimeOffset UpdatedAt { get; set; }
}
