namespace CrmKit.Changes;

/// <summary>The last number that a change of the tenant was given.</summary>
internal sealed class ChangeCounter
{
    public string TenantId { get; set; } = "";
    public long Last { get; set; }
}
