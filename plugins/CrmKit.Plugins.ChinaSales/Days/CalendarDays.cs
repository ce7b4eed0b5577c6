using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.ChinaSales;

/// <summary>The record type by which administrators add the holidays and make-up days of later years, or company holidays.</summary>
public static class CalendarDays
{
    public const string Type = "chinasales.calendar-day";

    public static readonly Field<DateOnly> Day = Field.Date("chinasales.day");
    public static readonly Field<bool> IsWorked = Field.Bool("chinasales.is-worked");

    public static void Define(CustomTypeBuilder type) => type
        .Named("Calendar day", "Calendar days", "日历日")
        .Plural("chinasales.calendar-days")
        .Fields(fields => fields
            .Add(Day, "Day", "日期", f => f with { IsRequired = true, IsUnique = true, Description = new("The day that differs from the usual week; once per day.", "与常规工作周不同的日期；每日一条。") })
            .Add(IsWorked, "Worked", "上班", f => f with { Description = new("Yes for a weekend day that is worked, no for a day off.", "调休上班为“是”，放假为“否”。") }));

    /// <summary>The calendar with what administrators added, for days from about now on.</summary>
    internal static async Task<WorkingDays> ReadAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Pools.Actor);
        var added = await Ask.ListAsync<CustomRecord>(session, Type, $"custom.{Day.Key} ge today(-400)", cancellationToken);
        return added.Count == 0 ? WorkingDays.Official : WorkingDays.Official.With(added.Select(d => new KeyValuePair<DateOnly, bool>(d[Day]!.Value, d[IsWorked])));
    }
}
