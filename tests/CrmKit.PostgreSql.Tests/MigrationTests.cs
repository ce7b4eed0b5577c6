using CrmKit.EntityFrameworkCore;
using CrmKit.Fields;
using CrmKit.Specification;

namespace CrmKit.PostgreSql;

public sealed class MigrationTests : IAsyncLifetime
{
    private const string TablesOfCore = "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'crm\\_%' AND tablename NOT LIKE 'crm\\_migration\\_%'";
    private PostgreSqlTestDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await PostgreSqlTestDatabase.NewEmptyAsync();

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    [Fact]
    public async Task Migrated_database_agrees_with_the_model()
    {
        await MigrateAsync();
        Assert.Empty(await DriftAsync());
    }

    public static TheoryData<string> Released => [.. ReleasedSchema.Files("postgresql")];

    [Theory]
    [MemberData(nameof(Released))]
    public async Task Database_of_every_earlier_schema_comes_up_to_date_with_its_rows(string file)
    {
        var script = ReleasedSchema.Read(file);
        await QueryAsync("SET timezone = 'UTC';" + script);
        await MigrateAsync();
        Assert.Empty(await DriftAsync());
        await using var store = (EfStore)_database.NewStore();
        await using var reader = await store.OpenReaderAsync(StoreSpecification.Tenant, Cancellation);
        await ReleasedSchema.RowsComeBackAsync(reader, script, Cancellation);
    }

    [Fact]
    public async Task Text_sorts_by_code_points_whatever_the_database_sorts_by()
    {
        await MigrateAsync();
        Assert.Empty(await QueryAsync("""
            SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_collation l ON l.oid = a.attcollation
            WHERE c.relkind = 'r' AND c.relname LIKE 'crm\_%' AND c.relname NOT LIKE 'crm\_migration\_%' AND l.collname <> 'C'
            """));
    }

    [Fact]
    public async Task Drift_names_what_is_missing_and_what_is_too_much()
    {
        await MigrateAsync();
        await QueryAsync("DROP INDEX ix_crm_custom_record_owner_id; ALTER TABLE crm_custom_record ADD COLUMN extra text;");
        var drift = await DriftAsync();
        Assert.Equal(2, drift.Count);
        Assert.StartsWith("+ column crm_custom_record.extra text", drift[0]);
        Assert.StartsWith("- CREATE INDEX ix_crm_custom_record_owner_id", drift[1]);
    }

    [Fact]
    public async Task Index_of_a_custom_field_is_made_again_when_making_it_was_interrupted_and_is_no_drift()
    {
        await using var store = (EfStore)_database.NewStore();
        await store.InitializeAsync(Cancellation);
        var field = new FieldDefinition { Key = "acme.budget", Kind = FieldKind.Number, Label = new("Budget") };
        await store.SetCustomIndexAsync("lead", field, true, Cancellation);
        await QueryAsync("UPDATE pg_index SET indisvalid = false WHERE indexrelid::regclass::text LIKE 'ix_cf_lead%'"); // as a build leaves it that is stopped half way
        Assert.Contains("is not valid", Assert.Single(await store.CheckAsync(Cancellation)));
        await store.SetCustomIndexAsync("lead", field, true, Cancellation);
        Assert.Empty(await store.CheckAsync(Cancellation));
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_refused()
    {
        await MigrateAsync();
        await QueryAsync("INSERT INTO crm_migration_core VALUES ('29990101000000_Future', '99.0.0')");
        Assert.Equal("store.newer", (await Assert.ThrowsAsync<CrmRuleException>(MigrateAsync)).Error.Code);
    }

    [Fact]
    public async Task F7_Threads_that_initialise_at_once_make_one_schema()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => (EfStore)_database.NewStore()).ToList();
        await Task.WhenAll(stores.Select(s => Task.Run(() => s.InitializeAsync(Cancellation))));
        foreach (var store in stores) await store.DisposeAsync();
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task F7_Of_processes_that_initialise_at_once_one_migrates_and_the_others_wait()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ChildProcess.OpenAsync(_database.ConnectionString, null, Cancellation)));
        Assert.All(outcomes, o => Assert.Equal((0, "ok"), o));
        Assert.Equal("1", Assert.Single(await QueryAsync("SELECT count(*) FROM crm_migration_core")));
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task F6_Process_killed_at_any_moment_of_a_migration_leaves_the_old_schema_or_the_new_one()
    {
        var counted = Path.GetTempFileName();
        try
        {
            await using (var other = await PostgreSqlTestDatabase.NewEmptyAsync()) Assert.Equal("ok", (await ChildProcess.OpenAsync(other.ConnectionString, $"count:{counted}", Cancellation)).Output);
            var statements = (await File.ReadAllLinesAsync(counted, Cancellation)).Count(name => name == "migration.statement");
            Assert.True(statements > 100, $"Only {statements} statements.");
            foreach (var point in (string[])[$"migration.statement:kill:{statements / 2}", $"migration.statement:kill:{statements}"])
            {
                Assert.NotEqual(0, (await ChildProcess.OpenAsync(_database.ConnectionString, point, Cancellation)).ExitCode);
                Assert.Equal("0", Assert.Single(await QueryAsync(TablesOfCore)));
            }
            Assert.NotEqual(0, (await ChildProcess.OpenAsync(_database.ConnectionString, "migration.after:kill", Cancellation)).ExitCode);
            Assert.Empty(await DriftAsync()); // committed
            await MigrateAsync();
            Assert.Empty(await DriftAsync());
        }
        finally
        {
            File.Delete(counted);
        }
    }

    [Fact]
    public async Task F6_What_a_kill_at_any_statement_of_a_migration_leaves_is_the_old_schema()
    {
        // What another connection sees at a statement is what the server keeps of a process killed there.
        await using var server = new Npgsql.NpgsqlConnection(new Npgsql.NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false }.ConnectionString);
        await server.OpenAsync(Cancellation);
        await using var count = new Npgsql.NpgsqlCommand(TablesOfCore, server);
        var seen = new List<long>();
        using (new StatementWatch(statement =>
        {
            if (statement.Connection?.Database == server.Database) seen.Add((long)count.ExecuteScalar()!);
        }))
            await MigrateAsync();
        Assert.True(seen.Count > 100, $"Only {seen.Count} statements.");
        Assert.All(seen, tables => Assert.Equal(0, tables));
        Assert.True((long)(await count.ExecuteScalarAsync(Cancellation))! > 40);
    }

    [Fact]
    public async Task Database_that_is_not_there_is_named_with_what_to_do()
    {
        var server = new Npgsql.NpgsqlConnectionStringBuilder(_database.ConnectionString) { Database = "nobody_made_it" }.ConnectionString;
        await using var store = new EfStore(new PostgreSqlDatabase(new PostgreSqlServer(server)));
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => store.InitializeAsync(Cancellation));
        Assert.Equal("store.unreachable", refused.Error.Code);
        Assert.Contains("nobody_made_it", refused.Message);
    }

    private async Task MigrateAsync()
    {
        await using var store = (EfStore)_database.NewStore();
        await store.InitializeAsync(Cancellation);
    }

    private Task<IReadOnlyList<string>> DriftAsync() => PostgreSqlSchema.DriftAsync(_database.ConnectionString);

    private Task<List<string>> QueryAsync(string sql) => PostgreSqlCluster.QueryAsync(_database.ConnectionString, sql);
}
