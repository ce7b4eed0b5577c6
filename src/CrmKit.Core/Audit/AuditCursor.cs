using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Audit;

/// <summary>A place in the audit, named by the entry just above it. Not by its number: numbers count over all tenants.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Record">Its record; <see langword="null"/> where whoever reads may not see it.</param>
/// <param name="At">Its time, where it has no record.</param>
internal readonly record struct AuditCursor(Guid Entry, Guid? Record, DateTimeOffset? At)
{
    private const int IdLength = 16;
    private const int TimeLength = sizeof(long);
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2); // what is looked for lies around the time

    /// <summary>The cursor of the place below an entry that was shown.</summary>
    public static string Below(AuditEntry entry)
    {
        Span<byte> ids = stackalloc byte[2 * IdLength];
        entry.RecordId.TryWriteBytes(ids);
        entry.Id.TryWriteBytes(ids[IdLength..]);
        return Base64Url.EncodeToString(ids);
    }

    /// <summary>The cursor of a place between entries; there is one above it, which nobody may have been shown: its record stays unsaid.</summary>
    public static async Task<string> BetweenAsync(IStoreReader reader, long sequence, CancellationToken cancellationToken)
    {
        var above = (await reader.ListAsync(reader.Query<AuditEntry>().Where(e => e.Sequence >= sequence).OrderBy(e => e.Sequence).Take(1), cancellationToken))[0];
        var place = new byte[TimeLength + IdLength];
        BinaryPrimitives.WriteInt64BigEndian(place, above.At.UtcTicks);
        above.Id.TryWriteBytes(place.AsSpan(TimeLength));
        return Base64Url.EncodeToString(place);
    }

    /// <exception cref="CrmValidationException"><c>query.cursor-invalid</c>.</exception>
    public static AuditCursor Read(string cursor)
    {
        var place = new byte[2 * IdLength];
        if (Base64Url.DecodeFromChars(cursor, place, out _, out var length) != OperationStatus.Done) throw new CrmValidationException(ReadErrors.CursorInvalid());
        var ticks = BinaryPrimitives.ReadInt64BigEndian(place);
        return length switch
        {
            2 * IdLength => new AuditCursor(new Guid(place.AsSpan(IdLength)), new Guid(place.AsSpan(0, IdLength)), null),
            TimeLength + IdLength when ticks > Margin.Ticks && ticks < (DateTimeOffset.MaxValue - Margin).UtcTicks => new AuditCursor(new Guid(place.AsSpan(TimeLength, IdLength)), null, new DateTimeOffset(ticks, TimeSpan.Zero)),
            _ => throw new CrmValidationException(ReadErrors.CursorInvalid()),
        };
    }
}
