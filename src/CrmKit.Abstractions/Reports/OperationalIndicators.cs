using System.Globalization;
using CrmKit.Pipelines;

namespace CrmKit.Reports;

/// <summary>Which records stand behind a figure of the report <c>operations</c>: one filter each, by which the report counts and pages list them.</summary>
internal static class OperationalIndicators
{
    private const int MostLimits = 12; // a filter has at most 50 comparisons

    /// <summary>The type of the records and their filter; <see langword="null"/> for figures that are no count of one filter.</summary>
    /// <param name="column">The column's key.</param>
    /// <param name="catalog">For the limits of stages.</param>
    /// <param name="from">The first day of the period.</param>
    /// <param name="until">Its last day.</param>
    public static (string Type, string Filter)? Of(string column, CatalogSnapshot catalog, DateOnly from, DateOnly until) => column switch
    {
        "leads" => ("lead", $"createdAt ge {Day(from)} and createdAt lt {Day(until.AddDays(1))}"),
        "openLeads" => ("lead", "stageCategory eq 'open'"),
        "tasksLate" => ("follow-up", "doneAt eq null and dueAt lt now()"),
        "dealsStuck" => Stuck(catalog) is { } stuck ? ("opportunity", stuck) : null,
        "ordersLate" => ("order", "stageCategory eq 'open' and any(fulfilment-milestones, plannedOn lt today() and reachedOn eq null)"),
        "casesLate" => ("case", "stageCategory eq 'open' and resolutionDueAt lt now()"),
        _ => null,
    };

    // Longer in their stage than it allows.
    private static string? Stuck(CatalogSnapshot catalog)
    {
        var limits = catalog.PipelinesOf("opportunity").SelectMany(p => p.Stages.Where(s => s is { Category: StageCategory.Open, AgeingLimit: not null }).Select(s => (Pipeline: p.Key, Stage: s.Key, Days: (int)s.AgeingLimit!.Value.TotalDays)))
            .GroupBy(s => (s.Pipeline, s.Days)).Take(MostLimits)
            .Select(g => $"(pipeline eq '{g.Key.Pipeline}' and stage in ({string.Join(", ", g.Select(s => $"'{s.Stage}'"))}) and stageEnteredAt lt now({(-g.Key.Days).ToString(CultureInfo.InvariantCulture)}))").ToList();
        return limits.Count == 0 ? null : $"stageCategory eq 'open' and ({string.Join(" or ", limits)})";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
