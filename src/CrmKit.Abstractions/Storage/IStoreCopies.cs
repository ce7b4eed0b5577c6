namespace CrmKit.Storage;

/// <summary>Whole tenants out of the database and into it, table by table, as lines of JSON that any kind of database reads.</summary>
/// <remarks>Singleton, thread safe. The search index is no part of it: it is written anew.</remarks>
internal interface IStoreCopies
{
    /// <summary>Tells databases apart that have other tables or columns.</summary>
    string Schema { get; }

    /// <summary>Opens what was committed until now; what is written meanwhile does not show.</summary>
    Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Tenants that one transaction can restore, together; all of them where they share a database.</summary>
    IEnumerable<IReadOnlyList<string>> Together(IReadOnlyList<string> tenants);

    /// <summary>Removes all that a tenant has.</summary>
    Task ClearAsync(IStoreTransaction transaction, string tenantId, CancellationToken cancellationToken);

    /// <summary>Whether a tenant has any row that is not one of the catalog's or a plugin's own bookkeeping.</summary>
    Task<bool> IsEmptyAsync(IStoreTransaction transaction, string tenantId, CancellationToken cancellationToken);

    /// <summary>Writes rows that <see cref="IStoreSnapshot.WriteAsync"/> gave.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="CrmRuleException"><c>backup.table-missing</c>: a plugin's table is not there.</exception>
    Task<long> ReadAsync(IStoreTransaction transaction, string tenantId, string table, Stream input, CancellationToken cancellationToken);

    /// <summary>Tenants whose restoring was committed, and not finished.</summary>
    Task<IReadOnlyList<string>> UnfinishedAsync(CancellationToken cancellationToken);
}

/// <summary>One moment of the database.</summary>
internal interface IStoreSnapshot : IAsyncDisposable
{
    /// <summary>All tenants that have users or definitions.</summary>
    Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken);

    /// <summary>The tables, each behind those that its rows refer to.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Writes a tenant's rows of a table, one line each.</summary>
    /// <returns>How many.</returns>
    Task<long> WriteAsync(string tenantId, string table, Stream output, CancellationToken cancellationToken);
}
