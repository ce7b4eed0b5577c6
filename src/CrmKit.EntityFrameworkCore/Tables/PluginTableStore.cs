using System.Data.Common;
using CrmKit.Storage;
using CrmKit.Tables;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Tables of plugins in the store's own database: same connections, same transactions, EF Core's services per generation.</summary>
internal sealed class PluginTableStore(IStoreDatabase database) : IPluginTableStore
{
    public TableSchema Open(string pluginId, IPluginTableSet tables)
    {
        var set = (PluginTableSet)tables;
        var home = new TableHome(pluginId, set, database);
        set.Home = home;
        return home.Read();
    }

    public void Run(IStoreTransaction transaction, string prefix, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        var connection = ConnectionOf(transaction);
        using (database.Tables.OfAllTenants(connection)) // what a migration changes it changes for all
            foreach (var statement in statements)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (database.Tables.Run(connection, statement, prefix) is { } foreign) throw new CrmRuleException(TableErrors.Foreign(prefix, foreign));
            }
        database.Tables.Fence(connection, prefix);
    }

    public IReadOnlyList<string> Misfits(IStoreReader reader, TableSchema schema)
    {
        var connection = ConnectionOf(reader);
        var misfits = new List<string>();
        foreach (var (table, columns) in schema.Tables)
        {
            var have = database.Tables.Columns(connection, table);
            if (have.Count == 0) misfits.Add($"there is no table {table}");
            else misfits.AddRange(columns.Except(have, StringComparer.OrdinalIgnoreCase).Select(column => $"{table} has no column {column}"));
        }
        foreach (var table in database.Tables.Names(connection, schema.Prefix))
            misfits.AddRange(database.Tables.References(connection, table).Where(to => !TablePrefix.Owns(schema.Prefix, to)).Select(to => $"{table} refers to {to}, which is not the plugin's"));
        return misfits;
    }

    public IReadOnlyList<(string Table, long Rows)> Count(IStoreReader reader, string prefix)
    {
        var connection = ConnectionOf(reader);
        using var all = database.Tables.OfAllTenants(connection);
        return [.. database.Tables.Names(connection, prefix).Select(table => (table, database.Tables.Count(connection, table)))];
    }

    public IEnumerable<IReadOnlyList<(string Column, object? Value)>> Read(IStoreReader reader, string table)
    {
        var connection = ConnectionOf(reader);
        using var all = database.Tables.OfAllTenants(connection);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        using var rows = command.ExecuteReader();
        while (rows.Read()) yield return [.. Enumerable.Range(0, rows.FieldCount).Select(i => (rows.GetName(i), rows.IsDBNull(i) ? null : rows.GetValue(i)))];
    }

    public void Drop(IStoreTransaction transaction, string prefix) => database.Tables.Drop(ConnectionOf(transaction), prefix);

    private static DbConnection ConnectionOf(IStoreReader reader) => ((StoreReader)reader).Connection;
}

/// <summary>What each database does in its own way with tables of plugins.</summary>
internal interface IOwnTables
{
    /// <summary>Runs a text of one or more statements; one that touches what does not begin with the prefix does not run.</summary>
    /// <returns>What it would have touched, in words; <see langword="null"/> when all ran.</returns>
    string? Run(DbConnection connection, string sql, string prefix);

    /// <summary>What a command of statements that read and write rows would touch beside the plugin's own; <see langword="null"/> when nothing. Runs nothing.</summary>
    string? Foreign(DbConnection connection, DbCommand command, string prefix);

    IReadOnlyList<string> Names(DbConnection connection, string prefix);

    IReadOnlyList<string> Columns(DbConnection connection, string table);

    /// <summary>The tables that foreign keys of a table point to.</summary>
    IReadOnlyList<string> References(DbConnection connection, string table);

    long Count(DbConnection connection, string table);

    /// <summary>A tenant's rows, each as a JSON object that <see cref="Insert"/> of the same kind of database takes.</summary>
    IEnumerable<string> Rows(DbConnection connection, string table, string tenantId);

    /// <summary>Writes such a row as a tenant's, whoever it says that it belongs to.</summary>
    void Insert(DbConnection connection, string table, string tenantId, string row);

    /// <summary>Removes a tenant's rows.</summary>
    void Clear(DbConnection connection, string table, string tenantId);

    /// <summary>Lets a connection see the rows of all tenants until it is disposed, where the database itself keeps them apart.</summary>
    IDisposable? OfAllTenants(DbConnection connection);

    /// <summary>Has the database itself keep tenants apart in the tables of a prefix that it does not know yet, where it does so at all.</summary>
    void Fence(DbConnection connection, string prefix);

    /// <summary>Drops all tables and views of a prefix, whatever order their references ask for.</summary>
    void Drop(DbConnection connection, string prefix);
}
