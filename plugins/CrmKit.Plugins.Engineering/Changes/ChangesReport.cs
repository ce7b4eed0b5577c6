using CrmKit.Contracts;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Engineering;

/// <summary>Contracts with change orders: value as signed, approved changes, value now, and what is still undecided.</summary>
internal sealed class ChangesReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "engineering.changes", Label = new("Contract changes", "合同变更一览") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var orders = (await session.SeenAsync<CustomRecord>(new RecordQuery(ChangeOrders.Type), int.MaxValue, cancellationToken)).Items.ToLookup(c => c[ChangeOrders.Contract]!.Value);
        var contracts = (await session.Records.GetManyAsync("contract", [.. orders.Select(o => o.Key)], cancellationToken)).Cast<Contract>().OrderBy(c => c.Number, StringComparer.Ordinal);
        var rows = contracts.Select(c => (IReadOnlyList<object?>)
        [
            c.Number, c.Name, c[ContractTerms.OriginalAmount] ?? c.Amount, Sum(c, Pipelines.StageCategory.Won), c.Amount, Sum(c, Pipelines.StageCategory.Open), (long)orders[c.Id].Count(), c.Currency,
        ]);
        return new ReportTable(Definition.Key, session.Today,
            [
                new ReportColumn("number", new("Number", "编号"), FieldKind.Text), new ReportColumn("contract", new("Contract", "合同"), FieldKind.Text), new ReportColumn("original", new("Value as signed", "签约金额"), FieldKind.Money),
                new ReportColumn("approved", new("Approved changes", "已批准变更"), FieldKind.Money), new ReportColumn("amount", new("Value now", "当前合同额"), FieldKind.Money), new ReportColumn("open", new("Undecided changes", "待决变更"), FieldKind.Money),
                new ReportColumn("changes", new("Change orders", "变更单数"), FieldKind.Integer), new ReportColumn("currency", new("Currency", "币种"), FieldKind.Text),
            ], [.. rows]);

        decimal Sum(Contract contract, Pipelines.StageCategory category) => orders[contract.Id].Where(o => o.StageCategory == category).Sum(o => o[ChangeOrders.Amount] ?? 0);
    }
}
