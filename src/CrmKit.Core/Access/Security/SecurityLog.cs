using System.Threading.Channels;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Access;

/// <summary>Takes events into a bounded queue, which the database is written from in batches: whoever is refused a thousand times a second costs no thousand transactions.</summary>
internal sealed class SecurityLog(ICrmStore store, TimeProvider clock, IOptions<CrmKitOptions> options) : ISecurityLog, IDisposable
{
    private const int Waiting = 10_000;
    private const int Batch = 500;
    private const int LongestDetail = 400;
    private const int LongestWord = 100;

    private readonly Channel<SecurityLogEntry> _waiting = Channel.CreateBounded<SecurityLogEntry>(Waiting);
    private readonly SemaphoreSlim _turn = new(1);
    private long _lost;

    public void Write(SecurityEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var entry = new SecurityLogEntry
        {
            Id = SequentialGuid.Next(),
            TenantId = happened.TenantId ?? options.Value.TenantId,
            At = Instants.Truncate(clock.GetUtcNow()),
            Kind = Clean(happened.Kind, LongestWord)!,
            UserId = happened.UserId,
            ActorId = happened.ActorId,
            Address = Clean(happened.Address, LongestWord),
            Detail = Clean(happened.Detail, LongestDetail),
        };
        if (!_waiting.Writer.TryWrite(entry)) Interlocked.Increment(ref _lost);
    }

    public async Task<IReadOnlyList<SecurityEntry>> ListAsync(ICrmSession session, SecurityLogQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > 1000) throw new CrmValidationException(SecurityErrors.Limit());
        await AdministratorRights.DemandAsync(session, SecurityErrors.AdministratorsOnly, cancellationToken);
        await FlushAsync(cancellationToken);
        var reader = await ((CrmSession)session).ReaderAsync(cancellationToken);
        var rows = reader.Query<SecurityLogEntry>();
        if (query.Kind is { } kind) rows = rows.Where(e => e.Kind == kind);
        if (query.UserId is { } user) rows = rows.Where(e => e.UserId == user || e.ActorId == user);
        if (query.Record is { } record)
        {
            var detail = SecurityKinds.DetailOf(record);
            rows = rows.Where(e => (e.Kind == SecurityKinds.PersonRead || e.Kind == SecurityKinds.PersonExported) && e.Detail == detail);
        }
        if (query.Before is { } before) rows = rows.Where(e => e.Id.CompareTo(before) < 0);
        var found = await reader.ListAsync(rows.OrderByDescending(e => e.Id).Take(query.Limit), cancellationToken);
        return [.. found.Select(e => new SecurityEntry(e.Id, e.At, new SecurityEvent(e.Kind) { TenantId = e.TenantId, UserId = e.UserId, ActorId = e.ActorId, Address = e.Address, Detail = e.Detail }))];
    }

    /// <summary>Stores what waits.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var batch = new List<SecurityLogEntry>();
        try
        {
            do
            {
                while (batch.Count < Batch && _waiting.Reader.TryRead(out var entry)) batch.Add(entry);
                if (Interlocked.Exchange(ref _lost, 0) is var lost and > 0)
                    batch.Add(new SecurityLogEntry { Id = SequentialGuid.Next(), TenantId = options.Value.TenantId, At = Instants.Truncate(clock.GetUtcNow()), Kind = "overflow", Detail = $"{lost} events came faster than they could be stored" });
                foreach (var tenant in batch.GroupBy(e => e.TenantId).ToList())
                {
                    await StoreAsync(tenant.Key, [.. tenant], cancellationToken);
                    batch.RemoveAll(e => e.TenantId == tenant.Key);
                }
            }
            while (_waiting.Reader.Count > 0);
        }
        finally
        {
            foreach (var unstored in batch)
                if (!_waiting.Writer.TryWrite(unstored)) Interlocked.Increment(ref _lost);
            _turn.Release();
        }
    }

    /// <summary>Removes entries of a tenant from before a time.</summary>
    public async Task RemoveAsync(string tenantId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(tenantId, cancellationToken);
        await transaction.RemoveAsync(transaction.Query<SecurityLogEntry>().Where(e => e.At < before), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public void Dispose() => _turn.Dispose();

    private async Task StoreAsync(string tenantId, IReadOnlyList<SecurityLogEntry> entries, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(tenantId, cancellationToken);
        var rows = new StoreBatch();
        rows.Inserts.AddRange(entries);
        await transaction.WriteAsync(rows, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // One line, whatever was sent: what is read in a terminal or a file must not begin another.
    private static string? Clean(string? text, int longest) =>
        text is null ? null : new string([.. text.Take(longest).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '\uFFFD' : c)]);
}
