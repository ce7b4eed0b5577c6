namespace CrmKit.Documents;

/// <summary>Rounding and dividing of amounts, as all documents do it.</summary>
/// <remarks>Thread safe. The rules, with examples, are in docs/reference/arithmetic.md.</remarks>
public static class Amounts
{
    /// <summary>Rounds half away from zero.</summary>
    /// <param name="amount">Any amount.</param>
    /// <param name="minorUnits">The decimals of the currency, 0 to 4: <see cref="Currencies.MinorUnits"/>.</param>
    public static decimal Round(decimal amount, int minorUnits) => Math.Round(amount, minorUnits, MidpointRounding.AwayFromZero);

    /// <summary>Divides an amount by weights into rounded parts that add up to the rounded amount exactly.</summary>
    /// <remarks>
    /// What is given up to each part is rounded, not the part itself: each part is off by less than one minor unit, and the order of the weights decides where. Equal weights give parts that differ by one minor unit at most.
    /// </remarks>
    /// <param name="amount">What is divided; may be negative.</param>
    /// <param name="weights">Percents, shares, areas…; none negative. Parts of weight 0 get nothing.</param>
    /// <param name="minorUnits">The decimals of the currency, 0 to 4.</param>
    /// <returns>One part per weight, in order.</returns>
    /// <exception cref="ArgumentException">A weight is negative, or all together are 0.</exception>
    public static IReadOnlyList<decimal> Split(decimal amount, IReadOnlyList<decimal> weights, int minorUnits)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Any(w => w < 0)) throw new ArgumentException("A weight is negative.", nameof(weights));
        var whole = weights.Sum();
        if (whole == 0) throw new ArgumentException("The weights come to 0, so nothing says how to divide.", nameof(weights));
        var parts = new decimal[weights.Count];
        var (reached, given) = (0m, 0m);
        for (var i = 0; i < parts.Length; i++)
        {
            reached += weights[i];
            var upToHere = Round(reached == whole ? amount : amount / whole * reached, minorUnits);
            parts[i] = upToHere - given;
            given = upToHere;
        }
        return parts;
    }
}
