using System.Buffers;
using System.Buffers.Text;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Audit;

/// <summary>A place in the audit, named by the entry just above it. Not by its number: numbers count over all tenants.</summary>
internal static class AuditCursor
{
    private const int IdLength = 16;

    public static string Below(AuditEntry entry)
    {
        Span<byte> ids = stackalloc byte[2 * IdLength];
        entry.RecordId.TryWriteBytes(ids);
        entry.Id.TryWriteBytes(ids[IdLength..]);
        return Base64Url.EncodeToString(ids);
    }

    /// <summary>The cursor of a place between entries; there is one above it.</summary>
    public static async Task<string> BelowAsync(IStoreReader reader, long sequence, CancellationToken cancellationToken) =>
        Below((await reader.ListAsync(reader.Query<AuditEntry>().Where(e => e.Sequence >= sequence).OrderBy(e => e.Sequence).Take(1), cancellationToken))[0]);

    /// <exception cref="CrmValidationException"><c>query.cursor-invalid</c>.</exception>
    public static async Task<long> ReadAsync(IStoreReader reader, string cursor, CancellationToken cancellationToken)
    {
        var ids = new byte[2 * IdLength];
        if (Base64Url.DecodeFromChars(cursor, ids, out _, out var length) != OperationStatus.Done || length != ids.Length) throw new CrmValidationException(ReadErrors.CursorInvalid());
        var (record, entry) = (new Guid(ids.AsSpan(0, IdLength)), new Guid(ids.AsSpan(IdLength)));
        var found = await reader.ListAsync(reader.Query<AuditEntry>().Where(e => e.RecordId == record && e.Id == entry).Select(e => e.Sequence), cancellationToken);
        return found is [var sequence] ? sequence : throw new CrmValidationException(ReadErrors.CursorInvalid());
    }
}
