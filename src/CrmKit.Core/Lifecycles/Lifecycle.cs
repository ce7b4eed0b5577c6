namespace CrmKit.Lifecycles;

/// <summary>What a customer is to us on a day, out of the days on which he bought.</summary>
/// <param name="Class">What he is.</param>
/// <param name="First">The first purchase; <see langword="null"/> for none.</param>
/// <param name="Last">The last one up to the day.</param>
/// <param name="PurchaseDays">On how many days of the window he bought.</param>
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

    /// <summary>All classes up to a day, each with its first day; the first one begins with the first purchase.</summary>
    public static IReadOnlyList<(DateOnly From, LifecycleClass Class)> History(IReadOnlyCollection<DateOnly> purchases, DateOnly asOf, int days)
    {
        var changes = new List<(DateOnly From, LifecycleClass Class)>();
        foreach (var day in Turns(purchases, days).Where(d => d <= asOf))
            if (Of(purchases, day, days).Class is var kind && (changes.Count == 0 || changes[^1].Class != kind)) changes.Add((day, kind));
        return changes;
    }

    /// <summary>The first day after one on which the class is another, if nothing more is bought; <see langword="null"/> for none.</summary>
    public static DateOnly? NextChange(IReadOnlyCollection<DateOnly> purchases, DateOnly asOf, int days)
    {
        var now = Of(purchases, asOf, days).Class;
        var known = purchases.Where(p => p <= asOf).ToList();
        foreach (var day in Turns(known, days))
            if (day > asOf && Of(known, day, days).Class != now) return day;
        return null;
    }

    // A purchase comes into the window, leaves it, and leaves the one before.
    private static IEnumerable<DateOnly> Turns(IEnumerable<DateOnly> purchases, int days) =>
        purchases.Distinct().SelectMany(p => new[] { p, p.AddDays(days), p.AddDays(2 * days) }).Distinct().Order();
}
