using System.Globalization;

namespace CrmKit.Web;

/// <summary>How far off something is, as a person would say it: two days late, tomorrow at nine.</summary>
internal sealed class DueText(WebTexts texts, CultureInfo format, TimeZoneInfo zone, DateTimeOffset now)
{
    private const int Near = 7;

    public (string Text, bool IsLate) Of(DateTimeOffset due)
    {
        var local = TimeZoneInfo.ConvertTime(due, zone);
        var (days, time) = (Days(DateOnly.FromDateTime(local.DateTime)), local.ToString("t", format));
        return days switch
        {
            0 => (texts.Format(due < now ? "due.since" : "due.today-at", time), due < now),
            1 => (texts.Format("due.tomorrow-at", time), false),
            _ => Of(DateOnly.FromDateTime(local.DateTime)),
        };
    }

    public (string Text, bool IsLate) Of(DateOnly due) => Days(due) switch
    {
        -1 => (texts["due.day-late"], true),
        < 0 and var days => (texts.Format("due.days-late", (-days).ToString("N0", format)), true),
        0 => (texts["due.today"], false),
        1 => (texts["due.tomorrow"], false),
        <= Near and var days => (texts.Format("due.in-days", days), false),
        _ => (due.ToString("d", format), false),
    };

    /// <summary>For how long something has been so, in whole days.</summary>
    public string Since(DateTimeOffset begin) => (int)(now - begin).TotalDays is var days && days == 1 ? texts["due.for-day"] : texts.Format("due.for-days", days.ToString("N0", format));

    private int Days(DateOnly due) => due.DayNumber - DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).DayNumber;
}
