using System.Text.Json;
using CrmKit.Persons;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Backups;

/// <summary>What follows a restore: persons who were erased since are erased again, and the search index is written. A mark in the restore's transaction has the next start do it when the process dies in between.</summary>
internal sealed class RestoreEnd(IServiceProvider services)
{
    private const string Kind = "restore", Key = "unfinished";

    /// <summary>Leaves the mark; the transaction is at the tenant.</summary>
    public static Task MarkAsync(IStoreTransaction transaction, IEnumerable<string> erasures, DateTimeOffset at, CancellationToken cancellationToken) =>
        transaction.WriteAsync(new StoreBatch { Inserts = { new CatalogEntry { Kind = Kind, Key = Key, Definition = JsonSerializer.Serialize(erasures.Distinct(StringComparer.Ordinal)), UpdatedAt = at } } }, cancellationToken);

    /// <returns>How many persons were erased again.</returns>
    public async Task<int> RunAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var session = services.GetRequiredService<Crm>().Open(Actor.System("restore"), "restore", tenant);
        var reader = await session.ReaderAsync(cancellationToken);
        if (await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == Key), cancellationToken) is not [var mark]) return 0;
        var erased = await session.Persons.EraseAgainAsync(JsonSerializer.Deserialize<string[]>(mark.Definition)!, cancellationToken);
        await session.Search.RebuildAsync(null, cancellationToken);
        Failpoint.Hit("restore.before-end");
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.WriteAsync(new StoreBatch { Deletes = { mark } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return erased;
    }
}
