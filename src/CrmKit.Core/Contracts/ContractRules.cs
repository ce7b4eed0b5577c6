namespace CrmKit.Contracts;

/// <summary>Renewals that can be carried out.</summary>
internal sealed class ContractRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, contract) in context.Living<Contract>())
        {
            if (contract is { RenewalKind: RenewalKind.Automatic, RenewalMonths: null }) context.Refuse(change, ContractErrors.RenewalMonthsMissing());
            if (contract.RenewalKind != RenewalKind.None && contract.EndsOn is null) context.Refuse(change, ContractErrors.RenewalWithoutEnd());
        }
        return default;
    }
}
