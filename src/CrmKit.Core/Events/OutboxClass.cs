namespace CrmKit.Events;

/// <summary>The classes of outbox messages.</summary>
internal static class OutboxClass
{
    public const string Event = "event";
    public const string Effect = "effect";
    public const string Job = "job";
    public const string Workflow = "workflow";

    /// <summary>Has a lane of its own: a receiver that is slow holds up no event.</summary>
    public const string Webhook = "webhook";
}
