using CrmKit.Sessions;

namespace CrmKit.Scoring;

/// <summary>Scores as answers with their reasons.</summary>
internal sealed class ScoresDoor(CrmSession session, ScoreCalculation calculation) : IScores
{
    private const int BatchSize = 500;

    public async Task<IReadOnlyList<Score>> ExplainAsync(RecordRef record, CancellationToken cancellationToken = default)
    {
        var found = await session.Records.GetAsync(record, cancellationToken);
        var type = session.Catalog.TypeOf(found);
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var scores = new List<Score>();
        foreach (var factors in calculation.FactorsOf(type))
            if (!hidden.Contains(factors.Key)) scores.Add((await calculation.ScoresAsync(type, factors, [found], cancellationToken))[found]);
        return scores;
    }

    public async Task RefreshAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        foreach (var some in records.Distinct().Chunk(BatchSize))
        {
            var changes = new ChangeSet { Reason = "scores" };
            foreach (var record in some) changes.Patch(record, new Dictionary<string, object?>()); // the save computes, and writes what differs
            await session.Records.SaveAsync(changes, cancellationToken);
        }
        await work.CommitAsync(cancellationToken);
    }
}
