namespace CrmKit.Cases;

/// <summary>How fast cases are to be answered and solved, by priority; in hours of the clock.</summary>
internal static class ServiceLevels
{
    private static readonly Dictionary<CasePriority, (int FirstResponse, int Resolution)> Hours = new()
    {
        [CasePriority.Urgent] = (1, 4),
        [CasePriority.High] = (4, 24),
        [CasePriority.Normal] = (8, 72),
        [CasePriority.Low] = (24, 168),
    };

    public static (TimeSpan FirstResponse, TimeSpan Resolution) Of(CasePriority priority) =>
        (TimeSpan.FromHours(Hours[priority].FirstResponse), TimeSpan.FromHours(Hours[priority].Resolution));
}
