namespace CrmKit.Contracts;

/// <summary>Works out until when notice can be given, and dates the signature when a contract is signed without a date.</summary>
internal sealed class ContractTerm : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, contract) in context.Living<Contract>())
        {
            contract.NoticeByOn = contract is { EndsOn: { } end, NoticeDays: { } days } ? end.AddDays(-days) : null;
            if (contract.SignedOn is null && contract.StageCategory == Pipelines.StageCategory.Won && (change.Before as Contract)?.StageCategory != Pipelines.StageCategory.Won)
                contract.SignedOn = contract.ClosedOn ?? context.Session.Today;
        }
        return default;
    }
}
