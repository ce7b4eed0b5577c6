using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Settings;

namespace CrmKit.Engineering;

/// <summary>A factor is answered once per tender.</summary>
internal sealed class BidAnswerRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var given = context.Changes.Where(c => c.Operation != RecordOperation.Delete).ToList();
        var taken = (await context.Session.ReferringAsync(BidFactors.AnswerType, BidFactors.Tender, given.Select(c => c.After[BidFactors.Tender]).OfType<Guid>(), cancellationToken))
            .Where(a => context.Pending(new RecordRef(BidFactors.AnswerType, a.Id)) is null)
            .Select(a => (a[BidFactors.Tender], a[BidFactors.Factor])).ToHashSet();
        foreach (var change in given)
            if (!taken.Add((change.After[BidFactors.Tender], change.After[BidFactors.Factor]))) context.Refuse(change, EngineeringErrors.AnswerDuplicate());
    }
}

/// <summary>An answer is named after its factor when nobody names it.</summary>
internal sealed class BidAnswerName : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var unnamed = context.Changes.Select(c => (CustomRecord)c.After).Where(a => a.Name.Length == 0).ToList();
        var factors = await context.Session.ByIdAsync<CustomRecord>(BidFactors.Type, unnamed.Select(a => a[BidFactors.Factor]).OfType<Guid>(), cancellationToken);
        foreach (var answer in unnamed)
            if (factors.TryGetValue(answer[BidFactors.Factor] ?? Guid.Empty, out var factor)) answer.Name = factor.Name;
    }
}

/// <summary>The score follows the answers, and the weights.</summary>
[Saves("opportunity")]
internal sealed class BidScoring : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        IEnumerable<Guid> tenders = context.Type.Key == BidFactors.AnswerType
            ? context.Changes.SelectMany(c => new[] { c.Before?[BidFactors.Tender], c.After[BidFactors.Tender] }).OfType<Guid>()
            : (await context.Session.AllAsync<Opportunities.Opportunity>("opportunity", $"pipeline eq '{Tenders.Pipeline}' and stageCategory eq 'open' and {Tenders.BidScore.Key} ne null", cancellationToken)).Select(t => t.Id);
        await BidScores.UpdateAsync(context.Session, tenders, cancellationToken);
    }
}

/// <summary>A bid is prepared only when all factors are answered and the score reaches the threshold. Without factors there is nothing to ask.</summary>
internal sealed class BidGuard(IPluginSettings settings) : IStageGuard
{
    public async ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        var bidding = context.Moves.Where(m => Tenders.IsBid(m.Target) && (m.From is null || !Tenders.IsBid(m.From))).ToList();
        if (bidding.Count == 0 || await BidScores.FactorsAsync(context.Session, cancellationToken) is not { Count: > 0 } factors) return;
        var threshold = (await settings.ReadAsync(context.Session, cancellationToken))[BidFactors.Threshold] ?? BidFactors.UsualThreshold;
        var answers = (await context.Session.ReferringAsync(BidFactors.AnswerType, BidFactors.Tender, bidding.Select(m => m.Record.Id), cancellationToken)).ToLookup(a => a[BidFactors.Tender]);
        foreach (var move in bidding)
        {
            var (score, reasons, unanswered) = BidScores.Of(factors, answers[move.Record.Id].ToDictionary(a => a[BidFactors.Factor]!.Value));
            if (unanswered > 0) context.Refuse(move, EngineeringErrors.BidUnanswered(unanswered));
            else if (score < threshold) context.Refuse(move, EngineeringErrors.BidScoreLow(score.Value, threshold, reasons));
        }
    }
}
