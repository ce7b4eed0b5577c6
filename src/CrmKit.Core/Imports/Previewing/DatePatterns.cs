using System.Globalization;
using CrmKit.Imports.Values;

namespace CrmKit.Imports.Previewing;

/// <summary>Finds the formats in which days and times are written.</summary>
internal sealed class DatePatterns
{
    // One line per way of writing; those of one line part the same texts in different orders.
    private static readonly string[][] Days =
    [
        ["yyyy-M-d"], ["yyyy/M/d"], ["yyyy.M.d"], ["yyyy'年'M'月'd'日'"], ["d.M.yyyy"], ["d.M.yy"],
        ["d/M/yyyy", "M/d/yyyy"], ["d/M/yy", "M/d/yy"], ["d-M-yyyy", "M-d-yyyy"], ["d-M-yy", "M-d-yy"],
        ["d-MMM-yyyy"], ["d-MMM-yy"], ["d MMM yyyy"], ["d MMM, yyyy"], ["d MMMM yyyy"], ["MMM d, yyyy"], ["MMMM d, yyyy"], ["MMM d yyyy"],
    ];
    private static readonly string[] Times = ["", " H:mm", " H:mm:ss", " h:mm tt", " h:mm:ss tt", ", H:mm", ", H:mm:ss", "'T'H:mm:ss", " H:mm:ss.FFF", " 'at' h:mm tt"];

    private DatePatterns(IReadOnlyList<string> formats, bool isDoubtful) => (Formats, IsDoubtful) = (formats, isDoubtful);

    /// <summary>For the map; empty for ISO 8601.</summary>
    public IReadOnlyList<string> Formats { get; }

    /// <summary>Whether another order of day and month reads all the texts as well, and says other days.</summary>
    public bool IsDoubtful { get; }

    /// <summary>The formats that read all texts, or as many as any do.</summary>
    public static DatePatterns Of(IReadOnlyList<string> texts, Func<string, bool> isIso)
    {
        var rest = texts.Where(t => !isIso(t)).ToList();
        if (rest.Count == 0) return new DatePatterns([], isDoubtful: false);
        var (formats, isDoubtful) = (new List<string>(), false);
        while (rest.Count > 0)
        {
            var (best, read, rivals) = Best(rest);
            if (read.Count == 0) break;
            formats.AddRange(best);
            isDoubtful |= rivals;
            rest = [.. rest.Except(read)];
        }
        if (formats.Count == 0) return new DatePatterns([], isDoubtful: false);
        if (texts.Any(isIso)) formats.AddRange(DateText.IsoFormats);
        return new DatePatterns(formats, isDoubtful);
    }

    // The day with those times that read most; whether an order of day and month beside it reads as many and means something else.
    private static (List<string> Formats, List<string> Read, bool IsDoubtful) Best(List<string> texts)
    {
        var (best, bestRead, doubt) = (new List<string>(), new List<string>(), false);
        foreach (var orders in Days)
        {
            var readings = orders.Select(day => Times.Select(time => day + time).Select(f => (Format: f, Read: texts.Where(t => Reads(t, f)).ToList())).Where(r => r.Read.Count > 0).ToList()).ToList();
            var counts = readings.ConvertAll(r => r.SelectMany(f => f.Read).Distinct().Count());
            var at = counts.IndexOf(counts.Max());
            if (counts[at] <= bestRead.Count) continue;
            best = readings[at].ConvertAll(r => r.Format);
            bestRead = [.. readings[at].SelectMany(r => r.Read).Distinct()];
            doubt = orders.Length > 1 && counts[0] == counts[1] && bestRead.Any(t => Day(t, readings[0].ConvertAll(r => r.Format)) != Day(t, readings[1].ConvertAll(r => r.Format)));
        }
        return (best, bestRead, doubt);
    }

    private static bool Reads(string text, string format) => DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out _);

    private static DateTime? Day(string text, List<string> formats) =>
        DateTime.TryParseExact(text, [.. formats], CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day) ? day.Date : null;
}
