namespace CrmKit.Matching;

/// <summary>Learns the frequencies out of the records themselves, without a pair that is known: by expectation and maximisation over the patterns of the pairs that are compared.</summary>
/// <remarks>A. P. Dempster, N. M. Laird, D. B. Rubin, Maximum Likelihood from Incomplete Data via the EM Algorithm, 1977; for linkage W. E. Winkler, 1988. The starting values say which of the two classes is which.</remarks>
internal static class LinkTraining
{
    private const int Rounds = 100;
    private const int Samples = 20_000;
    private const double Settled = 1e-6;
    private const double Smallest = 0.01; // as if each level had been seen this often: what never shows is not impossible

    public static LinkModel Learn(IReadOnlyList<LinkField> fields, IReadOnlyDictionary<ulong, int> patterns, Func<Random, ulong> anyPair)
    {
        var random = new Random(1); // the same records give the same model
        var others = Table(fields, _ => 1);
        for (var i = 0; i < Samples && patterns.Count > 0; i++) Add(others, anyPair(random), 1);
        var model = new LinkModel(fields, Table(fields, level => level == LinkPattern.Equal ? 0.9 : 0.1 / (LinkPattern.Levels - 1)), Shares(others), 0.1);
        for (var round = 0; round < Rounds && patterns.Count > 0; round++)
        {
            var (same, rest, expected, all) = (Table(fields, _ => Smallest), Table(fields, _ => Smallest), 0.0, 0.0);
            foreach (var (pattern, count) in patterns)
            {
                var share = model.Probability(pattern) * count;
                Add(same, pattern, share);
                Add(rest, pattern, count - share);
                (expected, all) = (expected + share, all + count);
            }
            var prior = Math.Clamp(expected / all, 1e-6, 1 - 1e-6);
            var isSettled = Math.Abs(prior - model.Prior) < Settled;
            model = new LinkModel(fields, Shares(same), Shares(rest), prior);
            if (isSettled) break;
        }
        return model;
    }

    private static double[][] Table(IReadOnlyList<LinkField> fields, Func<int, double> start) => [.. fields.Select(_ => Enumerable.Range(0, LinkPattern.Levels).Select(start).ToArray())];

    private static void Add(double[][] table, ulong pattern, double amount)
    {
        for (var f = 0; f < table.Length; f++)
            if (LinkPattern.LevelAt(pattern, f) is var level and >= 0) table[f][level] += amount;
    }

    private static double[][] Shares(double[][] table) => [.. table.Select(row => row.Select(v => v / row.Sum()).ToArray())];
}
