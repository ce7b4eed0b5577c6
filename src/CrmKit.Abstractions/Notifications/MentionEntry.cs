namespace CrmKit.Notifications;

/// <summary>That somebody was mentioned in an activity, as it is stored.</summary>
internal sealed class MentionEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public Guid UserId { get; set; }
    public string RecordType { get; set; } = "";
    public Guid RecordId { get; set; }
    public Guid? ById { get; set; }
    public DateTimeOffset At { get; set; }
    public DateTimeOffset? SeenAt { get; set; }
}
