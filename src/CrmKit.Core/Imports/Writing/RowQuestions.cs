using CrmKit.Imports.Mapping;
using CrmKit.Matching;
using CrmKit.Sessions;

namespace CrmKit.Imports.Writing;

/// <summary>Rows that look like existing records: what is asked about them, and what was answered.</summary>
internal sealed class RowQuestions(CrmSession session, ImportPlan plan)
{
    private const int Named = 3;
    private const int MostWaves = 3; // rows that are all alike wait once for the first of them, and again only if that one came to nothing
    private RecordLookup? _lookup;

    /// <summary>Takes up answers: records to be updated by rows; rows to be left out are settled.</summary>
    public async Task<Dictionary<RowAttempt, Record>> AnswerAsync(List<RowAttempt> attempts, CancellationToken cancellationToken)
    {
        var matches = new Dictionary<RowAttempt, Record>();
        var answered = attempts.Where(a => a.IsOpen && a.Row.Answer is not null).ToList();
        foreach (var row in answered.Where(a => a.Row.Answer!.Policy == ExistingRecordPolicy.Skip)) row.Settle(RowFate.Skipped);
        var updates = answered.Where(a => a.Row.Answer!.Policy == ExistingRecordPolicy.Update).ToList();
        if (updates.Count == 0) return matches;
        var ids = updates.Select(a => (object)a.Row.Answer!.Record!.Value).Distinct().ToList();
        var records = (await (_lookup ??= RecordLookup.For(plan.Type)).FindAsync(session, [(plan.Type.Field("id"), ids)], cancellationToken)).ToDictionary(r => r.Id);
        foreach (var row in updates)
        {
            if (records.TryGetValue(row.Row.Answer!.Record!.Value, out var record)) matches[row] = record;
            else row.Refuse(null, null, ImportErrors.AnswerRecord(plan.Type.Key, row.Row.Answer.Record.Value));
        }
        return matches;
    }

    /// <summary>Asks about a row whose key a record has.</summary>
    public void AskAboutKey(RowAttempt row, Record record) => row.Ask(new ImportQuestion(row.Row.Line, plan.Type.Ref(record.Id), NameOf(record), 1, $"same {string.Join(", ", plan.Key.Select(k => plan.Targets[k].Name))}"));

    /// <summary>Asks about rows that look like records, to the door of duplicates or to the matchers of the type. A row that looks like one before it waits for what that one comes to.</summary>
    public async Task AskAsync(List<RowAttempt> attempts, List<(RowAttempt Row, RowAttempt First)> repeated, RowRequests requests, int wave, CancellationToken cancellationToken)
    {
        var probes = new List<(RowAttempt Row, MatchProbe Probe)>();
        foreach (var row in attempts.Where(a => a.IsOpen && a.Row.Answer is null))
            if (requests.Create(row)?.Record is { } record) probes.Add((row, new MatchProbe(record)));
        if (probes.Count == 0) return;
        var later = wave < MostWaves ? await session.Service<DuplicateCheck>().RepeatedAsync(plan.Type, [.. probes.Select(p => p.Probe.Record)], cancellationToken) : new HashSet<int>();
        foreach (var at in later)
        {
            repeated.Add((probes[at].Row, probes[0].Row));
            attempts.Remove(probes[at].Row);
        }
        probes = [.. probes.Where((_, at) => !later.Contains(at))];
        var matched = await session.Matches.FindAsync(plan.Type.Key, plan.Type.Key, [.. probes.Select(p => p.Probe)], cancellationToken);
        var alike = await session.Duplicates.CheckAsync(plan.Type.Key, [.. probes.Select(p => p.Probe.Record)], cancellationToken);
        for (var i = 0; i < probes.Count; i++)
        {
            var found = matched[i].Select(m => (m.Record, m.Confidence, m.Reason)).Concat(alike[i].Select(c => (c.Record, Confidence: c.Score, Reason: Reason(c))))
                .OrderByDescending(f => f.Confidence).DistinctBy(f => f.Record.Id).ToList();
            if (found is not [var best, ..]) continue;
            var others = found.Skip(1).ToList();
            var also = others.Count == 0 ? "" : $"; or {string.Join(", ", others.Take(Named).Select(o => $"{NameOf(o.Record)} {o.Record.Id} ({o.Reason})"))}";
            probes[i].Row.Ask(new ImportQuestion(probes[i].Row.Row.Line, plan.Type.Ref(best.Record.Id), NameOf(best.Record), best.Confidence, best.Reason + also));
        }
    }

    private static string Reason(DuplicateCandidate candidate) => string.Join(", ", candidate.Reasons.Where(r => r.Weight > 0).Take(Named).Select(r => r.Likeness == Likeness.Equal ? $"same {r.Field}" : $"similar {r.Field}"));

    private string? NameOf(Record record) => plan.Type.Field(plan.Type.NameField).Get(record) as string;
}
