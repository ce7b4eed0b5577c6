namespace CrmKit.Documents;

/// <summary>What the lines of an offer or a sale come to.</summary>
internal static class DocumentTotals
{
    /// <summary>Lines as they stand on the document: the order decides where the last cent of a discount goes.</summary>
    public static List<T> InOrder<T>(IEnumerable<T> lines) where T : DocumentLine => [.. lines.OrderBy(l => l.Position ?? int.MaxValue).ThenBy(l => l.Id)];

    /// <summary>Writes the totals; <see langword="null"/> when they are too large, which refuses the change.</summary>
    public static DocumentSums? Write(SaveContext context, PendingChange change, SalesDocument document, IReadOnlyList<DocumentLine> lines)
    {
        try
        {
            var terms = new DocumentTerms(document.DiscountPercent, document.DiscountAmount, document.Adjustment ?? 0);
            var sums = DocumentMath.Document([.. lines.Select(LineTerms.Of)], terms, Currencies.MinorUnits(document.Currency));
            (document.Subtotal, document.DiscountTotal, document.TaxTotal, document.Total) = (sums.Subtotal, sums.Discount, sums.Tax, sums.Total);
            return sums;
        }
        catch (OverflowException)
        {
            context.Refuse(change, DocumentErrors.TooLarge());
            return null;
        }
    }
}
