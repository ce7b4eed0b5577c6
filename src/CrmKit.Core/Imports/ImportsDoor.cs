using System.Threading.Channels;
using CrmKit.Access;
using CrmKit.Imports.Files;
using CrmKit.Imports.Mapping;
using CrmKit.Imports.Previewing;
using CrmKit.Imports.Reverting;
using CrmKit.Imports.Writing;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports;

/// <summary>Files in: one task reads and maps, this one writes, chunk by chunk; only two chunks are ever waiting between them.</summary>
internal sealed class ImportsDoor(CrmSession session, RecordWriter writer) : IImports
{
    /// <summary>What audit and handlers see as the session's door while an import writes.</summary>
    public const string Name = "import";

    public async Task<ImportPreview> PreviewAsync(ImportPreviewRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var type = await TypeAsync(request.Type, cancellationToken);
        await using var file = await ImportFile.OpenAsync(session, new ImportRequest(type.Key, request.Path, request.Reading) { Format = request.Format }, cancellationToken);
        return await PreviewAsync(type, file, request.Preset, cancellationToken);
    }

    public async Task<ImportResult> RunAsync(ImportRequest request, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (session.Transaction is not null) throw new InvalidOperationException("An import commits chunk by chunk and cannot run inside a unit of work.");
        if (request.ChunkSize is < 1 or > 10_000) throw new CrmValidationException(ImportErrors.ChunkSize(request.ChunkSize));
        if (request.MaxCellLength is < 1_000 or > 10_000_000) throw new CrmValidationException(ImportErrors.CellLimit(request.MaxCellLength));
        var type = await TypeAsync(request.Type, cancellationToken);

        using var door = session.Through(Name);
        request = request with { Type = type.Key };
        await using var file = await ImportFile.OpenAsync(session, request, cancellationToken);
        var ledger = await ImportLedger.OpenAsync(session, request, file, () => ProposedAsync(type, request.Path, file, cancellationToken), cancellationToken);
        var plan = ImportPlanner.Plan(session, type, ledger.Map, file);
        await ledger.BeginAsync(cancellationToken);
        using var work = session.Correlated(ledger.Run.Id); // by which a revert finds what the import wrote
        using var errors = new ErrorFile(request.ErrorPath ?? DefaultErrorPath(request.Path), ledger.Run.Id, file);
        errors.Resume(ledger.Run.ErrorLength);

        var run = new Run(request, file, plan, ledger, errors, new ChunkWriter(session, writer, plan, ledger.Run.StartedAt, $"import of {ledger.Run.FileName}"), progress);
        return request.DryRun ? await TryAsync(run, cancellationToken) : await WriteAsync(run, cancellationToken);
    }

    public async Task<ImportRevertResult> RevertAsync(Guid importId, CancellationToken cancellationToken = default)
    {
        if (session.Transaction is not null) throw new InvalidOperationException("A revert commits chunk by chunk and cannot run inside a unit of work.");
        using var door = session.Through(Name);
        var reader = await session.ReaderAsync(cancellationToken);
        var found = await reader.ListAsync(reader.Query<ImportRun>().Where(r => r.Id == importId), cancellationToken);
        if (found is not [var run] || !await MayRevertAsync(run, cancellationToken)) throw new CrmNotFoundException(ImportErrors.Unknown(importId));
        if (run.Status == "running") throw new CrmConflictException(ImportErrors.Unfinished(run.FileName));
        return await new ImportReverter(session, writer, run).RunAsync(cancellationToken);
    }

    private async Task<RecordTypeDefinition> TypeAsync(string key, CancellationToken cancellationToken)
    {
        if (!session.Catalog.TryType(key, out var type)) throw new CrmNotFoundException(CatalogErrors.TypeUnknown(key));
        return await session.Access.ScopeAsync(type, Operations.Create, cancellationToken) != AccessScope.None ? type : throw new CrmForbiddenException(ImportErrors.Forbidden(type));
    }

    private async Task<ImportPreview> PreviewAsync(RecordTypeDefinition type, ImportFile file, string? preset, CancellationToken cancellationToken) =>
        await new Previewer(session, type, await session.Access.HiddenFieldsAsync(type, cancellationToken)).PreviewAsync(file, preset, cancellationToken);

    // The file is read from its beginning once more: the rows of the first reading go to the import.
    private async Task<ImportMap> ProposedAsync(RecordTypeDefinition type, string path, ImportFile file, CancellationToken cancellationToken)
    {
        var preview = await PreviewAsync(new ImportPreviewRequest(type.Key, path) { Format = file.Format }, cancellationToken);
        return preview is { Map: { } map, Doubts: [] } ? map : throw new CrmValidationException([ImportErrors.MapNeeded(Math.Max(1, preview.Doubts.Count)), .. preview.Doubts]);
    }

    // One's own, or any of a type that one administers; which records may be changed is asked for each of them.
    private async Task<bool> MayRevertAsync(ImportRun run, CancellationToken cancellationToken) => session.Actor.IsSystem || (run.ActorId is not null && run.ActorId == session.Actor.UserId)
        || (session.Catalog.TryType(run.RecordType, out var type) && await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All);

    private async Task<ImportResult> WriteAsync(Run run, CancellationToken cancellationToken)
    {
        await EachChunkAsync(run, async chunk =>
        {
            await using var work = await session.BeginWorkAsync(cancellationToken);
            await run.Ledger.ClaimAsync(cancellationToken);
            await SettleAsync(run, chunk, cancellationToken);
            await run.Ledger.WriteAsync(run.Writer.Waiting.Select(r => r.Number), run.Errors.Length, cancellationToken);
            Failpoint.Hit("import.before-chunk-commit");
            await work.CommitAsync(cancellationToken);
            Failpoint.Hit("import.after-chunk-commit");
        }, cancellationToken);

        var path = run.Errors.Complete(); // before the finish: a run that is finished has its error file
        await using var end = await session.BeginWorkAsync(cancellationToken);
        await run.Ledger.ClaimAsync(cancellationToken);
        run.Ledger.Finish();
        await run.Ledger.WriteAsync([], run.Ledger.Run.ErrorLength, cancellationToken);
        Failpoint.Hit("import.before-finish");
        await end.CommitAsync(cancellationToken);
        return run.Result(path);
    }

    // One transaction over all, never committed: later rows see what earlier ones would have created.
    private async Task<ImportResult> TryAsync(Run run, CancellationToken cancellationToken)
    {
        await using (await session.BeginWorkAsync(cancellationToken))
        {
            await EachChunkAsync(run, chunk => SettleAsync(run, chunk, cancellationToken), cancellationToken);
        }
        return run.Result(run.Errors.Complete());
    }

    private static async Task SettleAsync(Run run, IReadOnlyList<MappedRow>? chunk, CancellationToken cancellationToken)
    {
        var settled = chunk is null ? await run.Writer.FinishAsync(cancellationToken) : await run.Writer.WriteAsync(chunk, cancellationToken);
        foreach (var row in settled.Where(r => r.Fate == RowFate.Refused).OrderBy(r => r.Row.Number))
        {
            run.Errors.Add(row.Row, row.Errors);
            run.Keep(row.Errors);
        }
        run.Errors.Flush();
        run.Ledger.Count(chunk?.Count ?? 0, settled);
    }

    // Null stands for the end, when rows that wait are settled.
    private static async Task EachChunkAsync(Run run, Func<IReadOnlyList<MappedRow>?, Task> settle, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var chunks = Channel.CreateBounded<(List<MappedRow> Rows, long Offset)>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(run, chunks.Writer, stop.Token), stop.Token);
        try
        {
            await foreach (var (rows, offset) in chunks.Reader.ReadAllAsync(cancellationToken))
            {
                await settle(rows);
                run.Progress?.Report(new ImportProgress(run.Ledger.Run.Rows, offset, run.File.Check.Length));
            }
            if (run.Writer.Waiting.Count > 0) await settle(null);
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what it threw came through the channel
        }
    }

    private static async Task ReadAsync(Run run, ChannelWriter<(List<MappedRow> Rows, long Offset)> chunks, CancellationToken cancellationToken)
    {
        try
        {
            var mapper = run.Mapper();
            var (settled, waiting) = (run.Ledger.Run.Rows, run.Ledger.WaitingNumbers());
            var rows = new List<MappedRow>(run.Request.ChunkSize);
            long number = 0;
            while (await run.File.ReadAsync(ImportLimits.RowsPerRead, cancellationToken) is { Length: > 0 } read)
            {
                foreach (var row in read)
                {
                    if (++number <= settled)
                    {
                        if (waiting.Contains(number)) run.Writer.Wait(mapper.Map(number, row)); // before the first chunk is handed over
                        continue;
                    }
                    rows.Add(mapper.Map(number, row));
                    if (rows.Count < run.Request.ChunkSize) continue;
                    await chunks.WriteAsync((rows, run.File.Offset), cancellationToken);
                    rows = new List<MappedRow>(run.Request.ChunkSize);
                }
            }
            if (rows.Count > 0) await chunks.WriteAsync((rows, run.File.Offset), cancellationToken);
            chunks.Complete();
        }
        catch (Exception e)
        {
            chunks.TryComplete(e);
        }
    }

    private static string DefaultErrorPath(string path) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileNameWithoutExtension(path) + ".errors.csv");

    /// <summary>What one import holds on to.</summary>
    private sealed record Run(
        ImportRequest Request, ImportFile File, ImportPlan Plan, ImportLedger Ledger, ErrorFile Errors, ChunkWriter Writer, IProgress<ImportProgress>? Progress)
    {
        private readonly List<ImportError> _kept = [];

        public RowMapper Mapper() => new(Plan, Ledger.Catalog, File.IsErrorFile || Plan.Map.IsGuarded);

        public void Keep(IEnumerable<ImportError> errors) => _kept.AddRange(errors.Take(ImportLimits.KeptErrors - _kept.Count));

        public ImportResult Result(string? errorPath) => new()
        {
            Id = Ledger.Run.Id,
            Rows = Ledger.Run.Rows,
            Created = Ledger.Run.Created,
            Updated = Ledger.Run.Updated,
            Skipped = Ledger.Run.Skipped,
            Refused = Ledger.Run.Refused,
            Format = File.Format,
            ProposedMap = Request.Map is null ? Plan.Map : null,
            Resumed = Ledger.IsResumed,
            ErrorPath = errorPath,
            Errors = _kept,
        };
    }
}
