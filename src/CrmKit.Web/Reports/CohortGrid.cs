using System.Globalization;
using CrmKit.Reports;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Cohorts as people read them: a row for each, its size and revenue, and how much of it bought month after month, the darker the more.</summary>
internal static class CohortGrid
{
    private const int Shades = 5;

    public static bool IsFor(ReportTable table) => table.Report == "cohorts" && table.Columns[0].Key == "cohort";

    public static (IReadOnlyList<ReportHeading> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows) Of(ReportTable table, WebCall call)
    {
        var at = table.Columns.Select((c, i) => (c.Key, i)).ToDictionary(c => c.Key, c => c.i);
        var months = table.Rows.Select(After).DefaultIfEmpty().Max();
        var today = (table.AsOf.Year * 12) + table.AsOf.Month;
        List<ReportHeading> columns =
        [
            Heading("cohort"), Heading("customers"), Heading("revenue"),
            .. Later().Select(m => new ReportHeading($"after-{m}", "+" + m.ToString(CultureInfo.InvariantCulture), IsNumber: true, m == 1 ? call.Texts["report.cohorts.grid"] : null)),
        ];
        var rows = new List<IReadOnlyList<ReportCell>>();
        foreach (var cohort in table.Rows.GroupBy(r => (string)r[at["cohort"]]!).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var shares = cohort.ToDictionary(After, r => Convert.ToDecimal(r[at["share"]] ?? 0m, CultureInfo.InvariantCulture));
            var first = cohort.First(r => After(r) == 0);
            var revenue = cohort.All(r => r[at["revenue"]] is null) ? (decimal?)null : cohort.Sum(r => Convert.ToDecimal(r[at["revenue"]] ?? 0m, CultureInfo.InvariantCulture));
            var begun = (int.Parse(cohort.Key.AsSpan(0, 4), CultureInfo.InvariantCulture) * 12) + int.Parse(cohort.Key.AsSpan(5), CultureInfo.InvariantCulture);
            rows.Add(
            [
                Cell(cohort.Key), Cell(call.Text.Of(FieldKind.Integer, first[at["customers"]])),
                Cell(revenue is { } sum ? $"{sum.ToString("#,##0.00", call.Format)} {first[at["currency"]]}" : ""),
                .. Later().Select(m => begun + m > today ? Cell("") with { IsAhead = true } : Share(shares.GetValueOrDefault(m))),
            ]);
        }
        return (columns, rows);

        // In the month of the first purchase all of them bought.
        IEnumerable<int> Later() => Enumerable.Range(1, months);
        int After(IReadOnlyList<object?> row) => Convert.ToInt32(row[at["monthsAfter"]], CultureInfo.InvariantCulture);
        ReportHeading Heading(string key) => new(key, table.Columns[at[key]].Label.For(call.Culture), key != "cohort", key == "customers" ? call.Texts["report.cohorts.size"] : call.Texts.Find("report.cohorts." + key));
        ReportCell Share(decimal share) => Cell(share.ToString("0.#", call.Format) + "%") with { Shade = (int)Math.Ceiling(share / 100 * Shades) };
    }

    private static ReportCell Cell(string text) => new(text, null, null, null);
}
