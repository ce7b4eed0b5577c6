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

    /// <summary>What CrmKit takes values to be worth as long as nothing was learned from records.</summary>
    public static LinkModel ByRule(IReadOnlyList<LinkField> fields) => new(fields, [.. fields.Select(f => Rule(f.Kind).Same)], [.. fields.Select(f => Rule(f.Kind).Others)], 0.05);

    /// <summary>The same with equal values of some fields worth so many bits.</summary>
    public LinkModel With(IReadOnlyDictionary<string, decimal> bits) => this with
    {
        Others = [.. Fields.Select((f, i) => bits.TryGetValue(f.Key, out var weight) ? [.. Others[i][..LinkPattern.Equal], Same[i][LinkPattern.Equal] / Math.Pow(2, (double)weight)] : Others[i])],
    };

    // From different to equal.
    private static (double[] Same, double[] Others) Rule(LinkKind kind) => kind switch
    {
        LinkKind.Name => ([0.03, 0.02, 0.15, 0.80], [0.87, 0.04, 0.03, 0.06]),
        LinkKind.Company => ([0.05, 0.07, 0.13, 0.75], [0.94, 0.04, 0.015, 0.005]),
        LinkKind.Text => ([0.10, 0.10, 0.15, 0.65], [0.89, 0.06, 0.02, 0.03]),
        LinkKind.Code => ([0.10, 0.02, 0.13, 0.75], [0.93, 0.01, 0.04, 0.02]),
        LinkKind.Rare => ([0.25, 0.01, 0.09, 0.65], [0.985, 0.005, 0.009, 0.001]),
        LinkKind.Date => ([0.04, 0.01, 0.10, 0.85], [0.98, 0.005, 0.01, 0.005]),
        _ => ([0.10, 0.01, 0.01, 0.88], [0.58, 0.01, 0.01, 0.40]),
    };
}
