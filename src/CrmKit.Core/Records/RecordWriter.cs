using System.Runtime.ExceptionServices;
using CrmKit.Assignment;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Quality;
using CrmKit.Scoring;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Records;

/// <summary>The one write path: every door that changes records ends here.</summary>
internal sealed class RecordWriter(
    CrmSession session, IServiceProvider services, PartLocks parts, BeforeImages images, WriteAccess rights, FieldRights fields, Ownerships owners,
    SaveHandlers handlers, AssignmentGuards assignments, ReferenceCheck references, UniqueCheck uniques, BatchRows rows, AssignmentRules rules, ScoreCalculation scores, FieldTypes types, FieldConditions conditions, RecordRules acrossFields) : ISessionService
{
    private const int FewestToOverlap = 100;

    // Not by constructor: the pipelines door and this one need each other.
    private IStageEntries Stages => services.GetRequiredService<IStageEntries>();

    /// <summary>Writes a batch in the unit of work under way, or in one of its own.</summary>
    /// <param name="requests">What is asked; one request per record.</param>
    /// <param name="allOrNothing">On: a refusal is thrown. Off: what is not refused is written, and refusals are in the result.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task<SaveResult> ExecuteAsync(IReadOnlyList<WriteRequest> requests, bool allOrNothing, string? reason, CancellationToken cancellationToken) =>
        ExecuteAsync(requests, new WriteMode(allOrNothing, reason), cancellationToken);

    /// <summary>Asks all that writing a batch would ask, and writes nothing; refusals as for <see cref="ExecuteAsync(IReadOnlyList{WriteRequest}, bool, string?, CancellationToken)"/>.</summary>
    public async Task<SaveResult> TryAsync(IReadOnlyList<WriteRequest> requests, bool allOrNothing, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        SaveResult? result = null;
        CrmException? refusal;
        await using (await work.Transaction.SavepointAsync(cancellationToken)) // whatever a handler wrote on the way goes
            refusal = await work.TryAsync(async () => result = await ExecuteAsync(requests, new WriteMode(allOrNothing, null, IsTrial: true), cancellationToken), cancellationToken);
        await work.CommitAsync(cancellationToken);
        if (refusal is not null) ExceptionDispatchInfo.Throw(refusal);
        return result!;
    }

    private async Task<SaveResult> ExecuteAsync(IReadOnlyList<WriteRequest> requests, WriteMode mode, CancellationToken cancellationToken)
    {
        if (requests.Count == 0) return new SaveResult([]);
        if (handlers.Chain.Depth >= session.Options.HandlerDepth)
            throw new CrmRuleException(RecordErrors.HandlerDepth(session.Options.HandlerDepth, handlers.Chain.Text));
        session.Charge(CallCost.Writes, requests.Count);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var outcomes = new SaveOutcome[requests.Count];
        if (mode.AllOrNothing) await RunAsync(requests, 0, mode, outcomes, cancellationToken);
        else await RunWhatGoesAsync(work, requests, 0, mode, outcomes, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new SaveResult(outcomes);
    }

    // What only writing shows (an after handler refuses, an index refuses) spoils a whole batch: it is halved until the culprit stands alone.
    private async Task RunWhatGoesAsync(UnitOfWork work, IReadOnlyList<WriteRequest> requests, int start, WriteMode mode, SaveOutcome[] outcomes, CancellationToken cancellationToken)
    {
        var refusal = await work.TryAsync(() => RunAsync(requests, start, mode, outcomes, cancellationToken), cancellationToken);
        if (refusal is null) return;
        if (requests.Count == 1)
        {
            outcomes[start] = new SaveOutcome(requests[0].Ref, null, [.. refusal.Errors.Select(e => e with { Index = start })]);
            return;
        }
        var half = requests.Count / 2;
        await RunWhatGoesAsync(work, [.. requests.Take(half)], start, mode, outcomes, cancellationToken);
        await RunWhatGoesAsync(work, [.. requests.Skip(half)], start + half, mode, outcomes, cancellationToken);
    }

    private async Task RunAsync(IReadOnlyList<WriteRequest> requests, int start, WriteMode mode, SaveOutcome[] outcomes, CancellationToken cancellationToken)
    {
        var now = session.Now;
        var batch = new WriteBatch(requests.Count);
        for (var i = 0; i < requests.Count; i++) batch.Add(new WriteItem(requests[i], start + i, session.Catalog.Type(requests[i].Ref.Type)));

        await parts.HoldAsync(batch, cancellationToken);
        await images.LoadAsync(batch, cancellationToken);
        foreach (var group in batch.Groups) await ApplyAsync(group, now, cancellationToken);
        await owners.ApplyAsync(batch, cancellationToken);
        await rights.CheckAsync(batch, cancellationToken);
        var stages = EnterStages(batch);
        Settle(batch, mode.AllOrNothing);
        handlers.Chain.CheckDeclared(batch);

        if (!requests[0].IsExact) await PrepareAsync(batch, cancellationToken);
        acrossFields.Check(batch);
        await uniques.CheckAsync(batch, cancellationToken);
        await handlers.ValidateAsync(batch, cancellationToken);
        if (stages.Count > 0) await Stages.GuardAsync(session, [.. stages.Where(s => !s.IsRefused)], cancellationToken);
        await assignments.AskAsync(batch, cancellationToken);
        if (!requests[0].IsExact) await references.CheckAsync(batch, cancellationToken); // last: who points at something refused goes with it
        Settle(batch, mode.AllOrNothing);

        if (!mode.IsTrial) await PersistAsync(batch, stages, mode.Reason, now, cancellationToken);
        foreach (var item in batch.Items)
            if (item.Along is null) outcomes[item.Index] = new SaveOutcome(item.Ref, item.IsRefused && !(mode.IsTrial && item.IsChecked) ? null : item.After, item.Errors);
    }

    // Values into their form, what handlers add, and what fields allow.
    private async Task PrepareAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Groups) Normalize(group);
        await handlers.NormalizeAsync(batch, cancellationToken);
        var typed = new HashSet<(WriteItem, FieldPlan, object)>();
        await types.CheckAsync(batch, typed, cancellationToken);
        await rules.ChooseAsync(batch, cancellationToken);
        await handlers.BeforeAsync(batch, cancellationToken);
        await scores.ApplyAsync(batch, cancellationToken);
        foreach (var group in batch.Groups)
            Normalize(group); // what handlers set is stored in the same form
        await types.CheckAsync(batch, typed, cancellationToken);
        foreach (var group in batch.Groups)
        {
            var isShown = conditions.Of(group.Type);
            foreach (var item in group.Items)
                if (item.IsChecked && item.Operation is RecordOperation.Create or RecordOperation.Update) FieldValidator.Validate(item, group.Plan, isShown);
        }
    }

    private async Task ApplyAsync(TypeGroup group, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (hidden, readOnly) = await fields.OfAsync(group.Type, cancellationToken);
        foreach (var item in group.Items)
        {
            if (group.Type.IsAppendOnly) item.Refuse(RefusalKind.Rule, RecordErrors.AppendOnly(item.Type));
            if (item.IsRefused) continue;
            var isTrusted = item.Request.IsTrusted;
            ChangeApplier.Apply(item, group.Plan, isTrusted ? FieldRights.None : hidden, isTrusted ? FieldRights.None : readOnly, now);
        }
    }

    private List<PendingStageEntry> EnterStages(WriteBatch batch)
    {
        var stages = new List<PendingStageEntry>();
        foreach (var group in batch.Groups)
        {
            if (!group.Type.IsRoot) continue;
            var starts = session.Catalog.PipelinesOf(group.Type.Key).Any() ? new StageEntry() : null;
            foreach (var item in group.Items)
            {
                if (item.IsRefused || (item.Request.Stage ?? (item.Operation == RecordOperation.Create ? starts : null)) is not { } entry) continue;
                item.Stage = new PendingStageEntry(group.Type, (RootRecord?)item.Before, (RootRecord)item.After!, entry, error => item.Refuse(RefusalKind.Rule, error));
                stages.Add(item.Stage);
            }
        }
        if (stages.Count > 0) Stages.Apply(session, stages);
        return stages;
    }

    private void Normalize(TypeGroup group)
    {
        foreach (var item in group.Items)
            if (!item.IsRefused && item.Operation is RecordOperation.Create or RecordOperation.Update) FieldNormalizer.Normalize(group.Plan, item.After!, item.Before, session.Options.Country);
    }

    private static void Settle(WriteBatch batch, bool allOrNothing)
    {
        batch.RefuseAlong();
        if (allOrNothing) batch.ThrowIfRefused();
    }

    private async Task PersistAsync(WriteBatch batch, List<PendingStageEntry> stages, string? reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var store = rows.Records(batch, now);
        var tasks = new ChangeSet { Reason = reason };
        var entered = stages.Where(s => !s.IsRefused && batch.Find(s.Type.Ref(s.Record.Id)) is { IsRefused: false }).ToList();
        try
        {
            if (store.Inserts.Count >= FewestToOverlap) store = await WriteWhileAsync(store, traces => AddTraces(batch, traces, reason, now), cancellationToken);
            else AddTraces(batch, store, reason, now);
            if (entered.Count > 0) await Stages.AddRowsAsync(session, entered, store, tasks, cancellationToken);
            if (store.Inserts.Count + store.Updates.Count + store.RowUpdates.Count == 0) return;
            await session.Transaction!.WriteAsync(store, cancellationToken);
        }
        catch (StoreConflictException conflict)
        {
            throw new CrmConflictException(
                [.. batch.Items.Where(i => conflict.Ids.Contains(i.Ref.Id)).Select(i => RecordErrors.Conflict(i.Ref) with { Index = i.Index })], conflict);
        }
        catch (StoreDuplicateException duplicate)
        {
            throw Duplicates.Explain(batch, duplicate);
        }
        catch (StoreReferenceException missing)
        {
            var parts = batch.Items.Where(i => i is { IsRefused: false, After: PartRecord }).ToList();
            throw new CrmConflictException([.. parts.Select(i => RecordErrors.ParentMissing(i.Ref) with { Index = i.Index })], missing);
        }
        Failpoint.Hit("records.written");
        await handlers.AfterAsync(batch, (more, isTrusted) => SaveMoreAsync(more, isTrusted, cancellationToken), cancellationToken);
        if (tasks.Changes.Count > 0) await SaveMoreAsync(tasks, isTrusted: true, cancellationToken);
    }

    private void AddTraces(WriteBatch batch, StoreBatch store, string? reason, DateTimeOffset now)
    {
        rows.AddTraces(batch, store, reason, now);
        rules.AddEvents(batch, store);
    }

    // The database takes the records in while the rows that go with them are worked out: of large batches neither waits for the other.
    private async Task<StoreBatch> WriteWhileAsync(StoreBatch records, Action<StoreBatch> add, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var traces = new StoreBatch();
        var writing = Task.Run(() => transaction.WriteAsync(records, cancellationToken), CancellationToken.None);
        try
        {
            add(traces);
        }
        finally
        {
            await writing;
        }
        return traces;
    }

    private Task<SaveResult> SaveMoreAsync(ChangeSet more, bool isTrusted, CancellationToken cancellationToken) =>
        ExecuteAsync(WriteRequests.Of(more, session, isTrusted), more.AllOrNothing, more.Reason, cancellationToken);

    private sealed record WriteMode(bool AllOrNothing, string? Reason, bool IsTrial = false);
}
