using System.Collections.Concurrent;
using CrmKit.EntityFrameworkCore;
using CrmKit.Specification;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.PostgreSql;

/// <summary>A database of its own in the tests' cluster. Those with the schema in them are emptied and lent again: making one takes a second.</summary>
internal sealed class PostgreSqlTestDatabase : ITestDatabase
{
    private const string FenceAll = "CRMKIT_POSTGRES_FENCED"; // set to 1: every test runs behind row-level security
    private static readonly ConcurrentBag<string> Emptied = [];
    private static readonly ConcurrentBag<(string, PostgreSqlRole)> EmptiedFenced = [];
    private readonly bool _isLentAgain;
    private readonly PostgreSqlRole? _owner;

    private PostgreSqlTestDatabase(string connectionString, bool isLentAgain, PostgreSqlRole? owner = null) => (ConnectionString, _isLentAgain, _owner) = (connectionString, isLentAgain, owner);

    /// <summary>As a user who may do everything.</summary>
    public string ConnectionString { get; }

    /// <summary>As the user of the store.</summary>
    public string StoreConnectionString => _owner?.Of(ConnectionString) ?? ConnectionString;

    /// <summary>One with the schema and no rows.</summary>
    public static async Task<PostgreSqlTestDatabase> NewAsync()
    {
        if (Environment.GetEnvironmentVariable(FenceAll) == "1") return await NewFencedAsync();
        if (Emptied.TryTake(out var emptied)) return new PostgreSqlTestDatabase(emptied, isLentAgain: true);
        return await WithSchemaAsync(new PostgreSqlTestDatabase(await PostgreSqlCluster.NewDatabaseAsync(), isLentAgain: true));
    }

    /// <summary>One with the schema, behind row-level security, used by an owner whom it binds.</summary>
    public static async Task<PostgreSqlTestDatabase> NewFencedAsync()
    {
        if (EmptiedFenced.TryTake(out var emptied)) return new PostgreSqlTestDatabase(emptied.Item1, isLentAgain: true, emptied.Item2);
        var database = await PostgreSqlCluster.NewDatabaseAsync();
        return await WithSchemaAsync(new PostgreSqlTestDatabase(database, isLentAgain: true, await PostgreSqlRole.OwnerOfAsync(database)));
    }

    /// <summary>One without any table.</summary>
    public static async Task<PostgreSqlTestDatabase> NewEmptyAsync() => new(await PostgreSqlCluster.NewDatabaseAsync(), isLentAgain: false);

    public ICrmStore NewStore() => new EfStore(new PostgreSqlDatabase(new PostgreSqlServer(StoreConnectionString), new PostgreSqlOptions { RowLevelSecurity = _owner is not null }));

    public void Use(CrmKitBuilder crm) => crm.UsePostgreSql(StoreConnectionString, o => o.RowLevelSecurity = _owner is not null);

    public async Task<string> ExplainAsync<T>(IStoreReader reader, IQueryable<T> query)
    {
        using var command = ((StoreReader)reader).Translatable(query).CreateDbCommand();
        command.CommandText = "SET enable_seqscan = off; EXPLAIN " + command.CommandText; // for a handful of rows no index is worth its pages
        using var plan = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await plan.ReadAsync()) lines.Add(plan.GetString(0));
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isLentAgain)
        {
            await PostgreSqlCluster.DropAsync(ConnectionString);
            return;
        }
        await PostgreSqlCluster.QueryAsync(ConnectionString, """
            SET session_replication_role = replica; -- no references: tables in any order
            DO $$ DECLARE name text; filled bool;
            BEGIN
                FOR name IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'ix\_cf\_%' LOOP EXECUTE format('DROP INDEX %I', name); END LOOP;
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'crm\_migration\_%' LOOP
                    IF name NOT LIKE 'crm\_%' THEN EXECUTE format('DROP TABLE %I CASCADE', name); CONTINUE; END IF;
                    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
                    IF name IN ('crm_outbox_message', 'crm_audit_entry') THEN EXECUTE format('TRUNCATE %I RESTART IDENTITY', name);
                    ELSIF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
                END LOOP;
            END $$
            """);
        if (_owner is null) Emptied.Add(ConnectionString);
        else EmptiedFenced.Add((ConnectionString, _owner));
    }

    private static async Task<PostgreSqlTestDatabase> WithSchemaAsync(PostgreSqlTestDatabase database)
    {
        await using var store = (EfStore)database.NewStore();
        await store.InitializeAsync(CancellationToken.None);
        return database;
    }
}
