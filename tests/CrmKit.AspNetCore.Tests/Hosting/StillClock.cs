namespace CrmKit.AspNetCore;

/// <summary>No time passes: what fills by the clock stays as empty as it is, however slow the machine.</summary>
internal sealed class StillClock : TimeProvider
{
    public override long GetTimestamp() => 0;
}
