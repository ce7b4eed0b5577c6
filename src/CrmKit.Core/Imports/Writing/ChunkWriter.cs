using CrmKit.Imports.Mapping;
using CrmKit.Sessions;

namespace CrmKit.Imports.Writing;

/// <summary>Writes rows through the write path, in the unit of work under way, and says what each came to.</summary>
/// <remarks>
/// A chunk is written in waves: rows that repeat a key of the same chunk, and rows that name a record which another row creates, come after that row.
/// </remarks>
internal sealed class ChunkWriter(CrmSession session, RecordWriter writer, ImportPlan plan, Differences? differences, DateTimeOffset startedAt, string reason)
{
    private readonly ReferenceResolver _references = new(session, plan);
    private readonly ExistingRecords? _existing = plan.Key.Count > 0 && plan.Map.OnExisting != ExistingRecordPolicy.Create ? new ExistingRecords(session, plan) : null;
    private readonly RowQuestions _questions = new(session, plan);
    private readonly RowRequests _requests = new(session, plan);
    private readonly ImportedConversions? _conversions = ImportedConversions.Of(session, writer, plan, reason);
    private readonly ImportedConsents _consents = new(session, reason);
    private readonly List<MappedRow> _waiting = [];

    /// <summary>Rows that name a record of their own type which has not come yet, in file order.</summary>
    public IReadOnlyList<MappedRow> Waiting => _waiting;

    /// <summary>Takes up a row that waited when an earlier run was interrupted.</summary>
    public void Wait(MappedRow row) => _waiting.Add(row);

    public Task<List<RowAttempt>> WriteAsync(IReadOnlyList<MappedRow> rows, CancellationToken cancellationToken) => WriteAsync(rows, mayWait: true, cancellationToken);

    /// <summary>After the last row: writes or refuses what still waits.</summary>
    public async Task<List<RowAttempt>> FinishAsync(CancellationToken cancellationToken)
    {
        var settled = await WriteAsync(Released(_ => true), mayWait: true, cancellationToken);
        if (_waiting.Count > 0) settled.AddRange(await WriteAsync(Released(_ => true), mayWait: false, cancellationToken));
        return settled;
    }

    private async Task<List<RowAttempt>> WriteAsync(IReadOnlyList<MappedRow> rows, bool mayWait, CancellationToken cancellationToken)
    {
        var settled = new List<RowAttempt>(rows.Count);
        for (var wave = 0; rows.Count > 0; wave++)
        {
            var attempts = rows.Select(r => new RowAttempt(r)).ToList();
            await _references.ResolveAsync(attempts, mayWait, cancellationToken);
            foreach (var row in attempts)
            {
                if (row.Fate == RowFate.Waiting && _waiting.Count < ImportLimits.WaitingRows) _waiting.Add(row.Row);
                else if (row.Fate == RowFate.Waiting) RefuseWaiting(row);
            }
            var (later, repeated) = (new List<MappedRow>(), new List<(RowAttempt Row, RowAttempt First)>());
            var matches = await MatchAsync(attempts, repeated, wave, cancellationToken);
            if (_conversions is not null) await _conversions.CheckAsync(attempts, matches, later, cancellationToken);
            var created = await SaveAsync(attempts, matches, cancellationToken);
            settled.AddRange(attempts.Where(a => a.Fate is not (RowFate.Open or RowFate.Waiting)));
            foreach (var (row, first) in repeated)
            {
                // What is left out needs no further look: files of lines repeat the document on each of them.
                if (plan.Map.OnExisting == ExistingRecordPolicy.Skip && first.Fate is RowFate.Created or RowFate.Skipped)
                {
                    row.Settle(RowFate.Skipped);
                    settled.Add(row);
                }
                else later.Add(row.Row);
            }
            rows = [.. later.OrderBy(r => r.Number), .. NamedBy(created)];
        }
        return settled;
    }

    // Decides for every open row whether its record exists; a repeated key waits for the next wave.
    private async Task<Dictionary<RowAttempt, Record>> MatchAsync(List<RowAttempt> attempts, List<(RowAttempt Row, RowAttempt First)> repeated, int wave, CancellationToken cancellationToken)
    {
        var matches = await _questions.AnswerAsync(attempts, cancellationToken);
        await MatchKeysAsync(attempts, matches, repeated, cancellationToken);
        if (plan.Map.OnExisting == ExistingRecordPolicy.Ask) await _questions.AskAsync(attempts, repeated, _requests, wave, cancellationToken);
        return matches;
    }

    private async Task MatchKeysAsync(List<RowAttempt> attempts, Dictionary<RowAttempt, Record> matches, List<(RowAttempt Row, RowAttempt First)> repeated, CancellationToken cancellationToken)
    {
        if (_existing is null) return;
        var first = new Dictionary<RowKey, RowAttempt>();
        for (var i = attempts.Count - 1; i >= 0; i--)
            if (IsUndecided(attempts[i])) first[_existing.KeyOf(attempts[i])] = attempts[i]; // backwards: the earliest row stays
        if (first.Count == 0) return;
        foreach (var row in attempts)
            if (IsUndecided(row) && first[_existing.KeyOf(row)] is var earliest && earliest != row) repeated.Add((row, earliest));
        var records = await _existing.FindAsync(first.Keys, cancellationToken);
        var updated = new Dictionary<Guid, RowAttempt>();
        foreach (var (key, row) in first.OrderBy(f => f.Value.Row.Number))
        {
            var found = records[key].Take(2).ToList();
            if (found.Count == 0) continue;
            if (found.Count > 1) row.Refuse(null, null, ImportErrors.KeyAmbiguous());
            else if (found[0].DeletedAt is not null) row.Refuse(plan.Targets[plan.Key[0]].Name, TextOf(row, plan.Targets[plan.Key[0]]), ImportErrors.ExistsDeleted(plan.Type.Ref(found[0].Id)));
            else if (plan.Map.OnExisting == ExistingRecordPolicy.Update && updated.TryAdd(found[0].Id, row)) matches[row] = found[0];
            else if (plan.Map.OnExisting == ExistingRecordPolicy.Update) repeated.Add((row, updated[found[0].Id])); // two keys lead to a merged record: one after the other
            else if (plan.Map.OnExisting == ExistingRecordPolicy.Ask && !IsOfThisRun(found[0])) _questions.AskAboutKey(row, found[0]);
            else if (plan.Map.OnExisting == ExistingRecordPolicy.Skip) row.Settle(RowFate.Skipped);
            else RefuseExisting(row, found[0]);
        }
        var putOff = repeated.Select(r => r.Row).ToHashSet();
        attempts.RemoveAll(putOff.Contains);
    }

    private static bool IsUndecided(RowAttempt row) => row.IsOpen && row.Row.Answer is null;

    private async Task<List<Record>> SaveAsync(List<RowAttempt> attempts, Dictionary<RowAttempt, Record> matches, CancellationToken cancellationToken)
    {
        var rows = new List<RowAttempt>(attempts.Count);
        var requests = new List<WriteRequest>(attempts.Count);
        foreach (var row in attempts)
        {
            if (!row.IsOpen || (matches.TryGetValue(row, out var existing) ? _requests.Update(row, existing) : _requests.Create(row)) is not { } request) continue;
            if (matches.TryGetValue(row, out var before)) differences?.Before(row, before);
            rows.Add(row);
            requests.Add(request);
        }
        var created = new List<Record>();
        if (requests.Count == 0) return created;
        var result = await writer.ExecuteAsync(requests, allOrNothing: false, reason, cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, outcome) = (rows[i], result.Outcomes[i]);
            if (!outcome.IsSaved)
                foreach (var error in outcome.Errors) Refuse(row, error);
            else if (requests[i].Operation == RecordOperation.Create)
            {
                row.Settle(RowFate.Created);
                created.Add(outcome.Record!);
            }
            else row.Settle(outcome.Record!.Version == requests[i].ExpectedVersion ? RowFate.Skipped : RowFate.Updated);
            if (outcome.IsSaved) row.Record = plan.Type.Ref(outcome.Record!.Id);
            if (row.Fate is RowFate.Created or RowFate.Updated) differences?.After(row, outcome.Record!);
        }
        if (_conversions is not null) await _conversions.LinkAsync(rows.Zip(result.Outcomes), cancellationToken);
        if (plan.Consents.Count > 0) await _consents.RecordAsync(rows, cancellationToken);
        _references.Remember(plan.Type, created);
        return created;
    }

    private List<MappedRow> NamedBy(List<Record> created)
    {
        if (_waiting.Count == 0 || created.Count == 0) return [];
        var names = plan.SelfReferences.ToDictionary(i => i, i => created.Select(r => plan.Targets[i].Source!.Lookup.Get(r)?.ToString()).ToHashSet());
        return Released(row => plan.SelfReferences.Any(i => row.Values[i] is ReferenceText reference && names[i].Contains(reference.Text)));
    }

    private List<MappedRow> Released(Func<MappedRow, bool> isReleased)
    {
        var released = _waiting.Where(isReleased).ToList();
        _waiting.RemoveAll(released.ToHashSet().Contains);
        return released;
    }

    private void RefuseWaiting(RowAttempt row)
    {
        var target = plan.Targets[plan.SelfReferences.First(i => row.Values[i] is ReferenceText)];
        row.Refuse(target.Name, null, ImportErrors.ReferenceMissing(target.Name, plan.Type.Key, target.Source!.Lookup.Key));
    }

    private void RefuseExisting(RowAttempt row, Record found)
    {
        var target = plan.Targets[plan.Key[0]];
        row.Refuse(target.Name, TextOf(row, target), IsOfThisRun(found) ? ImportErrors.DuplicateInFile(plan.Type.Ref(found.Id)) : ImportErrors.Exists(plan.Type.Ref(found.Id)));
    }

    private bool IsOfThisRun(Record found) => found.Version == 1 && found.UpdatedAt >= startedAt;

    private void Refuse(RowAttempt row, CrmError error)
    {
        var target = error.Field is null ? null : plan.Targets.FirstOrDefault(t => t.Field.Key == error.Field);
        row.Refuse(target?.Name ?? error.Field, target is null ? null : TextOf(row, target), error);
    }

    private static string? TextOf(RowAttempt row, ImportTarget target) => target.Ordinal < 0 ? target.Column.Value : row.Row.Cells[target.Ordinal];
}
