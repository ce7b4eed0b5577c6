namespace CrmKit.Matching;

/// <summary>How well linkage did on records of which it is known who is who.</summary>
/// <param name="Records">How many records there were.</param>
/// <param name="Pairs">How many pairs of them are the same.</param>
/// <param name="Candidates">How many pairs were compared.</param>
/// <param name="Covered">How many of those that are the same were compared; no threshold finds the others.</param>
/// <param name="At">What each threshold gives.</param>
internal sealed record LinkAccuracy(int Records, int Pairs, int Candidates, int Covered, IReadOnlyList<LinkAccuracy.Outcome> At)
{
    /// <summary>What comes of taking every pair from a probability on for the same.</summary>
    /// <param name="Threshold">The probability.</param>
    /// <param name="Right">Pairs found that are the same.</param>
    /// <param name="Wrong">Pairs found that are not.</param>
    /// <param name="Missed">Pairs that are the same and were not found.</param>
    internal sealed record Outcome(double Threshold, int Right, int Wrong, int Missed)
    {
        /// <summary>The share of what is found that is right; 1 when nothing is.</summary>
        public double Precision => Right + Wrong == 0 ? 1 : (double)Right / (Right + Wrong);

        /// <summary>The share of what there is that is found; 1 when there is nothing.</summary>
        public double Recall => Right + Missed == 0 ? 1 : (double)Right / (Right + Missed);

        /// <summary>The harmonic mean of the two.</summary>
        public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);
    }

    /// <param name="pairs">What linkage says.</param>
    /// <param name="groups">Whom each record is about, in the order of the records.</param>
    /// <param name="thresholds">Probabilities.</param>
    public static LinkAccuracy Of(IReadOnlyList<LinkedPair> pairs, IReadOnlyList<string> groups, params IReadOnlyList<double> thresholds)
    {
        var same = groups.GroupBy(g => g, StringComparer.Ordinal).Sum(g => g.Count() * (g.Count() - 1) / 2);
        var outcomes = thresholds.Select(t =>
        {
            var found = pairs.Where(p => p.Probability >= t).ToList();
            var right = found.Count(p => groups[p.A] == groups[p.B]);
            return new Outcome(t, right, found.Count - right, same - right);
        });
        return new LinkAccuracy(groups.Count, same, pairs.Count, pairs.Count(p => groups[p.A] == groups[p.B]), [.. outcomes]);
    }
}
