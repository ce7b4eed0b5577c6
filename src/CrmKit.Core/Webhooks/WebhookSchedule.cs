namespace CrmKit.Webhooks;

/// <summary>When a delivery that failed is tried again: the schedule of the specification of Standard Webhooks, spread so that failures do not come back together.</summary>
internal static class WebhookSchedule
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="spread">0 to 1; the pause becomes 75 % to 125 % of itself.</param>
    /// <param name="wish">How long the receiver asked to be left alone; at most a day is granted.</param>
    /// <returns>The pause; <see langword="null"/> after the last attempt.</returns>
    public static TimeSpan? PauseAfter(int attempt, double spread, TimeSpan? wish = null)
    {
        if (attempt > Pauses.Length) return null;
        var pause = Pauses[attempt - 1] * (0.75 + spread / 2);
        var asked = wish is { } w ? (w < LongestWish ? w : LongestWish) : TimeSpan.Zero;
        return asked > pause ? asked : pause;
    }
}
