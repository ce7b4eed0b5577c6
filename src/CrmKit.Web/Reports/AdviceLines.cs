using CrmKit.AspNetCore;
using CrmKit.Reports;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What the figures of <c>funnel-advice</c> say in sentences, stage by stage.</summary>
internal static class AdviceLines
{
    private const string NotEnough = "not-enough";

    /// <param name="table">The figures.</param>
    /// <param name="columns">Those that are shown.</param>
    /// <param name="rows">The same as texts.</param>
    /// <param name="call">For the reader's language.</param>
    public static IReadOnlyList<AdviceLine> Of(ReportTable table, IReadOnlyList<ReportHeading> columns, List<IReadOnlyList<ReportCell>> rows, WebCall call)
    {
        var at = columns.Select((c, i) => (c.Key, i)).ToDictionary(c => c.Key, c => c.i);
        var finding = table.Columns.Select((c, i) => (c.Key, i)).Single(c => c.Key == "finding").i;
        return [.. rows.Where((_, i) => table.Rows[i][finding] is string and not NotEnough).Select(Line)];

        AdviceLine Line(IReadOnlyList<ReportCell> row)
        {
            string Text(string column) => row[at[column]].Text;
            var said = new List<string> { call.Texts.Format("advice.lost", Text("lost"), Text("left"), Text("lostShare")) };
            if (Text("lostShareBefore").Length > 0) said.Add(call.Texts.Format("advice.before", Text("lostShareBefore")));
            if (Text("reason").Length > 0) said.Add(call.Texts.Format("advice.reason", Text("reason"), Text("reasonShare")));
            if (Text("source").Length > 0) said.Add(call.Texts.Format("advice.source", Text("source"), Text("sourceShare")));
            if (Text("lostDays").Length > 0 && Text("onwardDays").Length > 0) said.Add(call.Texts.Format("advice.days", Text("lostDays"), Text("onwardDays")));
            var open = row[at["open"]];
            return new AdviceLine(Text("label"), Text("finding"), said, open.Text == "0" ? null : call.Texts.Format("advice.open", open.Text), open.Address);
        }
    }
}
