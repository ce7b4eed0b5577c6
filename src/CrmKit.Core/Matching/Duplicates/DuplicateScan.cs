using System.Runtime.InteropServices;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Matching;

/// <summary>Compares all records of a type with each other, and brings the queue up to date.</summary>
internal sealed class DuplicateScan(CrmSession session) : ISessionService
{
    private const int RecordsPerPage = 2_000;
    private const int PairsPerChunk = 500;
    private const int EnoughToLearn = 200; // pairs; fewer say nothing about frequencies

    public async Task<DuplicateScanResult> RunAsync(RecordTypeDefinition type, CancellationToken cancellationToken)
    {
        var fields = DuplicateFields.Of(type) ?? throw new CrmValidationException(DuplicateErrors.Fields(type));
        var (ids, forms) = await type.VisitAsync(new Stream(session, type, fields, cancellationToken));
        var (stored, _) = await StoredDuplicateSettings.ReadAsync(await session.ReaderAsync(cancellationToken), type.Key, cancellationToken);
        var settings = stored.Settings;
        var (model, pairs) = new RecordLinkage(fields.Links).Link(forms, count => settings.Learns && count >= EnoughToLearn ? null : stored.ModelOf(fields), settings.Weights);
        var found = pairs.Where(p => (decimal)p.Probability >= settings.Ask).ToList();
        var result = new DuplicateScanResult(ids.Count, pairs.Count, found.Count(p => (decimal)p.Probability >= settings.Same), found.Count(p => (decimal)p.Probability < settings.Same), 0);
        var added = 0;
        foreach (var chunk in found.Chunk(PairsPerChunk)) added += await WriteAsync(type, ids, model, settings, chunk, cancellationToken);
        if (settings.Learns && pairs.Count >= EnoughToLearn)
        {
            await using var work = await session.BeginWorkAsync(cancellationToken);
            await (stored with { Learned = LearnedWeights.Of(model) }).WriteAsync(session, type.Key, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
        return result with { New = added };
    }

    private async Task<int> WriteAsync(RecordTypeDefinition type, List<Guid> ids, LinkModel model, DuplicateSettings settings, LinkedPair[] pairs, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([new StoreLock($"duplicates/{type.Key}")], cancellationToken); // two scans at once
        var (key, firsts) = (type.Key, pairs.Select(p => ids[p.A]).Distinct().ToList());
        var known = (await work.Transaction.ListAsync(work.Transaction.Query<DuplicatePair>().Where(p => p.RecordType == key && firsts.Contains(p.FirstId)), cancellationToken)).ToDictionary(p => (p.FirstId, p.SecondId));
        var rows = new StoreBatch();
        foreach (var pair in pairs)
        {
            var isNew = !known.TryGetValue((ids[pair.A], ids[pair.B]), out var row);
            if (row is { Status: DuplicateStatus.Different }) continue; // somebody said so
            row ??= new DuplicatePair { RecordType = type.Key, FirstId = ids[pair.A], SecondId = ids[pair.B] };
            var (score, reasons) = (Math.Min(1m, MatchReasons.Rounded(pair.Probability)), MatchReasons.Text(MatchReasons.Of(model, pair.Pattern)));
            var status = (decimal)pair.Probability >= settings.Same ? DuplicateStatus.Same : DuplicateStatus.Open;
            if (!isNew && (row.Score, row.Status, row.Reasons) == (score, status, reasons)) continue;
            (row.Score, row.Status, row.Reasons, row.FoundAt) = (score, status, reasons, session.Now);
            if (isNew) rows.Inserts.Add(row);
            else rows.RowUpdates.Add(new StoreRowUpdate(row, [nameof(DuplicatePair.Score), nameof(DuplicatePair.Status), nameof(DuplicatePair.Reasons), nameof(DuplicatePair.FoundAt)]));
        }
        await work.Transaction.WriteAsync(rows, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return rows.Inserts.Count;
    }

    // In order of creation; of each record only its forms are kept.
    private sealed class Stream(CrmSession session, RecordTypeDefinition type, DuplicateFields fields, CancellationToken cancellationToken) : IRecordClassVisitor<(List<Guid> Ids, List<string[]> Forms)>
    {
        public async Task<(List<Guid> Ids, List<string[]> Forms)> VisitAsync<T>() where T : Record
        {
            var reader = await session.ReaderAsync(cancellationToken);
            var (ids, forms, last) = (new List<Guid>(), new List<string[]>(), Guid.Empty);
            var texts = new Dictionary<string, string>(StringComparer.Ordinal); // towns and names repeat
            while (true)
            {
                var after = last;
                var page = await reader.ListAsync(RecordSource.Rows<T>(reader, type, RecordLife.Alive).Where(r => r.Id.CompareTo(after) > 0).OrderBy(r => r.Id).Take(RecordsPerPage), cancellationToken);
                foreach (var record in page)
                {
                    var values = fields.FormsOf(record);
                    foreach (ref var value in values.AsSpan()) value = CollectionsMarshal.GetValueRefOrAddDefault(texts, value, out _) ??= value;
                    ids.Add(record.Id);
                    forms.Add(values);
                }
                if (page.Count < RecordsPerPage) return (ids, forms);
                last = page[^1].Id;
            }
        }
    }
}
