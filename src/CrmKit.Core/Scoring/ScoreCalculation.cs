using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.Extensions.Logging;

namespace CrmKit.Scoring;

/// <summary>Asks the factors of a type about records and adds up what they give.</summary>
internal sealed class ScoreCalculation(CrmSession session, ILogger<ScoreCalculation> log) : ISessionService
{
    private const decimal Most = 1_000_000m;

    /// <summary>The factors of a type by the field that they add up to; none for most types.</summary>
    public IReadOnlyList<IGrouping<string, ScoringFactorDefinition>> FactorsOf(RecordTypeDefinition type) =>
        session.Catalog.ScoringFactors.Count == 0 ? [] : [.. session.Catalog.ScoringFactors.Where(f => f.RecordType == type.Key).GroupBy(f => f.Field)];

    /// <summary>Sets the score fields of what is created or changed.</summary>
    public async ValueTask ApplyAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Groups)
        {
            if (FactorsOf(group.Type) is not { Count: > 0 } fields) continue;
            var records = group.Items.Where(i => i is { IsRefused: false, Operation: RecordOperation.Create or RecordOperation.Update }).Select(i => i.After!).ToList();
            if (records.Count == 0) continue;
            foreach (var factors in fields)
            {
                var field = group.Type.Field(factors.Key);
                foreach (var (record, score) in await ScoresAsync(group.Type, factors, records, cancellationToken))
                    field.Set(record, field.Kind == FieldKind.Integer ? (object)(long)score.Total : score.Total);
            }
        }
    }

    /// <summary>The scores of records in one field, with their parts.</summary>
    public async ValueTask<IReadOnlyDictionary<Record, Score>> ScoresAsync(
        RecordTypeDefinition type, IGrouping<string, ScoringFactorDefinition> factors, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        var parts = records.ToDictionary(r => r, _ => new List<FactorScore>(), (IEqualityComparer<Record>)ReferenceEqualityComparer.Instance);
        foreach (var factor in factors)
        {
            var given = new Dictionary<Record, ScorePart>(ReferenceEqualityComparer.Instance);
            var isFailed = session.Handlers<IScoringFactor>(factor.Key) is not [var handler, ..] || await IsFailedAsync(handler, factor, type, records, given, cancellationToken);
            foreach (var (record, scores) in parts)
            {
                var part = isFailed ? default : given.GetValueOrDefault(record);
                scores.Add(new FactorScore(factor, part.Points, part.Reason, isFailed));
            }
        }
        var field = type.Field(factors.Key);
        return parts.ToDictionary(p => p.Key, p => new Score(factors.Key, Bounded(field, p.Value.Sum(f => f.Points)), p.Value), (IEqualityComparer<Record>)ReferenceEqualityComparer.Instance);
    }

    private async ValueTask<bool> IsFailedAsync(
        Handler<IScoringFactor> handler, ScoringFactorDefinition factor, RecordTypeDefinition type, IReadOnlyList<Record> records, Dictionary<Record, ScorePart> given, CancellationToken cancellationToken)
    {
        var known = new HashSet<Record>(records, ReferenceEqualityComparer.Instance);
        var context = new ScoringContext(session, type, records, (record, part) =>
        {
            if (!known.Contains(record)) throw new ArgumentException("A factor can only judge the records that it was asked about.", nameof(record));
            given[record] = part with { Points = Math.Clamp(part.Points, -Most, Most) };
        });
        if (await handler.CallAsync(CallKind.Transaction, context, static (f, c, token) => f.ScoreAsync(c, token), cancellationToken) is not { } fault) return false;
        log.LogWarning("Scoring factor '{Factor}' gives nothing to {Count} records: {Reason}", factor.Key, records.Count, fault.Detail);
        return true;
    }

    private static decimal Bounded(FieldDefinition field, decimal sum)
    {
        var score = Math.Round(sum, field.Kind == FieldKind.Integer ? 0 : 4, MidpointRounding.AwayFromZero);
        if (score < field.Minimum) return field.Minimum.Value;
        return score > field.Maximum ? field.Maximum.Value : score;
    }
}
