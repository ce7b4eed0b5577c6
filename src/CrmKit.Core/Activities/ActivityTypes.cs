namespace CrmKit.Activities;

/// <summary>The record types that are activities.</summary>
internal static class ActivityTypes
{
    public static IReadOnlyList<string> Keys { get; } = ["phone-call", "appointment", "email-message", "channel-message", "survey-answer", "follow-up", "note"];
}
