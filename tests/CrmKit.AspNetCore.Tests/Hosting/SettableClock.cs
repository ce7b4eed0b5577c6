namespace CrmKit.AspNetCore;

/// <summary>Tells the time that a test says; timers run by the real clock.</summary>
internal sealed class SettableClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => Now;
}
