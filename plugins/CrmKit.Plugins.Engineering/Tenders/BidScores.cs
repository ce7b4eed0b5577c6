using System.Globalization;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Engineering;

/// <summary>The weighted mean of a tender's answers, 0 to 100, with a line of explanation per factor. What is not answered counts nothing.</summary>
internal static class BidScores
{
    public static (decimal? Score, string Reasons, int Unanswered) Of(IReadOnlyList<CustomRecord> factors, IReadOnlyDictionary<Guid, CustomRecord> answers)
    {
        var whole = factors.Sum(f => f[BidFactors.Weight] ?? 0);
        if (whole == 0) return (null, "", 0);
        var (reached, lines, unanswered) = (0m, new List<string>(), 0);
        foreach (var factor in factors.OrderByDescending(f => f[BidFactors.Weight]).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            var weight = factor[BidFactors.Weight] ?? 0;
            var answer = answers.GetValueOrDefault(factor.Id);
            var points = answer?[BidFactors.Points] ?? 0;
            if (answer is null) unanswered++;
            reached += weight * points / BidFactors.MostPoints;
            var share = string.Create(CultureInfo.InvariantCulture, $"{weight * points / BidFactors.MostPoints / whole * 100:0.0} of {weight / whole * 100:0.0}");
            lines.Add($"{factor.Name}: {share}{(answer is null ? ", not answered" : answer[BidFactors.Reason] is { } reason ? $", {reason}" : "")}");
        }
        return (Math.Round(reached / whole * 100, 1, MidpointRounding.AwayFromZero), string.Join("\n", lines), unanswered);
    }

    public static async ValueTask<List<CustomRecord>> FactorsAsync(ICrmSession session, CancellationToken cancellationToken) =>
        [.. (await session.AllAsync<CustomRecord>(BidFactors.Type, "name ne null", cancellationToken)).Where(f => !f[BidFactors.IsRetired])];

    /// <summary>Writes scores and reasons of tenders that are not decided yet.</summary>
    public static async ValueTask UpdateAsync(ICrmSession session, IEnumerable<Guid> tenders, CancellationToken cancellationToken)
    {
        var open = (await session.ByIdAsync<Opportunity>("opportunity", tenders, cancellationToken)).Values.Where(t => t.ClosedAt is null).ToList();
        if (open.Count == 0) return;
        var factors = await FactorsAsync(session, cancellationToken);
        var answers = (await session.ReferringAsync(BidFactors.AnswerType, BidFactors.Tender, open.Select(t => t.Id), cancellationToken)).ToLookup(a => a[BidFactors.Tender]);
        var changes = new ChangeSet { Reason = "The bid was scored." };
        foreach (var tender in open)
        {
            var (score, reasons, _) = Of(factors, answers[tender.Id].ToDictionary(a => a[BidFactors.Factor]!.Value));
            if (tender[Tenders.BidScore] != score || (tender[Tenders.BidReasons] ?? "") != reasons)
                changes.Patch(new RecordRef("opportunity", tender.Id), new Dictionary<string, object?> { [Tenders.BidScore.Key] = score, [Tenders.BidReasons.Key] = reasons.Length > 0 ? reasons : null });
        }
        await session.WriteAsync(changes, cancellationToken);
    }
}
