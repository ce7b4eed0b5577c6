namespace CrmKit.Matching;

/// <summary>What a likeness is worth: how often pairs of the same and pairs of others show it, per field. Immutable, thread safe.</summary>
/// <remarks>I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, 1969: the weight of a likeness is the logarithm of the two frequencies' ratio, and weights add up.</remarks>
/// <param name="Fields">What is compared.</param>
/// <param name="Same">Frequencies among pairs that are the same, by field and level.</param>
/// <param name="Others">Frequencies among other pairs.</param>
/// <param name="Prior">The share of pairs of the same among all that are compared.</param>
internal sealed record LinkModel(IReadOnlyList<LinkField> Fields, double[][] Same, double[][] Others, double Prior)
{
    /// <summary>The probability that a pair is the same, between 0 and 1.</summary>
    public double Probability(ulong pattern)
    {
        var odds = Math.Log(Prior / (1 - Prior));
        for (var f = 0; f < Fields.Count; f++) odds += Weight(f, LinkPattern.LevelAt(pattern, f)) * Math.Log(2);
        return 1 / (1 + Math.Exp(-odds));
    }

    /// <summary>What a level says of a pair, in bits: above 0 for the same, below against; 0 for a missing value.</summary>
    public double Weight(int field, int level) => level == LinkPattern.Missing ? 0 : Math.Log2(Same[field][level] / Others[field][level]);
}
