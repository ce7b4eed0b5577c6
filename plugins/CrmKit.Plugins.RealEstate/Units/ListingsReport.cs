using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>What is on the market: how many, how large and at which prices, by kind.</summary>
internal sealed class ListingsReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "realestate.listings", Label = new("Units on the market", "在售房源") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var listed = await session.Records.ListAsync(
            new Specification<CustomRecord>(p => p[Units.Status] == Units.Available).OfType(Units.Type).OrderBy(p => p[Units.AskingPrice]), cancellationToken);
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var kind in listed.GroupBy(p => p[Units.Kind] ?? "").OrderBy(g => g.Key, StringComparer.Ordinal))
            rows.Add([kind.Key, (long)kind.Count(), kind.Sum(p => p[Units.Area] ?? 0), kind.Min(p => p[Units.AskingPrice]), kind.Max(p => p[Units.AskingPrice])]);
        return new ReportTable(Definition.Key, parameters.AsOf ?? session.Today,
            [
                new ReportColumn("kind", new("Kind", "类型"), FieldKind.Option), new ReportColumn("count", new("Units", "房源数"), FieldKind.Integer),
                new ReportColumn("area", new("Area (m²)", "面积（平方米）"), FieldKind.Number),
                new ReportColumn("lowest", new("Lowest price", "最低报价"), FieldKind.Money), new ReportColumn("highest", new("Highest price", "最高报价"), FieldKind.Money),
            ], rows);
    }
}
