namespace CrmKit.Cases;

/// <summary>Times that can be true.</summary>
internal sealed class CaseRules : IRecordValidator
{
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, item) in context.Living<SupportCase>())
            if (item.FirstRespondedAt > context.Session.Now + ClockDifference) context.Refuse(change, CaseErrors.RespondedInFuture(item.FirstRespondedAt.Value));
        return default;
    }
}
