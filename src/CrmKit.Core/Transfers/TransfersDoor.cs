using CrmKit.Access;
using CrmKit.Attachments;
using CrmKit.Exports;
using CrmKit.Imports;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Transfers;

/// <summary>Queues and tells; the runner does.</summary>
internal sealed class TransfersDoor(CrmSession session, ImportsDoor imports, TransferBoard board, IFileStore files) : ITransfers
{
    private const int MostOpen = 20;
    private static readonly string[] Ending = [nameof(TransferEntry.State), nameof(TransferEntry.IsCancelled), nameof(TransferEntry.FinishedAt), nameof(TransferEntry.ExpiresAt)];

    public async Task<Transfer> StartImportAsync(ImportRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var type = await imports.DemandAsync(request, cancellationToken);
        if (!File.Exists(request.Path)) throw new CrmNotFoundException(ImportErrors.FileMissing(Path.GetFileName(request.Path)));
        return await StartAsync(request.DryRun ? TransferKind.DryRun : TransferKind.Import, type.Key, Path.GetFileName(request.Path), TransferRows.Request(request with { Type = type.Key }), cancellationToken);
    }

    public async Task<Transfer> StartRevertAsync(Guid importId, CancellationToken cancellationToken = default)
    {
        var run = await imports.RevertibleAsync(importId, cancellationToken);
        return await StartAsync(TransferKind.Revert, run.RecordType, run.FileName, TransferRows.Written(importId), cancellationToken);
    }

    public async Task<Transfer> StartExportAsync(ExportRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var file = await session.Exports.PrepareAsync(request, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var kept = await reader.ListAsync(reader.Query<TransferEntry>().Where(t => t.Bytes != null).Select(t => t.Bytes!.Value), cancellationToken);
        if (kept.Sum() >= session.Options.TransferQuota) throw new CrmRuleException(TransferErrors.Quota(session.Options.TransferQuota));
        return await StartAsync(TransferKind.Export, request.Type, file.Name, TransferRows.Written(request), cancellationToken);
    }

    public async Task<Transfer> GetAsync(Guid id, CancellationToken cancellationToken = default) => View(await FindAsync(await session.ReaderAsync(cancellationToken), id, cancellationToken));

    public async Task<IReadOnlyList<Transfer>> ListAsync(int atMost = 100, CancellationToken cancellationToken = default)
    {
        if (atMost is < 1 or > 1000) throw new CrmValidationException(ImportErrors.AtMost(atMost));
        var administered = new List<string>();
        foreach (var type in session.Catalog.Types)
            if (await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All) administered.Add(type.Key);
        var (isSystem, actor, now) = (session.IsUnconfined, session.Actor.UserId, session.Now);
        var reader = await session.ReaderAsync(cancellationToken);
        var rows = reader.Query<TransferEntry>().Where(t => (t.ExpiresAt == null || t.ExpiresAt > now) && (isSystem || (t.ActorId != null && t.ActorId == actor) || administered.Contains(t.RecordType)));
        return [.. (await reader.ListAsync(rows.OrderByDescending(t => t.QueuedAt).ThenByDescending(t => t.Id).Take(atMost), cancellationToken)).Select(View)];
    }

    public async Task<Transfer> CancelAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await FindAsync(await session.ReaderAsync(cancellationToken), id, cancellationToken);
        board.Find(id)?.End(TransferStop.Cancelled); // first: one that holds the only transaction lets it go, and the row can be written
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([TransferClaims.Queue], cancellationToken);
        var entry = await FindAsync(work.Transaction, id, cancellationToken);
        if (entry.FinishedAt is null)
        {
            if (entry.State == EnumCode.Of(TransferState.Queued)) (entry.State, entry.FinishedAt, entry.ExpiresAt) = (EnumCode.Of(TransferState.Cancelled), session.Now, session.Now + session.Options.TransferAge);
            entry.IsCancelled = true;
            await work.Transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(entry, Ending) } }, cancellationToken);
        }
        await work.CommitAsync(cancellationToken);
        return View(entry);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using (var work = await session.BeginWorkAsync(cancellationToken))
        {
            var entry = await FindAsync(work.Transaction, id, cancellationToken);
            if (entry.FinishedAt is null) throw new CrmConflictException(TransferErrors.Unfinished(id));
            await work.Transaction.WriteAsync(new StoreBatch { Deletes = { entry } }, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
        if (session.Transaction is null) await files.DeleteAsync(session.TenantId, id, CancellationToken.None); // inside a unit of work the sweeper does it, once that is committed
    }

    public async Task<TransferContent> OpenAsync(Guid id, TransferPart part, CancellationToken cancellationToken = default)
    {
        var entry = await FindAsync(await session.ReaderAsync(cancellationToken), id, cancellationToken);
        if (part == TransferPart.File) return await FileAsync(entry, cancellationToken);
        var result = TransferRows.ResultOf(entry);
        return (part == TransferPart.Errors ? result?.ErrorPath : result?.QuestionPath) is { } path && File.Exists(path)
            ? new TransferContent(Path.GetFileName(path), "text/csv; charset=utf-8", File.OpenRead(path))
            : throw new CrmNotFoundException(TransferErrors.FileGone(id));
    }

    // Whoever may not export now gets no file that he might have had before.
    private async Task<TransferContent> FileAsync(TransferEntry entry, CancellationToken cancellationToken)
    {
        if (entry is not { ContentType: { } contentType, Bytes: not null }) throw new CrmNotFoundException(TransferErrors.FileGone(entry.Id));
        if (!session.Catalog.TryType(entry.RecordType, out var type)) throw new CrmNotFoundException(CatalogErrors.TypeUnknown(entry.RecordType));
        foreach (var needed in (Operations[])[Operations.Read, Operations.Export])
            if (await session.Access.ScopeAsync(type, needed, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(needed, type));
        var content = await files.OpenAsync(session.TenantId, entry.Id, cancellationToken) ?? throw new CrmNotFoundException(TransferErrors.FileGone(entry.Id));
        return new TransferContent(entry.FileName, contentType, content);
    }

    private async Task<Transfer> StartAsync(TransferKind kind, string type, string fileName, string request, CancellationToken cancellationToken)
    {
        if (session.Confinement is not null) throw new CrmForbiddenException(TransferErrors.Plugin());
        var entry = new TransferEntry
        {
            TenantId = session.TenantId,
            Kind = EnumCode.Of(kind),
            RecordType = type,
            FileName = fileName,
            Request = request,
            ActorId = session.Actor.UserId,
            Scopes = session.Actor.Scopes?.ToString(),
            Door = session.Door,
            Address = session.Origin?.Address,
            Credential = session.Origin?.Credential,
            QueuedAt = session.Now,
        };
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([TransferClaims.Queue], cancellationToken);
        var mine = work.Transaction.Query<TransferEntry>().Where(t => t.ActorId == entry.ActorId && t.FinishedAt == null);
        if (await work.Transaction.CountAsync(mine, cancellationToken) >= MostOpen) throw new CrmRuleException(TransferErrors.TooMany(MostOpen));
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { entry } }, cancellationToken);
        work.AfterCommit(() => board.Wake(entry.TenantId));
        await work.CommitAsync(cancellationToken);
        return View(entry);
    }

    private Transfer View(TransferEntry entry) => TransferRows.View(entry, entry.FinishedAt is null ? board.Find(entry.Id)?.Progress : null);

    private async Task<TransferEntry> FindAsync(IStoreReader reader, Guid id, CancellationToken cancellationToken)
    {
        var found = await reader.ListAsync(reader.Query<TransferEntry>().Where(t => t.Id == id), cancellationToken);
        return found is [var entry] && !(entry.ExpiresAt <= session.Now) && await MaySeeAsync(entry, cancellationToken) ? entry : throw new CrmNotFoundException(TransferErrors.Unknown(id));
    }

    // One's own, or any of a type that one administers.
    private async Task<bool> MaySeeAsync(TransferEntry entry, CancellationToken cancellationToken) => session.IsUnconfined || (entry.ActorId is not null && entry.ActorId == session.Actor.UserId)
        || (session.Catalog.TryType(entry.RecordType, out var type) && await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All);
}
