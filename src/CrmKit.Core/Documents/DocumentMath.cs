namespace CrmKit.Documents;

/// <summary>The arithmetic of all documents. Prices are net of tax; every amount is rounded half away from zero to the currency's minor unit where it arises.</summary>
/// <remarks>The rules, with examples, are in docs/reference/arithmetic.md.</remarks>
internal static class DocumentMath
{
    /// <summary>What the store can hold with four decimals.</summary>
    public const decimal GreatestTotal = 900_000_000_000_000m;

    /// <summary>The amounts of one line by itself.</summary>
    /// <exception cref="OverflowException">The line comes to more than <see cref="GreatestTotal"/>.</exception>
    public static LineSums Line(LineTerms line, int minorUnits)
    {
        var subtotal = Round(line.Quantity * line.UnitPrice, minorUnits);
        if (Math.Abs(subtotal) > GreatestTotal) throw new OverflowException();
        var discount = Round(subtotal * line.DiscountPercent / 100, minorUnits);
        return new LineSums(subtotal, discount, Round((subtotal - discount) * line.TaxPercent / 100, minorUnits));
    }

    /// <summary>The totals of a document, and what each line comes to after its share of the document's discount.</summary>
    /// <exception cref="OverflowException">The document comes to more than <see cref="GreatestTotal"/>.</exception>
    public static DocumentSums Document(IReadOnlyList<LineTerms> lines, DocumentTerms terms, int minorUnits)
    {
        var sums = lines.Select(l => Line(l, minorUnits)).ToList();
        var (subtotal, net) = (sums.Sum(s => s.Subtotal), sums.Sum(s => s.Net));
        if (Math.Abs(subtotal) > GreatestTotal) throw new OverflowException();
        var discount = terms.DiscountAmount is { } amount
            ? Math.Min(Round(amount, minorUnits), net)
            : Round(net * (terms.DiscountPercent ?? 0) / 100, minorUnits);

        var gross = new decimal[lines.Count];
        var (tax, reached, given) = (0m, 0m, 0m);
        for (var i = 0; i < gross.Length; i++)
        {
            // Rounding what is given up to here, not each share, makes the shares add up to the discount.
            reached += sums[i].Net;
            var upToHere = reached == net ? discount : Round(discount / net * reached, minorUnits);
            var reduced = sums[i].Net - (upToHere - given);
            given = upToHere;
            var lineTax = Round(reduced * lines[i].TaxPercent / 100, minorUnits);
            tax += lineTax;
            gross[i] = reduced + lineTax;
        }
        return new DocumentSums(subtotal, sums.Sum(s => s.Discount) + discount, tax, Round(terms.Adjustment, minorUnits), gross);
    }

    public static decimal Round(decimal amount, int minorUnits) => Amounts.Round(amount, minorUnits);
}

/// <summary>What a line says: units, net price of one, own discount and tax rate in percent.</summary>
internal readonly record struct LineTerms(decimal Quantity, decimal UnitPrice, decimal DiscountPercent, decimal TaxPercent)
{
    public static LineTerms Of(DocumentLine line) => new(line.Quantity ?? 1, line.UnitPrice ?? 0, line.DiscountPercent ?? 0, line.TaxPercent ?? 0);
}

/// <summary>What a document says about all its lines: a discount in percent or as an amount (which wins), and an adjustment after tax.</summary>
internal readonly record struct DocumentTerms(decimal? DiscountPercent, decimal? DiscountAmount, decimal Adjustment);

/// <summary>What a line comes to by itself.</summary>
internal readonly record struct LineSums(decimal Subtotal, decimal Discount, decimal Tax)
{
    public decimal Net => Subtotal - Discount;
    public decimal Total => Net + Tax;
}

/// <summary>What a document comes to.</summary>
/// <param name="Subtotal">Sum of the lines' subtotals.</param>
/// <param name="Discount">The lines' discounts and the document's.</param>
/// <param name="Tax">Sum of the lines' taxes after all discounts.</param>
/// <param name="Adjustment">As given, rounded.</param>
/// <param name="LineTotals">What each line comes to after all discounts, with tax.</param>
internal sealed record DocumentSums(decimal Subtotal, decimal Discount, decimal Tax, decimal Adjustment, IReadOnlyList<decimal> LineTotals)
{
    public decimal Total => Subtotal - Discount + Tax + Adjustment;
}
