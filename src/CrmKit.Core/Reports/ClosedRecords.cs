using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Who was won or lost by the end of a day, and who was open: from the rows, and from the stage history for what has been reopened since.</summary>
internal static class ClosedRecords
{
    /// <summary>Closed in the period, up to the day, and closed still.</summary>
    public static IQueryable<Fact> Still(ReportScope scope, ReportParameters parameters)
    {
        var last = Last(scope, parameters);
        var closed = scope.Facts.Where(f => (f.Category == StageCategory.Won || f.Category == StageCategory.Lost) && f.ClosedOn <= last);
        return parameters.From is { } from ? closed.Where(f => f.ClosedOn >= from) : closed;
    }

    /// <summary>Closed in the period and at the end of the day, but reopened or moved to another pipeline since. Reopening is rare: these are rows, not a query.</summary>
    public static async Task<IReadOnlyList<Fact>> OnceAsync(ReportScope scope, ReportParameters parameters, CancellationToken cancellationToken)
    {
        if (!scope.IsPast) return [];
        var (pipeline, end, last, zone) = (scope.Pipeline.Key, scope.EndOfDay, Last(scope, parameters), scope.Session.Options.TimeZone);
        var left = scope.Stays.Where(h => h.PipelineKey == pipeline && h.EnteredAt < end && h.LeftAt >= end && (h.Category == StageCategory.Won || h.Category == StageCategory.Lost));
        var rows = await scope.ListAsync(left.Join(scope.All, h => h.RecordId, f => f.Id, (h, f) => new { h.StageKey, h.Category, h.EnteredAt, Fact = f }), cancellationToken);
        return [.. rows
            .Where(r => !(r.Fact.Pipeline == pipeline && r.Fact.ClosedOn <= last))
            .Select(r => r.Fact with { Stage = r.StageKey, Category = r.Category, ClosedOn = Instants.DayOf(r.EnteredAt, zone) })
            .Where(f => f.ClosedOn <= last && !(f.ClosedOn < parameters.From))];
    }

    /// <summary>Open at the end of the day: opened by then, and in an open stage; where history begins later, open now or closed later.</summary>
    public static IQueryable<Fact> OpenThen(ReportScope scope)
    {
        if (!scope.IsPast) return scope.Facts.Where(f => f.Category == StageCategory.Open);
        var (pipeline, day, end, stays, then) = (scope.Pipeline.Key, scope.AsOf, scope.EndOfDay, scope.Stays, scope.StaysThen);
        return scope.All.Where(f => (f.OpenedOn != null ? f.OpenedOn <= day : f.CreatedAt < end)
            && (then.Any(h => h.RecordId == f.Id && h.PipelineKey == pipeline && h.Category == StageCategory.Open)
                ? f.ClosedOn == null || f.ClosedOn > day
                : f.Pipeline == pipeline && !stays.Any(h => h.RecordId == f.Id && h.EnteredAt < end)
                    && (f.Category == StageCategory.Open || ((f.Category == StageCategory.Won || f.Category == StageCategory.Lost) && f.ClosedOn > day))));
    }

    private static DateOnly Last(ReportScope scope, ReportParameters parameters) => parameters.Until is { } until && until < scope.AsOf ? until : scope.AsOf;
}
