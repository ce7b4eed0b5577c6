namespace CrmKit.Reports;

/// <summary>The arithmetic of reports: exact until the last step, rounded to two decimals there.</summary>
internal static class Figures
{
    /// <summary>A share in percent, half away from zero; <see langword="null"/> of nothing.</summary>
    public static decimal? Percent(long part, long whole) => whole == 0 ? null : Round(100m * part / whole);

    public static decimal? Mean(decimal sum, long count) => count == 0 ? null : Round(sum / count);

    /// <summary>The middle value of a histogram, or the mean of the two middle ones.</summary>
    public static decimal? Median(IEnumerable<(int Value, long Count)> histogram)
    {
        var values = histogram.GroupBy(h => h.Value).Select(g => (Value: g.Key, Count: g.Sum(h => h.Count))).OrderBy(h => h.Value).ToList();
        var count = values.Sum(v => v.Count);
        return count == 0 ? null : (At(values, (count - 1) / 2) + At(values, count / 2)) / 2m;
    }

    public static decimal Round(decimal value) => decimal.Round(value, 2, MidpointRounding.AwayFromZero);

    private static int At(List<(int Value, long Count)> values, long position)
    {
        foreach (var (value, count) in values)
        {
            if (position < count) return value;
            position -= count;
        }
        return values[^1].Value;
    }
}
