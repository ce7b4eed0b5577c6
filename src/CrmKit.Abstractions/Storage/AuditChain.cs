using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Audit;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Storage;

/// <summary>How the audit is sealed: a digest per entry, all digests of a run in one seal, and in each seal the hash of the one before.</summary>
internal static class AuditChain
{
    private const int DigestLength = 16; // of SHA-256: nobody finds a second text for half of it either

    /// <summary>The record type of entries that tell which others were erased.</summary>
    public const string Erasure = "audit-erasure";

    /// <summary>The entry that tells which others are erased, or emptied, by the same transaction: to the chain they are then missing with reason.</summary>
    public static AuditEntry Erased(IEnumerable<AuditEntry> entries, Actor actor, DateTimeOffset now, string door, string? reason)
    {
        var told = new AuditOrigin(actor, door, Guid.CreateVersion7(now)).NewEntry();
        (told.RecordType, told.RecordId, told.Operation, told.At, told.Reason) = (Erasure, told.CorrelationId, RecordOperation.Delete, now, reason);
        told.Changes = $$"""{"entries":[{{string.Join(',', entries.Select(e => e.Sequence))}}]}""";
        return told;
    }

    /// <summary>The digest of an entry: of everything in it, and of its place.</summary>
    public static byte[] DigestOf(AuditEntry entry)
    {
        var text = new ArrayBufferWriter<byte>(1024); // hashed in one go: each piece by itself costs as much as the hash
        Add(text, entry.TenantId);
        Add(text, entry.Sequence);
        Add(text, entry.Id);
        Add(text, entry.RecordType);
        Add(text, entry.RecordId);
        Add(text, entry.RecordVersion);
        Add(text, (long)entry.Operation);
        Add(text, entry.At.UtcTicks);
        Add(text, entry.ActorId);
        Add(text, entry.ActorName);
        Add(text, entry.Door);
        Add(text, entry.Address);
        Add(text, entry.Credential);
        Add(text, entry.CorrelationId);
        Add(text, entry.Reason);
        Add(text, entry.Changes);
        return SHA256.HashData(text.WrittenSpan)[..DigestLength];
    }

    /// <summary>Seals entries of one tenant, in their order.</summary>
    public static AuditSeal Seal(AuditSeal? previous, IReadOnlyList<AuditEntry> entries, DateTimeOffset now)
    {
        using var bytes = new MemoryStream(entries.Count * (sizeof(long) + DigestLength));
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, entry.Sequence);
            bytes.Write(number);
            bytes.Write(DigestOf(entry));
        }
        var seal = new AuditSeal
        {
            TenantId = entries[0].TenantId,
            Number = (previous?.Number ?? 0) + 1,
            SealedAt = new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero), // as every database keeps it
            FirstSequence = entries[0].Sequence,
            LastSequence = entries[^1].Sequence,
            Count = entries.Count,
            Entries = Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length),
            PreviousHash = previous?.Hash ?? "",
        };
        seal.EntriesHash = HashOf(seal.Entries);
        seal.Hash = HashOf(seal);
        return seal;
    }

    /// <summary>Whether a seal says what it said when it was made.</summary>
    public static bool IsWhole(AuditSeal seal) => seal.Hash == HashOf(seal) && (seal.Entries is null || seal.EntriesHash == HashOf(seal.Entries));

    /// <summary>The entries that a seal holds, as sequence and digest; it is whole.</summary>
    public static IEnumerable<(long Sequence, byte[] Digest)> EntriesOf(AuditSeal seal)
    {
        var bytes = Convert.FromBase64String(seal.Entries!);
        for (var at = 0; at < bytes.Length; at += sizeof(long) + DigestLength)
            yield return (BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at)), bytes[(at + sizeof(long))..(at + sizeof(long) + DigestLength)]);
    }

    private static string HashOf(AuditSeal seal) => HashOf(string.Create(CultureInfo.InvariantCulture,
        $"{seal.PreviousHash}\n{seal.TenantId}\n{seal.Number}\n{seal.SealedAt.UtcTicks}\n{seal.FirstSequence}\n{seal.LastSequence}\n{seal.Count}\n{seal.EntriesHash}"));

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static void Add(ArrayBufferWriter<byte> text, string? value)
    {
        Add(text, value is null ? -1 : (long)Encoding.UTF8.GetByteCount(value)); // lengths part what would else run together
        if (value is not null) Encoding.UTF8.GetBytes(value, text);
    }

    private static void Add(ArrayBufferWriter<byte> text, Guid? id)
    {
        Span<char> digits = stackalloc char[36];
        if (id?.TryFormat(digits, out _) != true)
        {
            Add(text, -1);
            return;
        }
        Add(text, (long)digits.Length);
        Encoding.UTF8.GetBytes(digits, text);
    }

    private static void Add(ArrayBufferWriter<byte> text, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(text.GetSpan(sizeof(long)), value);
        text.Advance(sizeof(long));
    }
}
