using CrmKit.Background;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using CrmKit.Transfers;
using Microsoft.Extensions.Logging;

namespace CrmKit.Attachments;

/// <summary>Takes away files that no record has: left by processes that died, and by what was removed inside larger transactions.</summary>
internal sealed class AttachmentSweeper(Crm crm, ICrmStore store, TenantRegister tenants, IFileStore files, TimeProvider clock, ILogger<AttachmentSweeper> log)
    : Upkeep(Pause, clock, log, "Files that no record has could not be taken away; it is tried again.")
{
    private const int Batch = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Sweeps all tenants.</summary>
    /// <returns>How many files went.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        var count = 0;
        foreach (var tenant in await tenants.AllAsync(cancellationToken)) count += await SweepAsync(tenant, cancellationToken);
        return count;
    }

    protected override Task TurnAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    // A file is stored before its row: what is young may still get one.
    private async Task<int> SweepAsync(string tenant, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var ids in ChunksAsync(files.ListAsync(tenant, Clock.GetUtcNow() - Pause, cancellationToken)))
        {
            await using var reader = await store.OpenReaderAsync(tenant, cancellationToken);
            var known = (await reader.ListAsync(reader.Query<Attachment>().Where(a => ids.Contains(a.Id)).Select(a => a.Id), cancellationToken)).ToHashSet();
            known.UnionWith(await reader.ListAsync(reader.Query<TransferEntry>().Where(t => ids.Contains(t.Id)).Select(t => t.Id), cancellationToken)); // of exports
            foreach (var id in ids.Where(i => !known.Contains(i)))
            {
                await files.DeleteAsync(tenant, id, cancellationToken);
                count++;
            }
        }
        return count;
    }

    private static async IAsyncEnumerable<List<Guid>> ChunksAsync(IAsyncEnumerable<Guid> all)
    {
        var some = new List<Guid>(Batch);
        await foreach (var id in all)
        {
            some.Add(id);
            if (some.Count < Batch) continue;
            yield return some;
            some = new List<Guid>(Batch);
        }
        if (some.Count > 0) yield return some;
    }
}
