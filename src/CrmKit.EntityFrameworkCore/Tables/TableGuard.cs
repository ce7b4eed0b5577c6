using System.Collections.Concurrent;
using System.Data.Common;
using CrmKit.Plugins;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Stands before every command of a plugin's context: only while the session lends its connection, only over the plugin's own tables, charged to the plugin, and with the tenant on every row.</summary>
internal sealed class TableGuard(string prefix, IOwnTables tables) : IDbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    private const int MostKnown = 1_000;
    private readonly ConcurrentDictionary<string, string?> _known = new(StringComparer.Ordinal); // texts that EF Core makes are few and come again

    public InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Check(command, eventData.Context);
        return result;
    }

    public ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Check(command, eventData.Context);
        return new(result);
    }

    public InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Check(command, eventData.Context);
        return result;
    }

    public ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Check(command, eventData.Context);
        return new(result);
    }

    public InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Check(command, eventData.Context);
        return result;
    }

    public ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check(command, eventData.Context);
        return new(result);
    }

    public InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        LeaseOf(eventData.Context).Charge(CallCost.Rows, eventData.ReadCount);
        return result;
    }

    public InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result) => throw NotYours();

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) => throw NotYours();

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) => throw NotYours();

    public ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) => throw NotYours();

    public InterceptionResult TransactionRollingBack(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) => throw NotYours();

    public ValueTask<InterceptionResult> TransactionRollingBackAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) => throw NotYours();

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Stamp(eventData.Context!);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Stamp(eventData.Context!);
        return new(result);
    }

    private void Check(DbCommand command, DbContext? context)
    {
        var lease = LeaseOf(context);
        lease.Charge(CallCost.Queries, 1);
        var sql = command.CommandText;
        if (!_known.TryGetValue(sql, out var foreign))
        {
            foreign = tables.Foreign(lease.Connection, command, prefix);
            if (_known.Count < MostKnown) _known[sql] = foreign;
        }
        if (foreign is not null) throw new CrmRuleException(TableErrors.Foreign(prefix, foreign));
    }

    private static void Stamp(DbContext context)
    {
        var lease = LeaseOf(context);
        if (lease.Transaction is null) throw new CrmRuleException(TableErrors.ReadOnly());
        var written = 0;
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) continue;
            written++;
            if (entry.Metadata.FindProperty(TableConventions.Tenant) is not { } property) continue; // a part of its owner
            var tenant = entry.Property(property.Name);
            tenant.CurrentValue = lease.TenantId;
            if (entry.State == EntityState.Added) continue;
            (tenant.OriginalValue, tenant.IsModified) = (lease.TenantId, false); // whatever it was attached with: a row of another tenant is not found
        }
        lease.Charge(CallCost.Writes, written);
    }

    private static ITableLease LeaseOf(DbContext? context) =>
        context is PluginDbContext { Lease: { IsOpen: true } lease } ? lease : throw new CrmRuleException(TableErrors.Closed());

    private static CrmRuleException NotYours() => new(TableErrors.TransactionForeign());
}
