using CrmKit.Access;
using CrmKit.Attachments;
using CrmKit.Exports;
using CrmKit.Imports;
using CrmKit.Persons;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Transfers;

/// <summary>Does what is asked for, in a session of its owner.</summary>
internal sealed class TransferWork(CrmSession session, ImportsDoor imports, ExportsDoor exports, IFileStore files) : ISessionService
{
    /// <summary>Opens a session with the rights that the owner has now.</summary>
    public static CrmSession Open(Crm crm, TransferEntry entry)
    {
        var actor = entry.ActorId is { } user ? Actor.User(user, entry.Scopes is { } words ? KeyScopes.TryParse(words.Split(' ')) : null) : Actor.System("transfer");
        var opened = crm.Open(actor, entry.Door, entry.TenantId);
        if (entry.Address is not null || entry.Credential is not null) opened.Origin = new CallOrigin(entry.Address, entry.Credential);
        return opened;
    }

    /// <summary>Asks whether the owner still may.</summary>
    /// <exception cref="CrmException">He may not; or what it is about is gone.</exception>
    public async Task DemandAsync(TransferEntry entry, CancellationToken cancellationToken)
    {
        switch (TransferRows.KindOf(entry))
        {
            case TransferKind.Export: await session.Exports.PrepareAsync(TransferRows.ExportOf(entry), cancellationToken); break;
            case TransferKind.Revert: await imports.RevertibleAsync(TransferRows.RevertOf(entry), cancellationToken); break;
            default: await imports.DemandAsync(TransferRows.ImportOf(entry), cancellationToken); break;
        }
    }

    /// <summary>Does it, and notes in the row what it brought.</summary>
    public async Task RunAsync(RunningTransfer run)
    {
        var entry = run.Entry;
        switch (TransferRows.KindOf(entry))
        {
            case TransferKind.Export: await ExportAsync(run); break;
            case TransferKind.Revert: entry.Result = TransferRows.Written(await session.Imports.RevertAsync(TransferRows.RevertOf(entry), run.Stopped)); break;
            default: await ImportAsync(run); break;
        }
    }

    private async Task ImportAsync(RunningTransfer run)
    {
        var request = TransferRows.ImportOf(run.Entry);
        if (!File.Exists(request.Path)) throw new CrmNotFoundException(ImportErrors.FileMissing(run.Entry.FileName)); // where it lay is nobody's business
        var result = await session.Imports.RunAsync(request, run, run.Stopped);
        run.Entry.Result = TransferRows.Written(result);
        var size = run.Progress.TotalBytes;
        run.Report(new TransferProgress { Rows = result.Rows, TotalRows = result.Rows, Created = result.Created, Updated = result.Updated, Skipped = result.Skipped, Refused = result.Refused, Asked = result.Asked, Bytes = size ?? 0, TotalBytes = size });
    }

    private async Task ExportAsync(RunningTransfer run)
    {
        var request = TransferRows.ExportOf(run.Entry);
        var file = await session.Exports.PrepareAsync(request, run.Stopped);
        var total = (await session.Records.QueryAsync(new RecordQuery(request.Type) { Filter = request.Filter, Size = 1, WithTotal = true }, run.Stopped)).Total;
        if (request.Limit < total) total = request.Limit;
        await using var written = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        DateTimeOffset began;
        do
        {
            began = session.Now;
            written.SetLength(0);
            var records = await exports.WriteAsync(request, written, new Counted(run, total, written), run.Stopped);
            run.Report(new TransferProgress { Rows = records, TotalRows = records, Bytes = written.Length });
        }
        while (await ErasedSinceAsync(began, run.Stopped)); // who was erased meanwhile may stand in it
        written.Position = 0;
        await files.WriteAsync(session.TenantId, run.Entry.Id, written, run.Stopped);
        (run.Entry.ContentType, run.Entry.Bytes) = (file.Format.MediaType, written.Length);
    }

    private async Task<bool> ErasedSinceAsync(DateTimeOffset began, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.CountAsync(reader.Query<PersonErasure>().Where(e => e.At > began), cancellationToken) > 0;
    }

    private sealed class Counted(RunningTransfer run, long? total, FileStream written) : IProgress<long>
    {
        public void Report(long value) => run.Report(new TransferProgress { Rows = value, TotalRows = total, Bytes = written.Position });
    }
}
