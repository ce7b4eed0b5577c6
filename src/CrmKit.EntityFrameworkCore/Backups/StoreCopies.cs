using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Planning;
using CrmKit.Storage;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Copies over the classes of the model: what a database of one kind wrote, one of another kind reads.</summary>
internal sealed class StoreCopies(IStoreDatabase database, Func<DbConnection, CrmContext> contexts) : IStoreCopies
{
    private const string PluginPrefix = "plg_";
    private static readonly Dictionary<string, RowCopy> Core = MappedClasses.Records.Concat(MappedClasses.Rows)
        .OrderBy(t => t.IsSubclassOf(typeof(Records.PartRecord))).ThenBy(MappedClasses.Table, StringComparer.Ordinal) // parts behind what they are parts of
        .ToDictionary(MappedClasses.Table, RowCopy.Of, StringComparer.Ordinal);

    // Seals close over numbers that the database gives anew: a restored audit is sealed from its beginning.
    private static readonly string Seals = MappedClasses.Table(typeof(AuditSeal));

    public string Schema { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        MappedClasses.Records.Concat(MappedClasses.Rows).OrderBy(t => t.Name, StringComparer.Ordinal).SelectMany(t => MappedClasses.Properties(t).Select(p => $"{t.Name}.{p.Name} {p.PropertyType}"))))));

    public async Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        var connection = await database.RentReaderAsync(TenantReach.All, cancellationToken);
        try
        {
            var transaction = await database.BeginSnapshotAsync(connection, cancellationToken);
            var context = contexts(connection);
            await context.Database.UseTransactionAsync(transaction, cancellationToken);
            return new Snapshot(database, connection, transaction, context);
        }
        catch
        {
            database.ReturnReader(connection);
            throw;
        }
    }

    public IEnumerable<IReadOnlyList<string>> Together(IReadOnlyList<string> tenants) => [tenants];

    public async Task ClearAsync(IStoreTransaction transaction, string tenantId, CancellationToken cancellationToken)
    {
        var (store, context) = await AtAsync(transaction, tenantId, cancellationToken);
        foreach (var name in PluginTables(database, store.Connection).Reverse()) database.Tables.Clear(store.Connection, name, tenantId);
        foreach (var copy in Core.Values.Reverse()) await copy.ClearAsync(context, cancellationToken);
        await store.ClearSearchAsync(cancellationToken);
    }

    public async Task<bool> IsEmptyAsync(IStoreTransaction transaction, string tenantId, CancellationToken cancellationToken)
    {
        var (_, context) = await AtAsync(transaction, tenantId, cancellationToken);
        foreach (var type in MappedClasses.Records)
            if (await Core[MappedClasses.Table(type)].AnyAsync(context, cancellationToken)) return false;
        return true;
    }

    public async Task<long> ReadAsync(IStoreTransaction transaction, string tenantId, string table, Stream input, CancellationToken cancellationToken)
    {
        var (store, context) = await AtAsync(transaction, tenantId, cancellationToken);
        if (Core.TryGetValue(table, out var copy)) return await copy.ReadAsync(store, context, input, cancellationToken);
        if (!table.StartsWith(PluginPrefix, StringComparison.Ordinal) || database.Tables.Columns(store.Connection, table).Count == 0) throw new CrmRuleException(StoreErrors.TableMissing(table));
        using var lines = new StreamReader(input);
        var rows = 0L;
        for (; await lines.ReadLineAsync(cancellationToken) is { } line; rows++) database.Tables.Insert(store.Connection, table, tenantId, line);
        return rows;
    }

    public async Task<IReadOnlyList<string>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        var connection = await database.RentReaderAsync(TenantReach.All, cancellationToken);
        try
        {
            return await contexts(connection).Set<CatalogEntry>().IgnoreQueryFilters().Where(e => e.Kind == "restore").Select(e => e.TenantId).ToListAsync(cancellationToken);
        }
        finally
        {
            database.ReturnReader(connection);
        }
    }

    // Behind those that they refer to. What has no tenant is nobody's data: a plugin that makes such a table fills it by itself.
    private static IEnumerable<string> PluginTables(IStoreDatabase database, DbConnection connection)
    {
        var waiting = database.Tables.Names(connection, PluginPrefix).Where(name => database.Tables.Columns(connection, name).Contains(TableConventions.TenantColumn)).ToDictionary(name => name, name => database.Tables.References(connection, name).ToHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        while (waiting.Count > 0)
        {
            var next = waiting.Where(t => !t.Value.Any(to => to != t.Key && waiting.ContainsKey(to))).Select(t => t.Key).ToList();
            if (next.Count == 0) next = [.. waiting.Keys]; // a circle: the database says so if it minds
            foreach (var name in next.Order(StringComparer.Ordinal))
            {
                waiting.Remove(name);
                yield return name;
            }
        }
    }

    private static async Task<(StoreTransaction Store, CrmContext Context)> AtAsync(IStoreTransaction transaction, string tenantId, CancellationToken cancellationToken)
    {
        var store = (StoreTransaction)transaction;
        return (store, await store.AtAsync(tenantId, cancellationToken));
    }

    private sealed class Snapshot(IStoreDatabase database, DbConnection connection, DbTransaction transaction, CrmContext context) : IStoreSnapshot
    {
        public IReadOnlyList<string> Tables { get; } = [.. Core.Keys.Where(table => table != Seals), .. PluginTables(database, connection)];

        public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken) =>
            await context.Set<User>().IgnoreQueryFilters().Select(u => u.TenantId).Union(context.Set<CatalogEntry>().IgnoreQueryFilters().Select(e => e.TenantId)).ToListAsync(cancellationToken);

        public async Task<long> WriteAsync(string tenantId, string table, Stream output, CancellationToken cancellationToken)
        {
            context.TenantId = tenantId;
            if (Core.TryGetValue(table, out var copy)) return await copy.WriteAsync(context, output, cancellationToken);
            await using var lines = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            var rows = 0L;
            foreach (var row in database.Tables.Rows(connection, table, tenantId))
            {
                await lines.WriteLineAsync(row.AsMemory(), cancellationToken);
                rows++;
            }
            return rows;
        }

        public async ValueTask DisposeAsync()
        {
            context.TenantId = "";
            context.Database.UseTransaction(null);
            await transaction.DisposeAsync();
            database.ReturnReader(connection);
        }
    }
}
