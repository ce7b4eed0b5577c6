namespace CrmKit.Documents;

/// <summary>Refuses codes that are no currency.</summary>
internal sealed class CurrencyValidator : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var currency = context.Type.Field("currency");
        foreach (var change in context.Changes)
            if (currency.Get(change.After) is string code && change.HasChanged(currency) && !Currencies.Exists(code))
                context.Refuse(change, DocumentErrors.CurrencyUnknown(code));
        return default;
    }
}
