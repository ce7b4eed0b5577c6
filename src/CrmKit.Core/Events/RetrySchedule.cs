namespace CrmKit.Events;

/// <summary>When a failed delivery is tried again: growing pauses, an hour at most, spread so that failures do not come back together.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="attempt">The attempt that failed, from 1: pauses of 2, 8, 32, 128… seconds.</param>
    /// <param name="spread">0 to 1; the pause becomes 75 % to 125 % of itself.</param>
    public static TimeSpan PauseAfter(int attempt, double spread)
    {
        var seconds = Math.Min(Longest.TotalSeconds, 2 * Math.Pow(4, Math.Min(attempt, 20) - 1));
        return TimeSpan.FromSeconds(seconds * (0.75 + spread / 2));
    }
}
