namespace CrmKit.Reports;

/// <summary>What an account is to us on a day, out of the days on which it bought.</summary>
/// <param name="Class">What it is.</param>
/// <param name="First">The first purchase; <see langword="null"/> for none.</param>
/// <param name="Last">The last one up to the day.</param>
/// <param name="PurchaseDays">On how many days of the window it bought.</param>
internal readonly record struct Lifecycle(LifecycleClass Class, DateOnly? First, DateOnly? Last, int PurchaseDays)
{
    /// <param name="purchases">Days of purchase, in any order; those after <paramref name="asOf"/> do not count.</param>
    /// <param name="asOf">The last day of the window.</param>
    /// <param name="days">How long the window is, and the one before it.</param>
    public static Lifecycle Of(IEnumerable<DateOnly> purchases, DateOnly asOf, int days)
    {
        var all = purchases.Where(p => p <= asOf).Distinct().Order().ToList();
        if (all.Count == 0) return new(LifecycleClass.Potential, null, null, 0);
        var (start, startBefore) = (asOf.AddDays(-days), asOf.AddDays(-2 * days));
        var inWindow = all.Count(p => p > start);
        var kind = inWindow == 0 ? LifecycleClass.Lost
            : inWindow == all.Count ? LifecycleClass.New
            : all.Exists(p => p <= start && p > startBefore) ? LifecycleClass.Retained
            : LifecycleClass.WonBack;
        return new(kind, all[0], all[^1], inWindow);
    }
}

/// <summary>Every account is in exactly one.</summary>
internal enum LifecycleClass
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
