using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Reports;

namespace CrmKit.Web;

/// <summary>A report with all that was chosen, as an address or a tile of a dashboard holds it.</summary>
internal sealed record ReportQuestion(string Key)
{
    public string? Period { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? Until { get; init; }
    public string? Compare { get; init; }
    public string? By { get; init; }
    public string? Pipeline { get; init; }
    public string? Type { get; init; }
    public Guid? Owner { get; init; }
    public Guid? Team { get; init; }
    public string? Filter { get; init; }
    public DateOnly? AsOf { get; init; }
    public int? Days { get; init; }

    /// <exception cref="ApiException"><c>request.parameter</c>: a day, number or id that is none.</exception>
    public static ReportQuestion Read(string key, Func<string, string?> value)
    {
        var (from, until, period) = (Day("from"), Day("until"), value("period"));
        return new ReportQuestion(key)
        {
            Period = ReportPeriods.Names.Contains(period) ? period : (from ?? until) is not null ? ReportPeriods.Custom : null,
            From = ReportPeriods.Names.Contains(period) ? null : from, Until = ReportPeriods.Names.Contains(period) ? null : until,
            Compare = ReportPeriods.Comparisons.Contains(value("compare")) ? value("compare") : null,
            By = value("by"), Pipeline = value("pipeline"), Type = value("type"), Owner = Id("owner"), Team = Id("team"), Filter = value("filter"), AsOf = Day("asOf"),
            Days = value("days") is not { } days ? null : int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw ApiErrors.Parameter("days", "a whole number"),
        };

        DateOnly? Day(string name) => value(name) is not { } text ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && UsableDays.Has(day) ? day : throw ApiErrors.Parameter(name, UsableDays.Range);

        Guid? Id(string name) => value(name) is not { } text ? null : Guid.TryParseExact(text, "D", out var id) ? id : throw ApiErrors.Parameter(name, "an id");
    }

    /// <summary>What was chosen, by the names that <see cref="Read"/> knows.</summary>
    public IEnumerable<KeyValuePair<string, string>> Chosen => new (string Name, string? Value)[]
    {
        ("period", Period == ReportPeriods.Custom ? null : Period), ("from", Text(From)), ("until", Text(Until)), ("compare", Compare), ("by", By), ("pipeline", Pipeline), ("type", Type),
        ("owner", Owner?.ToString()), ("team", Team?.ToString()), ("filter", Filter), ("asOf", Text(AsOf)), ("days", Days?.ToString(CultureInfo.InvariantCulture)),
    }.Where(c => c.Value is not null).Select(c => KeyValuePair.Create(c.Name, c.Value!));

    public string At(string path) => WebLinks.With(path, [.. Chosen.Select(c => (c.Key, (string?)c.Value))]);

    /// <summary>What the report is asked; only what it heeds.</summary>
    public ReportParameters Parameters(ReportScope scope, DateOnly today)
    {
        var (from, until) = Span(scope, today);
        return new ReportParameters
        {
            By = By is not null && scope.Dimensions.Contains(By) ? By : null, Pipeline = scope.HasPipeline ? Pipeline : null, Type = scope.HasType ? Type : null, Filter = FilterOf(scope), From = from, Until = until,
            AsOf = scope.HasAsOf ? AsOf : null, Days = scope.HasDays ? Days : null,
        };
    }

    /// <summary>The same of another time; <see langword="null"/> when nothing is to be compared.</summary>
    public ReportParameters? Earlier(ReportScope scope, DateOnly today)
    {
        if (Compare is null || !(scope.HasPeriod || scope.HasAsOf)) return null;
        var now = Parameters(scope, today);
        if (now is { From: { } from, Until: { } until })
        {
            if ((Compare == ReportPeriods.Year ? (from.AddYears(-1), until.AddYears(-1)) : ReportPeriods.Before(from, until)) is not var (first, last)) return null;
            return now with { From = first, Until = last, AsOf = scope.HasAsOf && last < today ? last : now.AsOf };
        }
        if (!scope.HasAsOf) return null;
        var day = AsOf ?? today;
        return now with { AsOf = Compare == ReportPeriods.Year ? day.AddYears(-1) : day.AddMonths(-1) };
    }

    /// <summary>The filter over the records, with owner and team.</summary>
    public string? FilterOf(ReportScope scope)
    {
        if (!scope.HasFilter) return null;
        string?[] parts = [Filter is null ? null : scope.HasOwner && (Owner ?? Team) is not null ? $"({Filter})" : Filter, scope.HasOwner && Owner is { } owner ? $"ownerId eq '{owner}'" : null, scope.HasOwner && Team is { } team ? $"teamId eq '{team}'" : null];
        return string.Join(" and ", parts.OfType<string>()) is { Length: > 0 } filter ? filter : null;
    }

    private (DateOnly? From, DateOnly? Until) Span(ReportScope scope, DateOnly today) => !scope.HasPeriod ? (null, null) : Period is null or ReportPeriods.Custom ? (From, Until) : ReportPeriods.Of(Period, today);

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
