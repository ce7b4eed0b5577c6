using System.Globalization;
using CrmKit.Access;
using CrmKit.Planning;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Targets with how far they are reached, out of the report that also REST and files have.</summary>
internal static class TargetBars
{
    /// <param name="call">Who asks.</param>
    /// <param name="isWanted">Of which user or team.</param>
    /// <returns>None for those who may not see what counts towards targets.</returns>
    public static async Task<IReadOnlyList<TargetBar>> OfAsync(WebCall call, Func<Guid?, Guid?, bool> isWanted)
    {
        Reports.ReportTable table;
        try
        {
            table = await call.Session.Reports.RunAsync("targets", null, call.Cancelled);
        }
        catch (CrmForbiddenException)
        {
            return [];
        }
        var type = call.Session.Catalog.Type(typeof(SalesTarget));
        var mayOpen = await call.MayAsync(type, Operations.Read);
        var at = table.Columns.Select((c, i) => (c.Key, Index: i)).ToDictionary(c => c.Key, c => c.Index);
        return [.. table.Rows.Where(r => isWanted((Guid?)r[at["userId"]], (Guid?)r[at["teamId"]])).Select(Bar)];

        TargetBar Bar(IReadOnlyList<object?> row)
        {
            string Money(string column) => row[at[column]] is decimal amount ? $"{amount.ToString("#,##0.##", call.Format)} {row[at["currency"]]}" : "";
            string Day(string column) => ((DateOnly)row[at[column]]!).ToString("d", call.Format);
            var whom = (string)row[at["for"]]!;
            var (share, elapsed, expected) = ((decimal)row[at["attainment"]]!, (decimal)row[at["elapsed"]]!, (decimal?)row[at["expectedAttainment"]]);
            return new TargetBar
            {
                Label = (string)row[at["target"]]!,
                Address = mayOpen ? call.Links.Record(type, (Guid)row[at["targetId"]]!) : null,
                For = call.Texts.Find("report.value." + whom) ?? whom,
                Span = call.Texts.Format("report.span", Day("startsOn"), Day("endsOn")),
                Won = call.Texts.Format("target.won-of", Money("won"), Money("goal")),
                Percent = share.ToString("0.#", call.Format) + "%",
                Share = Math.Min(share, 100).ToString("0.##", CultureInfo.InvariantCulture),
                Expected = expected is { } percent ? call.Texts.Format("target.expected", Money("expected"), percent.ToString("0.#", call.Format)) : "",
                IsBehind = share < elapsed && (expected ?? share) < 100,
            };
        }
    }
}
