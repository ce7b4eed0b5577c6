using System.Threading.Channels;
using System.Globalization;
using CrmKit.Access;
using CrmKit.Imports.Files;
using CrmKit.Imports.Mapping;
using CrmKit.Imports.Previewing;
using CrmKit.Imports.Questions;
using CrmKit.Imports.Reverting;
using CrmKit.Imports.Writing;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports;

/// <summary>Files in: one task reads and maps, this one writes, chunk by chunk; only one chunk is ever waiting between them.</summary>
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
        var type = await DemandAsync(request, cancellationToken);
        if (request is { Map: null, MapName: { } name }) request = request with { Map = await SavedMaps.FindAsync(session, type, name, cancellationToken) };

        using var door = session.Through(Name);
        request = request with { Type = type.Key };
        await using var file = await ImportFile.OpenAsync(session, request, cancellationToken);
        var ledger = await ImportLedger.OpenAsync(session, request, file, () => ProposedAsync(type, request.Path, file, cancellationToken), cancellationToken);
        var plan = ImportPlanner.Plan(session, type, ledger.Map, file);
        await ledger.BeginAsync(cancellationToken);
        using var work = session.Correlated(ledger.Run.Id); // by which a revert finds what the import wrote
        using var errors = new RowFile(request.ErrorPath ?? Beside(request.Path, "errors"), ledger.Run.Id, file, ImportFile.ErrorColumns);
        using var questions = new RowFile(request.QuestionPath ?? Beside(request.Path, "questions"), ledger.Run.Id, file, ImportFile.QuestionColumns);
        errors.Resume(ledger.Run.ErrorLength);
        questions.Resume(ledger.Run.QuestionLength);

        var differences = request.DryRun ? new Differences(plan, await session.Access.HiddenFieldsAsync(type, cancellationToken)) : null;
        var run = new Run(request, file, plan, ledger, errors, questions, new ChunkWriter(session, writer, plan, differences, ledger.Run.StartedAt, $"import of {ledger.Run.FileName}"), differences, progress);
        return request.DryRun ? await TryAsync(run, cancellationToken) : await WriteAsync(run, cancellationToken);
    }

    public async Task<ImportRevertResult> RevertAsync(Guid importId, CancellationToken cancellationToken = default)
    {
        if (session.Transaction is not null) throw new InvalidOperationException("A revert commits chunk by chunk and cannot run inside a unit of work.");
        using var door = session.Through(Name);
        return await new ImportReverter(session, writer, await RevertibleAsync(importId, cancellationToken)).RunAsync(cancellationToken);
    }

    /// <summary>An import that came to its end, as it is kept.</summary>
    public async Task<ImportRun> RevertibleAsync(Guid importId, CancellationToken cancellationToken)
    {
        var run = await FindAsync(importId, cancellationToken);
        if (run.Status == "tried") throw new CrmNotFoundException(ImportErrors.Unknown(importId));
        return run.Status == "running" ? throw new CrmConflictException(ImportErrors.Unfinished(run.FileName)) : run;
    }

    /// <summary>Asks what can be asked before the file is read.</summary>
    public async Task<RecordTypeDefinition> DemandAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        if (request.ChunkSize is < 1 or > 10_000) throw new CrmValidationException(ImportErrors.ChunkSize(request.ChunkSize));
        if (request.MaxCellLength is < 1_000 or > 10_000_000) throw new CrmValidationException(ImportErrors.CellLimit(request.MaxCellLength));
        return await TypeAsync(request.Type, cancellationToken);
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

    public async Task<ImportRecord> GetAsync(Guid importId, CancellationToken cancellationToken = default) => ImportReports.Read(await FindAsync(importId, cancellationToken));

    public async Task<IReadOnlyList<ImportRecord>> ListAsync(int atMost = 100, CancellationToken cancellationToken = default)
    {
        if (atMost is < 1 or > 1000) throw new CrmValidationException(ImportErrors.AtMost(atMost));
        var (administered, isSystem, actor) = (await AdministeredAsync(cancellationToken), session.Actor.IsSystem, session.Actor.UserId);
        var reader = await session.ReaderAsync(cancellationToken);
        var runs = reader.Query<ImportRun>().Where(r => isSystem || (r.ActorId != null && r.ActorId == actor) || administered.Contains(r.RecordType));
        return [.. (await reader.ListAsync(runs.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Take(atMost), cancellationToken)).Select(ImportReports.Read)];
    }

    public async Task<IReadOnlyList<ImportOpenQuestion>> QuestionsAsync(ImportQuestionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > 1000) throw new CrmValidationException(ImportErrors.AtMost(query.Limit));
        var (administered, isSystem, actor) = (await AdministeredAsync(cancellationToken), session.Actor.IsSystem, session.Actor.UserId);
        var reader = await session.ReaderAsync(cancellationToken);
        var runs = reader.Query<ImportRun>().Where(r => isSystem || (r.ActorId != null && r.ActorId == actor) || administered.Contains(r.RecordType));
        var (import, type) = (query.Import, query.Type);
        var seen = runs.Select(r => r.Id);
        var open = await reader.ListAsync(reader.Query<ImportQuestionEntry>()
            .Where(q => (import == null || q.ImportId == import) && (type == null || q.RecordType == type) && seen.Contains(q.ImportId)).OrderBy(q => q.ImportId).ThenBy(q => q.Number).Take(query.Limit), cancellationToken);
        IEnumerable<Guid> imports = open.Select(q => q.ImportId).Distinct().ToList();
        var files = (await reader.ListAsync(reader.Query<ImportRun>().Where(r => imports.Contains(r.Id)), cancellationToken)).ToDictionary(r => r.Id, r => r.FileName);
        return [.. open.Select(q => ImportReports.Read(q, files[q.ImportId]))];
    }

    public async Task<IReadOnlyList<ImportAnswerOutcome>> AnswerAsync(IReadOnlyList<ImportAnswer> answers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (session.Transaction is not null) throw new InvalidOperationException("Answers commit by themselves and cannot be given inside a unit of work.");
        if (answers.Count is 0 or > 1000) throw new CrmValidationException(ImportErrors.AtMost(answers.Count));
        using var door = session.Through(Name);
        return await session.Service<QuestionAnswers>().SettleAsync(answers, async id => await SeenAsync(id, cancellationToken), cancellationToken);
    }

    private async Task<List<string>> AdministeredAsync(CancellationToken cancellationToken)
    {
        var administered = new List<string>();
        foreach (var type in session.Catalog.Types)
            if (await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All) administered.Add(type.Key);
        return administered;
    }

    private async Task<ImportRun?> SeenAsync(Guid importId, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var found = await reader.ListAsync(reader.Query<ImportRun>().Where(r => r.Id == importId), cancellationToken);
        return found is [var run] && await MaySeeAsync(run, cancellationToken) ? run : null;
    }

    private async Task<ImportRun> FindAsync(Guid importId, CancellationToken cancellationToken) =>
        await SeenAsync(importId, cancellationToken) ?? throw new CrmNotFoundException(ImportErrors.Unknown(importId));

    // One's own, or any of a type that one administers; which records may be changed is asked for each of them.
    private async Task<bool> MaySeeAsync(ImportRun run, CancellationToken cancellationToken) => session.Actor.IsSystem || (run.ActorId is not null && run.ActorId == session.Actor.UserId)
        || (session.Catalog.TryType(run.RecordType, out var type) && await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All);

    private async Task<ImportResult> WriteAsync(Run run, CancellationToken cancellationToken)
    {
        await EachChunkAsync(run, async chunk =>
        {
            await using var work = await session.BeginWorkAsync(cancellationToken);
            await run.Ledger.ClaimAsync(cancellationToken);
            await SettleAsync(run, chunk, cancellationToken);
            await run.Ledger.WriteAsync(run.Writer.Waiting.Select(r => r.Number), run.Errors.Length, run.Questions.Length, cancellationToken);
            Failpoint.Hit("import.before-chunk-commit");
            work.Transaction.IsStep = true; // the finish waits for the disk, and for all before it; how far the import is stands in the same transaction
            await work.CommitAsync(cancellationToken);
            Failpoint.Hit("import.after-chunk-commit");
        }, cancellationToken);

        var result = run.Result(run.Errors.Complete(), run.Questions.Complete()); // before the finish: a run that is finished has its files
        await using var end = await session.BeginWorkAsync(cancellationToken);
        await run.Ledger.ClaimAsync(cancellationToken);
        run.Ledger.Finish();
        run.Ledger.Run.Report = ImportReports.Written(result);
        await run.Ledger.WriteAsync([], run.Ledger.Run.ErrorLength, run.Ledger.Run.QuestionLength, cancellationToken);
        Failpoint.Hit("import.before-finish");
        await end.CommitAsync(cancellationToken);
        return result;
    }

    // One transaction over all, never committed: later rows see what earlier ones would have created.
    private async Task<ImportResult> TryAsync(Run run, CancellationToken cancellationToken)
    {
        await using (await session.BeginWorkAsync(cancellationToken))
        {
            await EachChunkAsync(run, chunk => SettleAsync(run, chunk, cancellationToken), cancellationToken);
        }
        var result = run.Result(run.Errors.Complete(), run.Questions.Complete());
        await run.Ledger.KeepTriedAsync(result, cancellationToken);
        return result;
    }

    private async Task SettleAsync(Run run, IReadOnlyList<MappedRow>? chunk, CancellationToken cancellationToken)
    {
        var queue = session.Service<QuestionQueue>();
        if (run.File.IsQuestionFile && chunk is not null) await queue.LeaveAnsweredAsync(chunk, cancellationToken);
        var settled = chunk is null ? await run.Writer.FinishAsync(cancellationToken) : await run.Writer.WriteAsync(chunk, cancellationToken);
        foreach (var row in settled.Where(r => r.Fate == RowFate.Refused).OrderBy(r => r.Row.Number))
        {
            run.Errors.Add(row.Row, Refusal(row.Row, row.Errors));
            run.Keep(row.Errors);
        }
        var kept = run.Request.DryRun ? [] : await queue.KeepAsync(run.Ledger.Run, run.File, settled, run.IsGuarded, cancellationToken);
        foreach (var row in settled.Where(r => r.Fate == RowFate.Asked).OrderBy(r => r.Row.Number))
        {
            run.Questions.Add(row.Row, Question(row.Question!, kept.TryGetValue(row, out var id) ? id : null));
            run.Keep(row.Question!);
        }
        run.Errors.Flush();
        run.Questions.Flush();
        run.Ledger.Count(chunk?.Count ?? 0, settled);
    }

    // Null stands for the end, when rows that wait are settled.
    private static async Task EachChunkAsync(Run run, Func<IReadOnlyList<MappedRow>?, Task> settle, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var chunks = Channel.CreateBounded<(List<MappedRow> Rows, long Offset)>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(run, chunks.Writer, stop.Token), stop.Token);
        try
        {
            await foreach (var (rows, offset) in chunks.Reader.ReadAllAsync(cancellationToken))
            {
                await settle(rows);
                run.Progress?.Report(run.Reached(offset));
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

    private static string Beside(string path, string what) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{Path.GetFileNameWithoutExtension(path)}.{what}.csv");

    private static string[] Refusal(MappedRow row, List<ImportError> errors) =>
    [
        row.Line.ToString(CultureInfo.InvariantCulture), errors[0].Field ?? "", errors[0].Value ?? "", errors[0].Error.Code,
        string.Join(" | ", errors.Select(e => e.Field is null || errors.Count == 1 ? e.Error.Message : $"{e.Field}: {e.Error.Message}")),
    ];

    private static string[] Question(ImportQuestion question, Guid? kept) =>
        ["", question.Line.ToString(CultureInfo.InvariantCulture), question.Record.Id.ToString(), question.Name ?? "", question.Confidence.ToString(CultureInfo.InvariantCulture), question.Reason, kept?.ToString() ?? ""];

    /// <summary>What one import holds on to.</summary>
    private sealed record Run(
        ImportRequest Request, ImportFile File, ImportPlan Plan, ImportLedger Ledger, RowFile Errors, RowFile Questions, ChunkWriter Writer, Differences? Differences, IProgress<ImportProgress>? Progress)
    {
        private readonly List<ImportError> _kept = [];
        private readonly List<ImportQuestion> _asked = [];

        public bool IsGuarded => File.IsErrorFile || Plan.Map.IsGuarded;

        public RowMapper Mapper() => new(Plan, Ledger.Catalog, IsGuarded, File.IsQuestionFile);

        public void Keep(IEnumerable<ImportError> errors) => _kept.AddRange(errors.Take(ImportLimits.KeptErrors - _kept.Count));

        public void Keep(ImportQuestion question)
        {
            if (_asked.Count < ImportLimits.KeptErrors) _asked.Add(question);
        }

        public ImportProgress Reached(long offset) => new(Ledger.Run.Rows, offset, File.Check.Length)
        {
            Created = Ledger.Run.Created,
            Updated = Ledger.Run.Updated,
            Skipped = Ledger.Run.Skipped,
            Refused = Ledger.Run.Refused,
            Asked = Ledger.Run.Asked,
        };

        public ImportResult Result(string? errorPath, string? questionPath) => new()
        {
            Id = Ledger.Run.Id,
            Rows = Ledger.Run.Rows,
            Created = Ledger.Run.Created,
            Updated = Ledger.Run.Updated,
            Skipped = Ledger.Run.Skipped,
            Refused = Ledger.Run.Refused,
            Asked = Ledger.Run.Asked,
            Format = File.Format,
            ProposedMap = Request.Map is null ? Plan.Map : null,
            Resumed = Ledger.IsResumed,
            ErrorPath = errorPath,
            Errors = _kept,
            QuestionPath = questionPath,
            Questions = _asked,
            Changes = Differences?.Changes ?? [],
        };
    }
}
