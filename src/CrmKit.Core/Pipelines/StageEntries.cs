using CrmKit.Activities;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Pipelines;

/// <summary>The rules of stages inside the write path: for moves, for reopening, and for records created in a stage.</summary>
internal sealed class StageEntries(TimeProvider clock) : IStageEntries
{
    private const int IdsPerQuery = 500;

    public void Apply(CrmSession session, IReadOnlyList<PendingStageEntry> entries)
    {
        var now = session.Now;
        foreach (var pending in entries)
        {
            if (pending.IsRefused) continue;
            if (Resolve(session, pending) is { } refusal) Refuse(pending, refusal);
            else if (pending.Target is not null && Enter(session, pending, now) is { } impossible) Refuse(pending, impossible);
        }
    }

    public async ValueTask GuardAsync(CrmSession session, IReadOnlyList<PendingStageEntry> entries, CancellationToken cancellationToken)
    {
        var entering = entries.Where(e => e is { IsRefused: false, Target: not null }).ToList();
        await RecallAsync(session, entering, cancellationToken);
        Func<FieldDefinition, Record, bool>? isShown = null;
        RecordTypeDefinition? asked = null;
        foreach (var pending in entering)
        {
            if (isShown is null || asked != pending.Type) (asked, isShown) = (pending.Type, FieldConditions.Of(session, pending.Type)); // once for entries of a type that follow each other
            StageRequirements.Check(pending, isShown, Refuse);
        }
        foreach (var moves in entering.GroupBy(e => e.Pipeline!.Key))
            await StageGuards.AskAsync(session, clock, moves.First().Pipeline!, moves.ToList(), Refuse, cancellationToken);
    }

    public async ValueTask AddRowsAsync(CrmSession session, IReadOnlyList<PendingStageEntry> entries, StoreBatch rows, ChangeSet also, CancellationToken cancellationToken)
    {
        var entered = entries.Where(e => e is { IsRefused: false, Target: not null }).ToList();
        if (entered.Count == 0) return;
        var open = await OpenRowsAsync(session, entered, cancellationToken);
        foreach (var pending in entered)
        {
            var record = pending.Record;
            if (open.TryGetValue(record.Id, out var stays))
                foreach (var stay in stays) rows.RowUpdates.Add(Leave(stay, record.StageEnteredAt!.Value));
            rows.Inserts.Add(new StageHistoryEntry
            {
                TenantId = session.TenantId,
                RecordType = pending.Type.Key,
                RecordId = record.Id,
                PipelineKey = record.PipelineKey!,
                StageKey = record.StageKey!,
                FromStageKey = pending.Before?.StageKey,
                Category = pending.Target!.Category,
                EnteredAt = record.StageEnteredAt!.Value,
                MovedById = session.Actor.UserId,
                LossReason = record.LossReason,
                Note = record.StageNote,
            });
        }
        await StageTasks.AddAsync(session, entered, also, cancellationToken);
        AddEvents(session, entered, rows);
    }

    // Null and no target: there is nothing to enter.
    private static CrmError? Resolve(CrmSession session, PendingStageEntry pending)
    {
        var (type, before, entry) = (pending.Type, pending.Before, pending.Entry);
        var record = type.Ref(pending.Record.Id);
        var key = entry.Pipeline ?? before?.PipelineKey;
        var pipeline = key is null ? session.Catalog.PipelinesOf(type.Key).FirstOrDefault() : session.Catalog.TryPipeline(key, out var known) ? known : null;
        if (pipeline is null)
        {
            if (key is not null) return CatalogErrors.PipelineUnknown(key) with { Record = record, Field = "pipeline" };
            return before is null && entry.Stage is null ? null : PipelineErrors.None(record);
        }
        if (pipeline.RecordType != type.Key) return PipelineErrors.WrongType(record, pipeline);

        var isChange = before is not null && (entry.IsPipelineChange || before.PipelineKey != pipeline.Key);
        var target = entry.Stage is null ? pipeline.Stages[0] : pipeline.FindStage(entry.Stage);
        if (target is null) return PipelineErrors.StageUnknown(record, pipeline, entry.Stage!);
        if (before is not null && before.PipelineKey == pipeline.Key && before.StageKey == target.Key) return null; // it is there already
        if (target.RequiresConversion && pending.Record.ConvertedAt is null) return PipelineErrors.ConversionRequired(record, target); // the conversion door marks the record in the same write

        pending.Pipeline = pipeline;
        pending.From = before?.StageKey is { } at && session.Catalog.TryPipeline(before.PipelineKey ?? "", out var old) ? old.FindStage(at) : null;
        if (before is not null && !isChange && !entry.IsReopening)
        {
            if (before.StageCategory is StageCategory.Won or StageCategory.Lost) return PipelineErrors.Closed(record, before.StageKey ?? "");
            if (pending.From is { AllowedNext.Count: > 0 } from && !from.AllowedNext.Contains(target.Key)) return PipelineErrors.MoveNotAllowed(record, from, target);
        }
        pending.Target = target;
        return null;
    }

    private static CrmError? Enter(CrmSession session, PendingStageEntry pending, DateTimeOffset now)
    {
        var (record, before, entry, target) = (pending.Record, pending.Before, pending.Entry, pending.Target!);
        var isClosing = target.Category is StageCategory.Won or StageCategory.Lost;
        if (entry.At > now) return PipelineErrors.InFuture(pending.Type.Ref(record.Id), "stageEnteredAt");
        if (isClosing && entry.ClosedOn > session.Today) return PipelineErrors.InFuture(pending.Type.Ref(record.Id), "closedOn");
        if (entry.At < before?.StageEnteredAt) return PipelineErrors.BeforeEntry(pending.Type.Ref(record.Id), before.StageEnteredAt.Value);

        var at = Instants.Truncate(entry.At ?? now);
        if (entry.At is null && isClosing && entry.ClosedOn is { } day && day != session.Today)
        {
            at = Instants.StartOf(day, session.Options.TimeZone); // all that is known is the day
            if (at < before?.StageEnteredAt) at = before.StageEnteredAt.Value;
        }
        (record.PipelineKey, record.StageKey, record.StageCategory, record.StageEnteredAt) = (pending.Pipeline!.Key, target.Key, target.Category, at);
        record.PassedStageKeys = PassedStages.With(before?.PipelineKey == record.PipelineKey ? before?.PassedStageKeys : null, target.Key, pending.Pipeline);
        record.ClosedAt = isClosing ? at : null;
        record.ClosedOn = isClosing ? entry.ClosedOn ?? Instants.DayOf(at, session.Options.TimeZone) : null;
        record.LossReason = target.Category is StageCategory.Lost or StageCategory.Shelved || target.RequiresLossReason ? entry.LossReason : null;
        record.StageNote = entry.Note;
        return null;
    }

    // Into a pipeline that it may have been in before: only the history tells.
    private static async ValueTask RecallAsync(CrmSession session, List<PendingStageEntry> entering, CancellationToken cancellationToken)
    {
        foreach (var changed in entering.Where(e => e.Before?.PipelineKey is { } before && before != e.Pipeline!.Key).GroupBy(e => e.Pipeline!))
            foreach (var some in changed.Chunk(IdsPerQuery))
            {
                var (type, pipeline, ids) = (changed.Key.RecordType, changed.Key.Key, some.Select(e => e.Record.Id).ToList());
                var reader = await session.ReaderAsync(cancellationToken);
                var passed = (await reader.ListAsync(reader.Query<StageHistoryEntry>().Where(h => h.RecordType == type && h.PipelineKey == pipeline && ids.Contains(h.RecordId))
                    .Select(h => new { h.RecordId, h.StageKey }).Distinct(), cancellationToken)).ToLookup(h => h.RecordId, h => h.StageKey);
                foreach (var entry in some) entry.Record.PassedStageKeys = PassedStages.Text([.. passed[entry.Record.Id].Append(entry.Target!.Key).Distinct()], changed.Key);
            }
    }

    private static async ValueTask<Dictionary<Guid, List<StageHistoryEntry>>> OpenRowsAsync(CrmSession session, List<PendingStageEntry> entered, CancellationToken cancellationToken)
    {
        var open = new Dictionary<Guid, List<StageHistoryEntry>>();
        var moved = entered.Where(e => e.Before?.StageKey is not null).ToList();
        if (moved.Count == 0) return open;
        var reader = await session.ReaderAsync(cancellationToken);
        foreach (var type in moved.GroupBy(e => e.Type.Key, e => e.Record.Id))
            foreach (var ids in type.Distinct().Chunk(IdsPerQuery))
                foreach (var row in await reader.ListAsync(reader.Query<StageHistoryEntry>().Where(h => h.RecordType == type.Key && ids.Contains(h.RecordId) && h.LeftAt == null), cancellationToken))
                {
                    if (!open.TryGetValue(row.RecordId, out var stays)) open[row.RecordId] = stays = [];
                    stays.Add(row);
                }
        return open;
    }

    private static StoreRowUpdate Leave(StageHistoryEntry stay, DateTimeOffset at)
    {
        stay.LeftAt = at < stay.EnteredAt ? stay.EnteredAt : at; // a clock that went back gives no negative stay
        stay.DwellSeconds = (long)(stay.LeftAt.Value - stay.EnteredAt).TotalSeconds;
        return new StoreRowUpdate(stay, [nameof(StageHistoryEntry.LeftAt), nameof(StageHistoryEntry.DwellSeconds)]);
    }

    // A record that begins in a stage is told by its created event.
    private static void AddEvents(CrmSession session, List<PendingStageEntry> entered, StoreBatch rows)
    {
        foreach (var type in entered.Where(e => e.Before is not null).GroupBy(e => e.Type.Key))
            rows.Inserts.Add(EventWriter.Message(session, type.Key + ".stage-changed", type, static (json, pending) =>
            {
                json.WriteString("id", pending.Record.Id);
                json.WriteString("pipeline", pending.Record.PipelineKey);
                json.WriteString("from", pending.Before!.StageKey);
                json.WriteString("to", pending.Record.StageKey);
                json.WriteString("category", EnumCode.Of(pending.Target!.Category));
            }));
    }

    private static void Refuse(PendingStageEntry pending, CrmError error)
    {
        pending.IsRefused = true;
        pending.Refuse(error);
    }
}
