using CrmKit.Audit;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Catalog;

/// <summary>The rows of administrators' definitions, and the one way to change them: checked against the whole catalog, committed, then put into it.</summary>
internal sealed class AdminEntries(CrmSession session, ExtensionRegistry registry, DefinitionTurn turn, AuditActs acts) : ISessionService
{
    private static readonly StoreLock Lock = new("catalog");

    /// <summary>The definitions of a kind that are not removed, by key.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(AdminKind<T> kind, CancellationToken cancellationToken) where T : class =>
        [.. (await ReadAsync(await session.ReaderAsync(cancellationToken), [kind.Name], cancellationToken)).Select(kind.Read).Where(d => !d.IsRemoved).Select(d => d.Settings)];

    /// <summary>Changes one definition as one new version of the catalog.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="key">The key of its row.</param>
    /// <param name="change">Makes what it becomes out of what it is, <see langword="null"/> for a new one; runs inside the transaction, and refuses by throwing.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<(AdminDefinition<T>? Before, AdminDefinition<T> After)> ChangeAsync<T>(
        AdminKind<T> kind, string key, Func<IStoreReader, AdminDefinition<T>?, ValueTask<AdminDefinition<T>>> change, CancellationToken cancellationToken) where T : class
    {
        if (session.Transaction is not null) throw new InvalidOperationException("Definitions change outside units of work: the catalog cannot be rolled back.");
        // The catalog is one for all tenants: what one of them defines would be seen by the others.
        if (session.TenantId != session.Options.TenantId) throw new CrmForbiddenException(CatalogErrors.OfHost());
        using var taken = await turn.TakeAsync(cancellationToken);
        if (key.Contains('\0', StringComparison.Ordinal)) throw new CrmRuleException(CatalogErrors.KeyInvalid(kind.Name, key)); // no text to every database
        AdminDefinition<T>? before;
        AdminDefinition<T> after;
        ExtensionSource source;
        await using (var work = await session.BeginWorkAsync(cancellationToken))
        {
            await work.Transaction.LockAsync([Lock], cancellationToken); // of two changes at once, the second is checked against the first
            var entries = await ReadAsync(work.Transaction, AdminKinds.Names, cancellationToken);
            var entry = entries.FirstOrDefault(e => e.Kind == kind.Name && e.Key == key);
            before = entry is null ? null : kind.Read(entry);
            after = await change(work.Transaction, before);
            var rows = new StoreBatch();
            if (entry is null)
            {
                entry = new CatalogEntry { TenantId = session.TenantId, Kind = kind.Name, Key = key };
                rows.Inserts.Add(entry);
                entries = [.. entries, entry];
            }
            else
            {
                rows.RowUpdates.Add(new StoreRowUpdate(entry, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt), nameof(CatalogEntry.UpdatedById)]));
            }
            var (was, willBe) = (before is { IsRemoved: false } ? entry.Definition : null, kind.Write(after));
            if ((was ?? (after.IsRemoved ? null : willBe)) is not null && was != willBe) rows.Inserts.Add(acts.Of($"definition/{kind.Name}", key, was, after.IsRemoved ? null : willBe));
            (entry.Definition, entry.UpdatedAt, entry.UpdatedById) = (willBe, session.Now, session.Actor.UserId);
            if (await NextVersionAsync(work.Transaction, entry, cancellationToken) is { } version) rows.Inserts.Add(version);
            source = AdminSource.Of(entries);
            registry.Check(source);
            await work.Transaction.WriteAsync(rows, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
        registry.Put(source);
        return (before, after);
    }

    /// <summary>What an entry becomes, as a version of its own; <see langword="null"/> when it is what it was.</summary>
    private async Task<CatalogVersion?> NextVersionAsync(IStoreReader reader, CatalogEntry entry, CancellationToken cancellationToken)
    {
        var newest = await reader.ListAsync(reader.Query<CatalogVersion>().Where(v => v.Kind == entry.Kind && v.Key == entry.Key).OrderByDescending(v => v.Version).Take(1), cancellationToken);
        if (newest is [{ } same] && same.Definition == entry.Definition) return null;
        return new CatalogVersion
        {
            TenantId = session.TenantId, Kind = entry.Kind, Key = entry.Key, Version = newest is [{ } last] ? last.Version + 1 : 1, Definition = entry.Definition, At = entry.UpdatedAt, ActorId = entry.UpdatedById,
        };
    }

    /// <summary>The rows of some kinds.</summary>
    public static Task<IReadOnlyList<CatalogEntry>> ReadAsync(IStoreReader reader, IReadOnlyList<string> kinds, CancellationToken cancellationToken) =>
        reader.ListAsync(reader.Query<CatalogEntry>().Where(e => kinds.Contains(e.Kind)).OrderBy(e => e.Key), cancellationToken);
}
