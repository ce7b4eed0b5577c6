namespace CrmKit.Events;

/// <summary>The classes of outbox messages.</summary>
internal static class OutboxClass
{
    public const string Event = "event";
    public const string Effect = "effect";
    public const string Job = "job";
    public const string Workflow = "workflow";
}
