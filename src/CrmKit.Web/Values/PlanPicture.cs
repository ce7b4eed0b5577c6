using System.Globalization;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Places planned and actual days on a line of time, a month a tick.</summary>
internal static class PlanPicture
{
    public const int RowHeight = 34;
    private const int Left = 220;
    private const int Plot = 760;
    private const int Head = 28;
    private const int MostTicks = 12;

    /// <summary><see langword="null"/> when no line has a day, or one has a day at the end of all calendars: a slip of the pen draws no line.</summary>
    public static PlanDrawing? Of(IReadOnlyList<PlanLine> lines, DateOnly today, CultureInfo format)
    {
        var days = lines.SelectMany(l => (DateOnly?[])[l.PlannedFrom, l.PlannedUntil, l.ActualFrom, l.ActualUntil]).OfType<DateOnly>().ToList();
        if (days.Count == 0 || !days.TrueForAll(UsableDays.Has)) return null;
        var (first, last) = (days.Min(), days.Max());
        var start = new DateOnly(first.Year, first.Month, 1);
        var end = new DateOnly(last.Year, last.Month, 1).AddMonths(1);
        var length = end.DayNumber - start.DayNumber;
        int X(DateOnly day) => Left + (int)Math.Round((double)(day.DayNumber - start.DayNumber) * Plot / length);
        PlanSpan Span(DateOnly from, DateOnly until) => new(X(from), Math.Max(2, X(until.AddDays(1)) - X(from)));

        var months = ((end.Year - start.Year) * 12) + end.Month - start.Month;
        var step = Math.Max(1, (months + MostTicks - 1) / MostTicks);
        var ticks = Enumerable.Range(0, months).Where(m => m % step == 0).Select(start.AddMonths).Select(m => new PlanTick(X(m), m.ToString(format.TwoLetterISOLanguageName == "zh" ? "yyyy年M月" : "MMM yyyy", format)));
        var rows = lines.Select((line, i) => new PlanBar(Head + (i * RowHeight), line.Label, line.Kind, line.IsLate, Bar(line.PlannedFrom, line.PlannedUntil), Bar(line.ActualFrom, line.ActualUntil ?? (line.ActualFrom < today && line.Kind == "project" ? today : null))));
        return new PlanDrawing(Left + Plot + 10, Head + (lines.Count * RowHeight) + 8, Left, [.. ticks], today >= start && today < end ? X(today) : null, [.. rows]);

        PlanSpan? Bar(DateOnly? from, DateOnly? until) => (from ?? until) is not { } some ? null : Span(from ?? some, until is { } to && to < end ? to : until is null ? some : end.AddDays(-1));
    }
}
