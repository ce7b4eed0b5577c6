using Microsoft.Extensions.Options;

namespace CrmKit.Documents;

/// <summary>Writes currency codes in capitals, and the firm's currency where a record has amounts but names none.</summary>
internal sealed class CurrencyNormalizer(IOptions<CrmKitOptions> options) : IRecordNormalizer
{
    // Documents get a currency before they get amounts: their lines are counted in it.
    private static readonly HashSet<string> Documents = ["opportunity", "quote", "order", "price-book"];

    public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var currency = context.Type.Field("currency");
        var amounts = context.Type.Fields.Where(f => f is { Kind: FieldKind.Money, IsCustom: false, Nature: FieldNature.Descriptive }).ToList();
        foreach (var (change, _) in context.Living<Record>())
        {
            if (currency.Get(change.After) is string { Length: > 0 } code)
            {
                var upper = code.Trim().ToUpperInvariant();
                if (upper != code) currency.Set(change.After, upper);
            }
            else if (Documents.Contains(context.Type.Key) || amounts.Exists(a => a.Get(change.After) is not null))
            {
                currency.Set(change.After, options.Value.Currency);
            }
        }
        return default;
    }
}
