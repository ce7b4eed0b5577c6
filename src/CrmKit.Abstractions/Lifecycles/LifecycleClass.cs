namespace CrmKit.Lifecycles;

/// <summary>What a customer is to us by the days on which he bought; every one is in exactly one class on any day.</summary>
public enum LifecycleClass
{
    /// <summary>Never bought.</summary>
    Potential,
    /// <summary>Bought for the first time in the window.</summary>
    New,
    /// <summary>Bought in the window and in the one before.</summary>
    Retained,
    /// <summary>Bought in the window and long ago, but not in the window before.</summary>
    WonBack,
    /// <summary>Bought once, but not in the window.</summary>
    Lost,
}
