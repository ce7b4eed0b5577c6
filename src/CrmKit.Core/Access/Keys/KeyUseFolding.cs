using CrmKit.Background;
using CrmKit.Storage;
using Microsoft.Extensions.Logging;

namespace CrmKit.Access;

/// <summary>Brings the last uses of API keys into the database once a minute and when the host stops; a crash loses the last minute.</summary>
internal sealed class KeyUseFolding(KeyUses uses, ICrmStore store, TimeProvider clock, ILogger<KeyUseFolding> log)
    : Folding(TimeSpan.FromMinutes(1), clock, log, "Last uses of API keys could not be stored; they wait and are tried again.")
{
    public async Task FoldAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in uses.Take().GroupBy(u => u.TenantId))
            try
            {
                await using var transaction = await store.BeginAsync(tenant.Key, cancellationToken);
                var used = tenant.ToDictionary(u => u.Key, u => u.At);
                var batch = new StoreBatch();
                foreach (var ids in used.Keys.Chunk(500))
                    foreach (var key in await transaction.ListAsync(transaction.Query<ApiKey>().Where(k => ids.Contains(k.Id)), cancellationToken))
                        if (!(key.LastUsedAt >= used[key.Id])) // another node saw it later
                        {
                            key.LastUsedAt = used[key.Id];
                            batch.RowUpdates.Add(new StoreRowUpdate(key, [nameof(ApiKey.LastUsedAt)]));
                        }
                if (batch.RowUpdates.Count == 0) continue;
                await transaction.WriteAsync(batch, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
            catch
            {
                foreach (var (id, key, at) in tenant) uses.Add(id, key, at);
                throw;
            }
    }

    protected override Task TurnAsync(CancellationToken cancellationToken) => FoldAsync(cancellationToken);
}
