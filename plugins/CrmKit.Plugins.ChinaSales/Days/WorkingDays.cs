namespace CrmKit.ChinaSales;

/// <summary>Which days are worked in China: Monday to Friday without the days off of statutory holidays, and the weekend days worked for them (调休). Immutable, thread safe.</summary>
/// <remarks>
/// The days of 2023 to 2026 are those that the General Office of the State Council announced; administrators add later years, and days of their own, as records of type
/// <c>chinasales.calendar-day</c>. In a year that neither knows, Monday to Friday count as working days: ask <see cref="Knows"/>, because such a reckoning is only a guess.
/// </remarks>
public sealed class WorkingDays
{
    private readonly Dictionary<DateOnly, bool> _special;
    private readonly HashSet<int> _years;

    private WorkingDays(Dictionary<DateOnly, bool> special, HashSet<int> years) => (_special, _years) = (special, years);

    /// <summary>What is built in: 2023 to 2026.</summary>
    public static WorkingDays Official { get; } = ReadOfficial();

    /// <summary>The same with further days; they win over what is built in, and make their years known.</summary>
    /// <param name="days">Each day, and whether it is worked.</param>
    public WorkingDays With(IEnumerable<KeyValuePair<DateOnly, bool>> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        var (special, years) = (new Dictionary<DateOnly, bool>(_special), new HashSet<int>(_years));
        foreach (var (day, isWorked) in days)
        {
            special[day] = isWorked;
            years.Add(day.Year);
        }
        return new WorkingDays(special, years);
    }

    /// <summary>Whether holidays of that year are known; in others only weekends are left out.</summary>
    public bool Knows(int year) => _years.Contains(year);

    /// <summary>Whether people work on that day.</summary>
    public bool IsWorkingDay(DateOnly day) => _special.TryGetValue(day, out var isWorked) ? isWorked : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>The day that is a number of working days after another one, which itself does not count: one after a Friday is usually Monday; 0 is the day itself.</summary>
    /// <param name="from">The day to start from, worked or not.</param>
    /// <param name="days">0 to 10,000.</param>
    public DateOnly Add(DateOnly from, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, 10_000);
        var day = from;
        while (days > 0)
            if (IsWorkingDay(day = day.AddDays(1))) days--;
        return day;
    }

    /// <summary>How many working days there are from the first to the last day, both included; 0 when the last is before the first.</summary>
    public int Count(DateOnly first, DateOnly last)
    {
        var count = 0;
        for (var day = first; day <= last; day = day.AddDays(1))
            if (IsWorkingDay(day)) count++;
        return count;
    }

    private static WorkingDays ReadOfficial()
    {
        var special = new Dictionary<DateOnly, bool>();
        foreach (var line in Resource.Lines("holidays.txt"))
        {
            var parts = line.Split('|');
            var span = parts[2].Split("..");
            for (var (day, last) = (Day(span[0]), Day(span[1])); day <= last; day = day.AddDays(1)) special[day] = false;
            foreach (var worked in parts[3].Split(',', StringSplitOptions.RemoveEmptyEntries)) special[Day(worked)] = true;
        }
        return new WorkingDays(special, [.. special.Keys.Select(d => d.Year)]);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
