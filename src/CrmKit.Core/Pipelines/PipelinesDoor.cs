using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Pipelines;

/// <summary>Stage moves as write requests: the record writer asks <see cref="StageEntries"/> for the rules.</summary>
internal sealed class PipelinesDoor(CrmSession session, RecordWriter writer, RecordLoader loader, FieldRights rights, PipelineLint lint) : IPipelines
{
    public async Task<StageMoveResult> MoveAsync(IReadOnlyList<StageMove> moves, StageMoveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(moves);
        Failpoint.Hit("pipelines.before-move");
        return await WriteAsync([.. moves.Select(Request)], (options ?? new StageMoveOptions()).AllOrNothing, cancellationToken);
    }

    public Task<IReadOnlyList<StageHint>> LintAsync(string pipeline, CancellationToken cancellationToken = default) => lint.OfAsync(session.Catalog.Pipeline(pipeline), cancellationToken);

    public async Task<IReadOnlyList<CrmError>> CheckAsync(StageMove move, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(move);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        IReadOnlyList<CrmError> refused;
        await using (await work.Transaction.SavepointAsync(cancellationToken)) // the move itself, undone: a dry run has no rules of its own
            refused = (await writer.ExecuteAsync([Request(move)], allOrNothing: false, reason: null, cancellationToken)).Errors.ToList();
        await work.CommitAsync(cancellationToken);
        return refused;
    }

    public async Task<StageMoveResult> ReopenAsync(IReadOnlyList<RecordRef> records, string? note = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var requests = new List<WriteRequest>(records.Count);
        foreach (var sameType in records.GroupBy(r => r.Type))
        {
            var stored = await VisibleAsync(sameType, cancellationToken);
            var open = stored.Where(r => r.StageCategory is null or StageCategory.Open).Select(r => PipelineErrors.NotClosed(new RecordRef(sameType.Key, r.Id))).ToList();
            if (open.Count > 0) throw new CrmRuleException(open);
            var before = await StagesBeforeAsync(sameType.Key, stored, cancellationToken);
            requests.AddRange(stored.Select(r => new WriteRequest
            {
                Operation = RecordOperation.Update,
                Ref = new RecordRef(sameType.Key, r.Id),
                ExpectedVersion = r.Version,
                Stage = new StageEntry { Stage = before.GetValueOrDefault(r.Id), Note = note, IsReopening = true },
            }));
        }
        var result = await WriteAsync(requests, allOrNothing: true, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return result;
    }

    public Task<StageMoveResult> ChangePipelineAsync(IReadOnlyList<RecordRef> records, string pipeline, string? stage = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentException.ThrowIfNullOrWhiteSpace(pipeline);
        return WriteAsync(
            [.. records.Select(r => new WriteRequest { Operation = RecordOperation.Update, Ref = r, Stage = new StageEntry { Pipeline = pipeline, Stage = stage, IsPipelineChange = true } })],
            allOrNothing: true, cancellationToken);
    }

    public async Task<IReadOnlyList<StageHistoryEntry>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default)
    {
        await session.Records.GetAsync(record, cancellationToken); // who may not see the record may not see where it was
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<StageHistoryEntry>().Where(h => h.RecordType == record.Type && h.RecordId == record.Id).OrderBy(h => h.EnteredAt).ThenBy(h => h.Id), cancellationToken);
    }

    private static WriteRequest Request(StageMove move) => new()
    {
        Operation = RecordOperation.Update,
        Ref = move.Record,
        Values = move.Values,
        ExpectedVersion = move.ExpectedVersion,
        Stage = new StageEntry { Stage = move.Stage, LossReason = move.LossReason, Note = move.Note },
    };

    private async Task<StageMoveResult> WriteAsync(IReadOnlyList<WriteRequest> requests, bool allOrNothing, CancellationToken cancellationToken)
    {
        foreach (var request in requests)
            if (!session.Catalog.Type(request.Ref.Type).IsRoot) throw new CrmRuleException(PipelineErrors.None(request.Ref));
        var result = await rights.HideAsync(await writer.ExecuteAsync(requests, allOrNothing, reason: null, cancellationToken), cancellationToken);
        return new StageMoveResult([.. result.Outcomes.Where(o => o.IsSaved).Select(o => (RootRecord)o.Record!)], [.. result.Errors]);
    }

    private async Task<IReadOnlyList<RootRecord>> VisibleAsync(IGrouping<string, RecordRef> records, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(records.Key);
        var ids = records.Select(r => r.Id).Distinct().ToList();
        if (!type.IsRoot) throw new CrmRuleException(PipelineErrors.None(records.First()));
        var stored = (await loader.LoadAsync(type, ids, withDeleted: false, cancellationToken)).Cast<RootRecord>().ToList();
        var may = await session.Access.MayAsync(type, Access.Operations.Read, stored, cancellationToken);
        var visible = stored.Where((_, i) => may[i]).ToList();
        if (visible.Count < ids.Count)
            throw new CrmNotFoundException([.. ids.Except(visible.Select(r => r.Id)).Select(id => RecordErrors.NotFound(type.Ref(id)))]);
        return visible;
    }

    // The last open stage of its pipeline that each record was in, if the pipeline still has it.
    private async Task<Dictionary<Guid, string>> StagesBeforeAsync(string type, IReadOnlyList<RootRecord> records, CancellationToken cancellationToken)
    {
        var stages = new Dictionary<Guid, string>();
        var pipelines = records.ToDictionary(r => r.Id, r => r.PipelineKey);
        var reader = await session.ReaderAsync(cancellationToken);
        foreach (var ids in pipelines.Keys.Chunk(500))
        {
            var stays = await reader.ListAsync(reader.Query<StageHistoryEntry>().Where(h => h.RecordType == type && ids.Contains(h.RecordId) && h.LeftAt != null), cancellationToken);
            foreach (var stay in stays.Where(h => h.Category == StageCategory.Open && h.PipelineKey == pipelines[h.RecordId]).OrderBy(h => h.LeftAt).ThenBy(h => h.Id))
                if (session.Catalog.TryPipeline(stay.PipelineKey, out var pipeline) && pipeline.FindStage(stay.StageKey) is { Category: StageCategory.Open })
                    stages[stay.RecordId] = stay.StageKey;
        }
        return stages;
    }
}
