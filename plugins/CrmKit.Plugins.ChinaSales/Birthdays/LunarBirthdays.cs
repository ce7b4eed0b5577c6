using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.ChinaSales;

/// <summary>Birthdays by the calendar that a person keeps: on contacts, beside the date of birth.</summary>
public static class LunarBirthdays
{
    public static readonly Field<string> Calendar = Field.Option("chinasales.birthday-calendar");
    public static readonly Field<long> Month = Field.Integer("chinasales.lunar-month");
    public static readonly Field<long> Day = Field.Integer("chinasales.lunar-day");
    public static readonly Field<bool> IsLeap = Field.Bool("chinasales.lunar-leap-month");

    public const string Solar = "solar", Lunar = "lunar";

    internal static FieldsBuilder Define(FieldsBuilder fields) => fields
        .Add(Calendar, "Keeps birthday by", "生日历法", f => f with { Options = [new(Solar, new("Solar calendar", "公历")), new(Lunar, new("Lunar calendar", "农历"))], Description = new("The calendar by which the person celebrates; reminders go by it.", "过生日所用的历法；提醒据此计算。") })
        .Add(Month, "Lunar month of birth", "农历生日（月）", f => f with { Minimum = 1, Maximum = 12, IsIndexed = true, Description = new("1 to 12; reckoned from the date of birth when left empty.", "1 到 12；留空则由出生日期换算。") })
        .Add(Day, "Lunar day of birth", "农历生日（日）", f => f with { Minimum = 1, Maximum = 30, Description = new("1 to 30; reckoned from the date of birth when left empty.", "1 到 30；留空则由出生日期换算。") })
        .Add(IsLeap, "In a leap month", "闰月", f => f with { Description = new("Kept in the ordinary month of that number in years without the leap month.", "当年无此闰月时，按平月过生日。") });

    /// <summary>The lunar birthday of a contact; <see langword="null"/> when it has none.</summary>
    internal static LunarDate? Of(Contact contact) => contact[Month] is { } month && contact[Day] is { } day ? new LunarDate((int)month, (int)day, contact[IsLeap]) : null;

    /// <summary>The next birthday, by the calendar that the person keeps; lunar when only that is known. 29 February is kept on the 28th in other years.</summary>
    internal static (DateOnly On, string Calendar)? Next(Contact contact, DateOnly from)
    {
        if ((contact[Calendar] == Lunar || contact.BornOn is null) && Of(contact) is { } lunar) return lunar.Next(from) is { } next ? (next, Lunar) : null;
        if (contact.BornOn is not { } born) return null;
        var on = InYear(born, from.Year);
        return (on >= from ? on : InYear(born, from.Year + 1), Solar);
    }

    private static DateOnly InYear(DateOnly born, int year) => new(year, born.Month, Math.Min(born.Day, DateTime.DaysInMonth(year, born.Month)));
}

/// <summary>Who keeps the lunar calendar and gave a date of birth gets the lunar day reckoned.</summary>
internal sealed class LunarDays : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
        {
            if (change.Operation == RecordOperation.Delete || change.After is not Contact { BornOn: { } born } contact || contact[LunarBirthdays.Calendar] != LunarBirthdays.Lunar) continue;
            var isGiven = contact[LunarBirthdays.Month] is not null || contact[LunarBirthdays.Day] is not null;
            if ((isGiven && (change.Before is not Contact before || before.BornOn == born)) || LunarDate.From(born) is not { } lunar) continue;
            (contact[LunarBirthdays.Month], contact[LunarBirthdays.Day], contact[LunarBirthdays.IsLeap]) = (lunar.Month, lunar.Day, lunar.IsLeap);
        }
        return default;
    }
}

/// <summary>A lunar birthday is a month and a day.</summary>
internal sealed class LunarDayCheck : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.After[LunarBirthdays.Month] is null != change.After[LunarBirthdays.Day] is null) context.Refuse(change, ChinaSalesErrors.LunarDay());
        return default;
    }
}
