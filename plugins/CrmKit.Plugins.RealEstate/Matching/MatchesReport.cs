using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>The three best units for each open lead that says what it looks for, with the reasons.</summary>
internal sealed class MatchesReport : IReport
{
    private const int PerLead = 3, MostLeads = 1_000;

    public static readonly ReportDefinition Definition = new() { Key = "realestate.matches", Label = new("Units for leads", "线索匹配房源") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var filter = $"stageCategory eq 'open' and ({Searches.Budget.Key} ne null or {Searches.Area.Key} ne null or {Searches.Rooms.Key} ne null)";
        var page = await session.Records.QueryAsync(
            new RecordQuery("lead") { Filter = parameters.Filter is { Length: > 0 } more ? $"{filter} and ({more})" : filter, Size = MostLeads }, cancellationToken);
        var (matches, isComplete) = await UnitMatching.FindAsync(session, page.Items, PerLead, cancellationToken);
        var rows = matches.SelectMany(m => m.Matches.Select(u => (IReadOnlyList<object?>)[((Lead)m.Seeker).Name, m.Seeker.Id, u.Unit.Name, u.Unit.Id, u.Unit[Units.AskingPrice], u.Score, u.Why])).ToList();
        var remarks = new List<string>();
        if (page.Next is not null) remarks.Add($"Only the newest {MostLeads} leads were matched; narrow them with a filter.");
        if (!isComplete) remarks.Add("Only the cheapest 10,000 units were compared.");
        return new ReportTable(Definition.Key, session.Today,
            [
                new ReportColumn("lead", new("Lead", "线索"), FieldKind.Text), new ReportColumn("leadId", new("Lead id", "线索编号"), FieldKind.Reference),
                new ReportColumn("unit", new("Unit", "房源"), FieldKind.Text), new ReportColumn("unitId", new("Unit id", "房源编号"), FieldKind.Reference),
                new ReportColumn("price", new("Asking price", "报价"), FieldKind.Money), new ReportColumn("score", new("Score (0–100)", "评分（0–100）"), FieldKind.Number),
                new ReportColumn("reasons", new("Reasons", "依据"), FieldKind.Text),
            ], rows) { Remarks = remarks };
    }
}
