using System.Globalization;
using CrmKit.Sessions;

namespace CrmKit.Imports.Values;

/// <summary>Days and instants by the formats of a column; without formats by ISO 8601.</summary>
internal sealed class DateText(IReadOnlyList<string> formats, DateOnly today, string timeZone)
{
    /// <summary>ISO 8601, with and without a time.</summary>
    public static IReadOnlyList<string> IsoFormats { get; } =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyyMMdd",
    ];

    private readonly string[] _formats = formats.Count > 0 ? [.. formats] : [.. IsoFormats];
    private readonly CultureInfo _culture = CultureOf(today);

    /// <summary>The same with other formats.</summary>
    public DateText With(IReadOnlyList<string> others) => new(others, today, timeZone);

    /// <summary>What is expected, for messages.</summary>
    public string Expected => formats.Count > 0 ? string.Join(" or ", formats) : "yyyy-MM-dd";

    /// <summary>The day as written; a time behind it is left out.</summary>
    public bool TryDay(string text, out DateOnly day)
    {
        day = default;
        if (!TryParse(text, out var written)) return false;
        day = DateOnly.FromDateTime(written.DateTime);
        return true;
    }

    /// <summary>The instant in UTC; without an offset in the text, the time of the tenant's zone.</summary>
    public bool TryInstant(string text, out DateTimeOffset instant)
    {
        instant = default;
        if (!TryParse(text, out var written)) return false;
        instant = Instants.Truncate(written.Offset == Unspecified ? AtZone(written.DateTime) : written);
        return true;
    }

    // No zone has this offset: it marks a text that names none.
    private static readonly TimeSpan Unspecified = new(13, 59, 0);

    private bool TryParse(string text, out DateTimeOffset written)
    {
        written = default;
        if (!DateTime.TryParseExact(text, _formats, _culture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.RoundtripKind, out var time)) return false;
        if (time.Kind == DateTimeKind.Utc) written = new DateTimeOffset(time, TimeSpan.Zero);
        else if (time.Kind == DateTimeKind.Unspecified)
        {
            if (time.Year is < 2 or > 9998) return false;
            written = new DateTimeOffset(time, Unspecified);
        }
        else return DateTimeOffset.TryParseExact(text, _formats, _culture, DateTimeStyles.AllowWhiteSpaces, out written);
        return true;
    }

    private DateTimeOffset AtZone(DateTime local)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15); // the hour that is skipped when clocks go forward
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    // Two-digit years reach 20 years ahead: contracts end in the future, birthdays and deals are in the past.
    private static CultureInfo CultureOf(DateOnly today)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar { TwoDigitYearMax = today.Year + 20 };
        return culture;
    }
}
