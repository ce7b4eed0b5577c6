using CrmKit.Contracts;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Scheduling;
using CrmKit.Sessions;

namespace CrmKit.Engineering;

/// <summary>Releases retention on the day after the defects liability ended, of contracts that nothing keeps from it; others wait for the next night.</summary>
internal sealed class RetentionRelease : IScheduledJob
{
    public static readonly JobDefinition Definition = new()
    {
        Key = "engineering.release-retention",
        Label = new("Release retention after the defects liability", "缺陷责任期满退还质保金"),
        Schedule = JobSchedule.Cron("15 1 * * *"),
    };

    public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var due = await session.AllAsync<Contract>("contract",
            $"{ContractTerms.DefectsUntilOn.Key} lt {session.Today:yyyy-MM-dd} and {ContractTerms.ReleasedOn.Key} eq null and {ContractTerms.RetentionHeld.Key} gt 0 and stageCategory eq 'won'", cancellationToken);
        var changes = new ChangeSet { AllOrNothing = false, Reason = "The defects liability ended." };
        foreach (var contract in due.Where(c => !c[ContractTerms.HasOpenDefects]))
            changes.Patch(new RecordRef("contract", contract.Id), new Dictionary<string, object?> { [ContractTerms.ReleasedOn.Key] = session.Today });
        await session.WriteAsync(changes, cancellationToken);
    }
}

/// <summary>Contracts with retention: what is held, and until when.</summary>
internal sealed class RetentionReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "engineering.retention", Label = new("Retention held", "质保金一览") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var contracts = (await session.SeenAsync<Contract>(new RecordQuery("contract") { Filter = $"{ContractTerms.RetentionHeld.Key} gt 0" }, int.MaxValue, cancellationToken)).Items;
        var today = parameters.AsOf ?? session.Today;
        var rows = contracts.OrderBy(c => c[ContractTerms.DefectsUntilOn] ?? DateOnly.MaxValue).ThenBy(c => c.Id)
            .Select(c => (IReadOnlyList<object?>)[c.Number, c.Name, c.Amount, c[ContractTerms.RetentionHeld], c.Currency, c[ContractTerms.DefectsUntilOn], c[ContractTerms.DefectsUntilOn] is { } until ? (long)(until.DayNumber - today.DayNumber) : null]);
        return new ReportTable(Definition.Key, today,
            [
                new ReportColumn("number", new("Number", "编号"), FieldKind.Text), new ReportColumn("contract", new("Contract", "合同"), FieldKind.Text), new ReportColumn("amount", new("Value", "合同额"), FieldKind.Money),
                new ReportColumn("held", new("Held", "质保金"), FieldKind.Money), new ReportColumn("currency", new("Currency", "币种"), FieldKind.Text),
                new ReportColumn("defectsUntilOn", new("End of defects liability", "缺陷责任期止"), FieldKind.Date), new ReportColumn("daysLeft", new("Days left", "剩余天数"), FieldKind.Integer),
            ], [.. rows]);
    }
}
