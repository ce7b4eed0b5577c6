namespace CrmKit.Documents;

/// <summary>A document has one discount on the whole: in percent or as an amount.</summary>
internal sealed class DiscountOnce : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, document) in context.Living<SalesDocument>())
            if (document is { DiscountAmount: not null, DiscountPercent: not null }) context.Refuse(change, DocumentErrors.DiscountTwice());
        return default;
    }
}
