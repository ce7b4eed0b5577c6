namespace CrmKit.Activities;

/// <summary>A meeting or visit.</summary>
public sealed class Appointment : CrmActivity
{
    /// <summary>When it ends, in UTC; not before it begins.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>Where it takes place, or the link to join.</summary>
    public string? Location { get; set; }
}
