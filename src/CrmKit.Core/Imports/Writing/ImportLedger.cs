using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CrmKit.Audit;
using CrmKit.Imports.Files;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports.Writing;

/// <summary>The row that says how far an import is; it is written in the transaction of what it speaks of, so it is never ahead or behind.</summary>
internal sealed class ImportLedger(CrmSession session, ImportRun run, ImportMap map, bool isResumed, bool isKept)
{
    private static readonly string[] Progress =
    [
        nameof(ImportRun.Rows), nameof(ImportRun.Created), nameof(ImportRun.Updated), nameof(ImportRun.Skipped), nameof(ImportRun.Refused),
        nameof(ImportRun.Asked), nameof(ImportRun.Waiting), nameof(ImportRun.ErrorLength), nameof(ImportRun.QuestionLength), nameof(ImportRun.Report), nameof(ImportRun.Status), nameof(ImportRun.FinishedAt),
    ];

    public ImportRun Run { get; } = run;

    public bool IsResumed { get; } = isResumed;

    /// <summary>The map of the request, the one that was proposed, or, resumed, the one that the import began with.</summary>
    public ImportMap Map { get; } = map;

    /// <summary>The catalog that the whole import sees.</summary>
    public CatalogSnapshot Catalog => session.Catalog;

    /// <summary>Numbers of settled rows that still wait.</summary>
    public HashSet<long> WaitingNumbers() => [.. Run.Waiting.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => long.Parse(n, CultureInfo.InvariantCulture))];

    /// <summary>Finds the interrupted run of the same file, map and type, or makes a new one ready.</summary>
    /// <exception cref="CrmConflictException"><c>import.repeated</c>.</exception>
    public static async Task<ImportLedger> OpenAsync(CrmSession session, ImportRequest request, ImportFile file, Func<Task<ImportMap>> propose, CancellationToken cancellationToken)
    {
        var run = new ImportRun
        {
            TenantId = session.TenantId,
            RecordType = request.Type,
            FileName = Path.GetFileName(request.Path),
            Fingerprint = Fingerprint(request, file),
            StartedAt = session.Now,
            ActorId = session.Actor.UserId,
        };
        if (!request.DryRun)
        {
            var reader = await session.ReaderAsync(cancellationToken);
            var before = await reader.ListAsync(reader.Query<ImportRun>().Where(r => r.Fingerprint == run.Fingerprint), cancellationToken);
            if (before.FirstOrDefault(r => r.Status == "running") is { } interrupted) return new ImportLedger(session, interrupted, Of(request, request.Map ?? ImportMap.FromJson(interrupted.Map)), isResumed: true, isKept: true);
            if (!request.Force && before.Where(r => r.Status == "finished").MaxBy(r => r.FinishedAt) is { } finished)
                throw new CrmConflictException(ImportErrors.Repeated(run.FileName, finished.FinishedAt ?? finished.StartedAt));
        }
        var map = Of(request, request.Map ?? await propose());
        run.Map = map.ToJson();
        return new ImportLedger(session, run, map, isResumed: false, isKept: !request.DryRun);
    }

    /// <summary>Keeps a new run, before its first row; two that begin at once are told apart by the transaction.</summary>
    /// <exception cref="CrmConflictException"><c>import.concurrent</c>.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (IsResumed || !isKept) return;
        await using var work = await session.BeginWorkAsync(cancellationToken);
        if ((await work.Transaction.ListAsync(work.Transaction.Query<ImportRun>().Where(r => r.Fingerprint == Run.Fingerprint && r.Status == "running"), cancellationToken)).Count > 0)
            throw new CrmConflictException(ImportErrors.Concurrent(Run.FileName));
        var told = session.Service<AuditActs>().Of("import", Run.Id.ToString(), null, new JsonObject { ["type"] = Run.RecordType, ["file"] = Run.FileName }.ToJsonString());
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { Run, told } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    /// <summary>Makes sure, inside a chunk's transaction, that nobody else goes on with the same import.</summary>
    /// <exception cref="CrmConflictException"><c>import.concurrent</c>.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var stored = await transaction.ListAsync(transaction.Query<ImportRun>().Where(r => r.Id == Run.Id), cancellationToken);
        if (stored is not [{ Status: "running" } row] || row.Rows != Run.Rows) throw new CrmConflictException(ImportErrors.Concurrent(Run.FileName));
    }

    /// <summary>Counts a chunk.</summary>
    public void Count(long rows, IEnumerable<RowAttempt> settled)
    {
        Run.Rows += rows;
        foreach (var row in settled)
        {
            if (row.Fate == RowFate.Created) Run.Created++;
            else if (row.Fate == RowFate.Updated) Run.Updated++;
            else if (row.Fate == RowFate.Skipped) Run.Skipped++;
            else if (row.Fate == RowFate.Asked) Run.Asked++;
            else Run.Refused++;
        }
    }

    /// <summary>Writes the counts in the transaction under way.</summary>
    public Task WriteAsync(IEnumerable<long> waiting, long errorLength, long questionLength, CancellationToken cancellationToken)
    {
        Run.Waiting = string.Join(',', waiting);
        (Run.ErrorLength, Run.QuestionLength) = (errorLength, questionLength);
        return session.Transaction!.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(Run, Progress) } }, cancellationToken);
    }

    public void Finish() => (Run.Status, Run.FinishedAt) = ("finished", session.Now);

    /// <summary>Keeps the report of a dry run, after it: the one thing that it leaves behind.</summary>
    public async Task KeepTriedAsync(ImportResult result, CancellationToken cancellationToken)
    {
        (Run.Status, Run.FinishedAt, Run.Report) = ("tried", session.Now, ImportReports.Written(result));
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { Run } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private static ImportMap Of(ImportRequest request, ImportMap map) => request.OnExisting is { } policy ? map with { OnExisting = policy } : map;

    private static string Fingerprint(ImportRequest request, ImportFile file)
    {
        var text = new StringBuilder(Convert.ToHexString(file.Check.Hash));
        text.Append('|').Append(request.Type).Append('|').Append(file.Format).Append('|').Append(request.MaxCellLength).Append('|').Append(request.OnExisting);
        if (request.Map is not { } map) return Hash(text.Append("|proposed"));
        text.Append('|').Append(map.IsGuarded).Append('|').Append(map.Delimiter).Append('|').Append(map.Encoding).Append('|').Append(map.Sheet).Append('|').Append(map.HeaderRow).Append('|').Append(map.OnExisting).Append('|').Append(map.Currency)
            .Append('|').AppendJoin('\u001f', map.Key).Append('|').AppendJoin('\u001f', map.Ignore);
        foreach (var column in map.Columns)
            text.Append('\u001e').AppendJoin('\u001f', column.Column, string.Join('\u001c', column.Join), column.Value, column.Field, column.LookupField, column.CreateMissing, column.DecimalMark)
                .Append('|').AppendJoin('\u001f', column.Formats).Append('|').AppendJoin('\u001f', column.Empty)
                .Append('|').AppendJoin('\u001f', column.Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}\u001d{v.Value}"));
        return Hash(text);
    }

    private static string Hash(StringBuilder text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}
