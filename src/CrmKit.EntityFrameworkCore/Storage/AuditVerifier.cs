using System.Text.Json;
using CrmKit.Audit;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Goes through a chain from its beginning, seal by seal, and holds each against the rows that it closes.</summary>
/// <param name="entries">All of the tenant.</param>
/// <param name="seals">All of the tenant.</param>
internal sealed class AuditVerifier(IQueryable<AuditEntry> entries, IQueryable<AuditSeal> seals)
{
    private long _entries;
    private long _erasedCount;
    private DateTimeOffset? _keptSince;

    public async Task<AuditVerification> RunAsync(AuditHead? head, CancellationToken cancellationToken)
    {
        var erased = await ErasedAsync(cancellationToken);
        AuditSeal? last = null;
        while (true)
        {
            var number = last?.Number ?? 0;
            var seal = await seals.Where(s => s.Number > number).OrderBy(s => s.Number).FirstOrDefaultAsync(cancellationToken);
            if (seal is null) break;
            if (await FlawAsync(last, seal, head, erased, cancellationToken) is { } flaw) return Result(last, 0, flaw);
            last = seal;
        }
        if (head is not null && head.Number > (last?.Number ?? 0)) return Result(last, 0, new AuditFlaw(AuditFlawKind.HeadMissing, null, null, head.Number, null));
        var end = last?.LastSequence ?? 0;
        return Result(last, await entries.LongCountAsync(e => e.Sequence > end, cancellationToken), null);
    }

    private AuditVerification Result(AuditSeal? last, long unsealed, AuditFlaw? flaw) =>
        new(_entries, unsealed, _erasedCount, _keptSince, last is null ? null : new AuditHead(last.Number, last.Hash), flaw);

    private async Task<AuditFlaw?> FlawAsync(AuditSeal? last, AuditSeal seal, AuditHead? head, HashSet<long> erased, CancellationToken cancellationToken)
    {
        AuditFlaw Wrong(AuditFlawKind kind) => new(kind, null, null, seal.Number, seal.SealedAt);
        if (!AuditChain.IsWhole(seal)) return Wrong(AuditFlawKind.SealChanged);
        if (last is null && seal.Entries is null) _keptSince = seal.SealedAt; // the last of what was forgotten by age
        else if (seal.Number != (last?.Number ?? 0) + 1) return new AuditFlaw(AuditFlawKind.SealMissing, null, null, (last?.Number ?? 0) + 1, null);
        else if (seal.PreviousHash != (last?.Hash ?? "") || seal.Entries is null) return Wrong(AuditFlawKind.SealChanged);
        if (head?.Number == seal.Number && head.Hash != seal.Hash) return Wrong(AuditFlawKind.HeadMissing);
        return await EntryFlawAsync(last?.LastSequence ?? 0, seal, erased, cancellationToken);
    }

    private async Task<AuditFlaw?> EntryFlawAsync(long after, AuditSeal seal, HashSet<long> erased, CancellationToken cancellationToken)
    {
        var (from, to) = (after, seal.LastSequence);
        var stored = await entries.Where(e => e.Sequence > from && e.Sequence <= to).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
        var at = 0;
        foreach (var (sequence, digest) in seal.Entries is null ? [] : AuditChain.EntriesOf(seal))
        {
            _entries++;
            if (at < stored.Count && stored[at].Sequence < sequence) break; // one too many
            var entry = at < stored.Count && stored[at].Sequence == sequence ? stored[at++] : null;
            if (entry is not null && digest.AsSpan().SequenceEqual(AuditChain.DigestOf(entry))) continue;
            if (!erased.Contains(sequence)) return new AuditFlaw(entry is null ? AuditFlawKind.EntryMissing : AuditFlawKind.EntryChanged, sequence, entry, seal.Number, seal.SealedAt);
            _erasedCount++;
        }
        return at < stored.Count ? new AuditFlaw(AuditFlawKind.EntryAdded, stored[at].Sequence, stored[at], seal.Number, seal.SealedAt) : null;
    }

    // Erasing leaves an entry of its own, which is in the chain as all others are.
    private async Task<HashSet<long>> ErasedAsync(CancellationToken cancellationToken)
    {
        var erased = new HashSet<long>();
        foreach (var told in await entries.Where(e => e.RecordType == AuditChain.Erasure).Select(e => e.Changes).ToListAsync(cancellationToken))
        {
            using var changes = JsonDocument.Parse(told);
            if (changes.RootElement.TryGetProperty("entries", out var list)) erased.UnionWith(list.EnumerateArray().Select(n => n.GetInt64()));
        }
        return erased;
    }
}
