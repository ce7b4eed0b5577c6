using CrmKit.Background;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Logging;

namespace CrmKit.Reports;

/// <summary>Brings the counts of reads into the database once a minute and when the host stops. A crash loses what was counted since: they say what is never read, not how often to the last one.</summary>
internal sealed class FieldReadFolding(FieldReads reads, ICrmStore store, TimeProvider clock, ILogger<FieldReadFolding> log)
    : Folding(TimeSpan.FromMinutes(1), clock, log, "Counts of field reads could not be stored; they wait and are tried again.")
{
    private static readonly StoreLock Counting = new("field-reads"); // processes take turns: none adds to what another one is writing over

    /// <summary>Adds what was counted to what is stored, per tenant in a transaction of its own; what fails is counted again.</summary>
    public async Task FoldAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in reads.Take().GroupBy(r => r.TenantId))
            try
            {
                await FoldAsync(tenant.Key, [.. tenant.Select(r => (r.Type, r.Field, r.Count))], cancellationToken);
            }
            catch
            {
                foreach (var (id, type, field, count) in tenant) reads.Add(id, type, field, count);
                throw;
            }
    }

    private async Task FoldAsync(string tenantId, IReadOnlyList<(string Type, string Field, long Count)> counted, CancellationToken cancellationToken)
    {
        var now = Instants.Truncate(Clock.GetUtcNow());
        await using var transaction = await store.BeginAsync(tenantId, cancellationToken);
        await transaction.LockAsync([Counting], cancellationToken);
        var stored = (await transaction.ListAsync(transaction.Query<FieldRead>(), cancellationToken)).ToDictionary(r => (r.RecordType, r.Field));
        var batch = new StoreBatch();
        foreach (var (type, field, count) in counted)
        {
            if (!stored.TryGetValue((type, field), out var row)) batch.Inserts.Add(new FieldRead { TenantId = tenantId, RecordType = type, Field = field, Count = count, LastReadAt = now });
            else
            {
                (row.Count, row.LastReadAt) = (row.Count + count, now);
                batch.RowUpdates.Add(new StoreRowUpdate(row, [nameof(FieldRead.Count), nameof(FieldRead.LastReadAt)]));
            }
        }
        await transaction.WriteAsync(batch, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    protected override Task TurnAsync(CancellationToken cancellationToken) => FoldAsync(cancellationToken);
}
