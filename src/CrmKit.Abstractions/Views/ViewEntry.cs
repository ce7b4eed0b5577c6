namespace CrmKit.Views;

/// <summary>A saved view as it is stored.</summary>
internal sealed class ViewEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public string Name { get; set; } = "";
    public string? Filter { get; set; }

    /// <summary>Field keys parted by commas.</summary>
    public string Columns { get; set; } = "";
    public string? OrderBy { get; set; }

    /// <summary><c>private</c>, <c>team</c> or <c>all</c>.</summary>
    public string Sharing { get; set; } = "";
    public Guid? TeamId { get; set; }
    public Guid? OwnerId { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public Guid? UpdatedById { get; set; }
}
