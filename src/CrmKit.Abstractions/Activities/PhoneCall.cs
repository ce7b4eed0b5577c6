namespace CrmKit.Activities;

/// <summary>A telephone call, made or planned.</summary>
public sealed class PhoneCall : CrmActivity
{
    /// <summary>Who called.</summary>
    public ActivityDirection Direction { get; set; }

    /// <summary>How long it was, in seconds, 0 or more; <see langword="null"/> when it was not made yet or not measured.</summary>
    public int? DurationSeconds { get; set; }

    /// <summary>The other side's number.</summary>
    public string? PhoneNumber { get; set; }
}
