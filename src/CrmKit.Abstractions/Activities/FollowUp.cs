namespace CrmKit.Activities;

/// <summary>Something to do by a time: call back, send the offer.</summary>
public sealed class FollowUp : CrmActivity
{
    /// <summary>How urgent it is.</summary>
    public FollowUpPriority Priority { get; set; } = FollowUpPriority.Normal;
}

/// <summary>How urgent a follow-up is.</summary>
public enum FollowUpPriority
{
    /// <summary>When there is time.</summary>
    Low,
    /// <summary>In its turn.</summary>
    Normal,
    /// <summary>Before others.</summary>
    High,
}
