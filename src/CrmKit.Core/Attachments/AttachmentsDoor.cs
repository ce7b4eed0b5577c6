using System.Security.Cryptography;
using System.Text.Json;
using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Attachments;

/// <summary>Files on records. The file is stored before its row and removed after it: what a process leaves behind that dies in between is a file that nobody knows, and the sweeper takes it.</summary>
internal sealed class AttachmentsDoor(CrmSession session, AccessDoor access, IFileStore files, IOptions<CrmKitOptions> options, ILogger<AttachmentsDoor> log) : IAttachments
{
    private static readonly StoreLock Quota = new("attachments", IsShared: false);

    public async Task<Attachment> AddAsync(RecordRef record, string name, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(content);
        var at = await DemandAsync(record, Operations.Update, cancellationToken);
        await using var taken = await TakeAsync(content, cancellationToken);
        var file = await CheckAsync(at, FileNames.Of(name), taken, cancellationToken);
        await RoomAsync(file.Size, cancellationToken); // once before it is stored, and once when nobody else can take the room
        taken.Position = 0;
        try
        {
            await files.WriteAsync(session.TenantId, file.Id, taken, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.LogError(failure, "An attachment of tenant {Tenant} could not be stored.", session.TenantId);
            throw new CrmRuleException(AttachmentErrors.NotStored());
        }
        try
        {
            Failpoint.Hit("attachment.stored");
            await using var work = await session.BeginWorkAsync(cancellationToken);
            await work.Transaction.LockAsync([Quota], cancellationToken);
            await RoomAsync(file.Size, cancellationToken);
            await work.Transaction.WriteAsync(new StoreBatch { Inserts = { file, Told(file, "attachment-added") } }, cancellationToken);
            await work.CommitAsync(cancellationToken);
            return file;
        }
        catch
        {
            await files.DeleteAsync(session.TenantId, file.Id, CancellationToken.None);
            throw;
        }
    }

    public async Task<IReadOnlyList<Attachment>> ListAsync(RecordRef record, CancellationToken cancellationToken = default)
    {
        var found = await session.Records.GetAsync(record, cancellationToken);
        var (type, id) = (session.Catalog.TypeOf(found).Key, found.Id);
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<Attachment>().Where(a => a.RecordId == id && a.RecordType == type).OrderBy(a => a.Id), cancellationToken);
    }

    public async Task<AttachmentContent> OpenAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var file = await FindAsync(id, cancellationToken);
        var content = await files.OpenAsync(session.TenantId, id, cancellationToken) ?? throw new CrmRuleException(AttachmentErrors.Damaged(file));
        try
        {
            if (content.Length != file.Size || Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)) != file.Sha256) throw new CrmRuleException(AttachmentErrors.Damaged(file));
            content.Position = 0;
            return new AttachmentContent(file, content);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var file = await FindAsync(id, cancellationToken);
        await DemandAsync(new RecordRef(file.RecordType, file.RecordId), Operations.Update, cancellationToken);
        await using (var work = await session.BeginWorkAsync(cancellationToken))
        {
            if (await work.Transaction.RemoveAsync(work.Transaction.Query<Attachment>().Where(a => a.Id == id), cancellationToken) == 0) throw new CrmNotFoundException(AttachmentErrors.Unknown(id));
            await work.Transaction.WriteAsync(new StoreBatch { Inserts = { Told(file, "attachment-removed") } }, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
        Failpoint.Hit("attachment.removed");
        if (session.Transaction is null) await files.DeleteAsync(session.TenantId, id, CancellationToken.None); // inside a unit of work the sweeper does it, once that is committed
    }

    private async Task<RecordRef> DemandAsync(RecordRef record, Operations operation, CancellationToken cancellationToken)
    {
        var found = await session.Records.GetAsync(record, cancellationToken);
        var type = session.Catalog.TypeOf(found);
        if (!session.IsUnconfined && !(await access.MayAsync(type, operation, [found], cancellationToken))[0]) throw new CrmForbiddenException(AccessErrors.Forbidden(operation, type, type.Ref(found.Id)));
        return type.Ref(found.Id);
    }

    private async Task<Attachment> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        if (await reader.ListAsync(reader.Query<Attachment>().Where(a => a.Id == id), cancellationToken) is not [var file]
            || !session.Catalog.TryType(file.RecordType, out _)
            || await session.Records.FindAsync(new RecordRef(file.RecordType, file.RecordId), cancellationToken) is null) throw new CrmNotFoundException(AttachmentErrors.Unknown(id));
        return file;
    }

    // Whole on the disk of this machine before anything else: what is too large, or breaks off, never reaches the store.
    private async Task<FileStream> TakeAsync(Stream content, CancellationToken cancellationToken)
    {
        var taken = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (taken.Length + read > options.Value.MaxAttachmentBytes) throw new CrmValidationException(AttachmentErrors.TooLarge(options.Value.MaxAttachmentBytes));
                await taken.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            await taken.FlushAsync(cancellationToken);
            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    private async Task<Attachment> CheckAsync(RecordRef record, string name, FileStream taken, CancellationToken cancellationToken)
    {
        if (taken.Length == 0) throw new CrmValidationException(AttachmentErrors.Empty());
        taken.Position = 0;
        var start = new byte[ContentSniff.Length];
        var type = ContentSniff.Of(start.AsSpan(0, await taken.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken)));
        if (type == ContentSniff.Program || ContentSniff.NamesProgram(name)) throw new CrmValidationException(AttachmentErrors.Program(name));
        if (ContentSniff.IsMismatch(name, type)) throw new CrmValidationException(AttachmentErrors.Mismatch(name, type));
        foreach (var scanner in session.Handlers<IFileScanner>("*"))
        {
            taken.Position = 0;
            var (reason, fault) = await scanner.AskAsync(CallKind.Transaction, new FileToScan(name, type, taken.Length, taken), static (s, f, token) => s.ScanAsync(f, token), cancellationToken);
            if (fault is not null)
            {
                log.LogError("Scanner {Scanner} of '{Source}' failed, so a file is refused: {Reason}", scanner.Name, scanner.Source, fault.Detail);
                throw new CrmRuleException(AttachmentErrors.ScanFailed(name));
            }
            if (reason is not null) throw new CrmValidationException(AttachmentErrors.Refused(name, reason));
        }
        taken.Position = 0;
        return new Attachment
        {
            RecordType = record.Type, RecordId = record.Id, Name = name, ContentType = type, Size = taken.Length,
            Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(taken, cancellationToken)), At = session.Now, ActorId = session.Actor.UserId,
        };
    }

    private async Task RoomAsync(long size, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var used = (await reader.ListAsync(reader.Query<Attachment>().GroupBy(a => 1).Select(g => g.Sum(a => a.Size)), cancellationToken)).SingleOrDefault();
        if (used + size > options.Value.AttachmentQuota) throw new CrmRuleException(AttachmentErrors.Quota(options.Value.AttachmentQuota));
    }

    private OutboxMessage Told(Attachment file, string what) => EventWriter.Message(session, $"{file.RecordType}.{what}", [file], static (Utf8JsonWriter json, Attachment f) =>
    {
        json.WriteString("id", f.RecordId);
        json.WriteString("attachment", f.Id);
    });
}
