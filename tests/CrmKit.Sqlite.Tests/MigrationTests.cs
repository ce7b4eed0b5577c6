using CrmKit.EntityFrameworkCore;
using CrmKit.Fields;
using CrmKit.PostgreSql;
using CrmKit.Records;
using CrmKit.Specification;
using CrmKit.Storage;
using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

public sealed class MigrationTests : IDisposable
{
    private const string Initial = "20261122000000_Initial";
    private const string TablesOfCore = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 4) = 'crm_' AND substr(name, 1, 14) <> 'crm_migration_'";
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>Until the first release: <c>CRMKIT_DRAFT=1 dotnet test tests/CrmKit.Sqlite.Tests --filter Initial_migration</c> writes the migration anew, and the databases with rows that stand for it.</summary>
    [Fact]
    public async Task Initial_migration_is_what_the_model_drafts()
    {
        var file = Path.Combine(Repository(), "src", "CrmKit.EntityFrameworkCore", "Migrations", "Core", "Initial.cs");
        using var database = new SqliteDatabase("", new SqliteOptions());
        var draft = MigrationDraft.Write(Schema.CoreModule, Initial, new Schema(database).Draft());
        if (Environment.GetEnvironmentVariable("CRMKIT_DRAFT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, draft, Cancellation);
        }
        Assert.True(draft == await File.ReadAllTextAsync(file, Cancellation), "The model has changed: run this test with CRMKIT_DRAFT=1.");
    }

    [Fact]
    public async Task Initial_migration_has_a_database_with_rows_for_later_versions_to_start_from()
    {
        using var sqlite = new SqliteDatabase("", new SqliteOptions());
        using var file = new SqliteConnection("Data Source=:memory:");
        using var postgreSql = new PostgreSqlDatabase(new PostgreSqlServer("Host=nowhere"));
        using var server = new Npgsql.NpgsqlConnection("Host=nowhere");
        foreach (var (database, connection, name) in ((IStoreDatabase, System.Data.Common.DbConnection, string)[])[(sqlite, file, "sqlite"), (postgreSql, server, "postgresql")])
        {
            var script = await ReleasedSchema.WriteAsync(database, connection, Initial, Cancellation);
            if (Environment.GetEnvironmentVariable("CRMKIT_DRAFT") == "1") await File.WriteAllTextAsync(ReleasedSchema.FileOf(Initial, name), script, Cancellation);
            Assert.True(ReleasedSchema.SchemaOf(script) == ReleasedSchema.SchemaOf(ReleasedSchema.Read($"{Initial}.{name}.sql")), "The model has changed: run this test with CRMKIT_DRAFT=1, and commit the files in tests/CrmKit.Specification/Released too.");
        }
    }

    public static TheoryData<string> Released => [.. ReleasedSchema.Files("sqlite")];

    [Theory]
    [MemberData(nameof(Released))]
    public async Task Database_of_every_earlier_schema_comes_up_to_date_with_its_rows(string file)
    {
        var script = ReleasedSchema.Read(file);
        await ExecuteAsync(script);
        await InitializeAsync();
        Assert.Empty(await DriftAsync());
        await using var store = (EfStore)_folder.Store();
        await using var reader = await store.OpenReaderAsync(StoreSpecification.Tenant, Cancellation);
        await ReleasedSchema.RowsComeBackAsync(reader, script, Cancellation);
    }

    [Fact]
    public async Task Migrated_database_agrees_with_the_model()
    {
        await InitializeAsync();
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task Drift_names_what_is_missing_and_what_is_too_much()
    {
        await InitializeAsync();
        await ExecuteAsync("DROP INDEX ix_crm_custom_record_owner_id; ALTER TABLE crm_custom_record ADD COLUMN extra TEXT;");
        var drift = await DriftAsync();
        Assert.Equal(2, drift.Count);
        Assert.StartsWith("+ column crm_custom_record.extra TEXT", drift[0]);
        Assert.StartsWith("- index CREATE INDEX \"ix_crm_custom_record_owner_id\"", drift[1]);
    }

    [Fact]
    public async Task Index_of_a_custom_field_is_no_drift()
    {
        await using (var store = (EfStore)_folder.Store())
        {
            await store.InitializeAsync(Cancellation);
            await store.SetCustomIndexAsync("lead", new() { Key = "acme.budget", Kind = FieldKind.Number, Label = new("Budget") }, true, Cancellation);
        }
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_refused()
    {
        await InitializeAsync();
        await ExecuteAsync("INSERT INTO crm_migration_core VALUES ('29990101000000_Future', '99.0.0')");
        var refused = await Assert.ThrowsAsync<CrmRuleException>(InitializeAsync);
        Assert.Equal("store.newer", refused.Error.Code);
        Assert.Contains("29990101000000_Future", refused.Error.Message);
    }

    [Fact]
    public async Task Initialising_again_and_again_changes_nothing()
    {
        await using var store = (EfStore)_folder.Store();
        await store.InitializeAsync(Cancellation);
        await using (var transaction = await store.BeginAsync("acme", Cancellation))
        {
            await transaction.WriteAsync(new StoreBatch { Inserts = { new CustomRecord("a.b", "kept") } }, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        await store.InitializeAsync(Cancellation);
        await using var reader = await store.OpenReaderAsync("acme", Cancellation);
        Assert.Single(await reader.ListAsync(reader.Query<CustomRecord>(), Cancellation));
    }

    [Fact]
    public async Task F7_Threads_that_initialise_at_once_make_one_schema()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => (EfStore)_folder.Store()).ToList();
        await Task.WhenAll(stores.Select(s => Task.Run(() => s.InitializeAsync(Cancellation))));
        foreach (var store in stores) await store.DisposeAsync();
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task F7_Of_processes_that_initialise_at_once_those_refused_say_so_and_the_schema_is_whole()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ChildProcess.OpenAsync(_folder.File(), null, Cancellation)));
        Assert.Contains("ok", outcomes.Select(o => o.Output));
        Assert.All(outcomes, o => Assert.True(o.Output is "ok" or "store.locked", o.Output));
        Assert.Empty(await DriftAsync());
    }

    [Theory]
    [InlineData("migration.before")]
    [InlineData("migration.after")]
    public async Task F6_Process_killed_around_a_migration_leaves_a_database_that_the_next_start_finishes(string failpoint)
    {
        var killed = await ChildProcess.OpenAsync(_folder.File(), failpoint + ":kill", Cancellation);
        Assert.NotEqual(0, killed.ExitCode);
        Assert.DoesNotContain("ok", killed.Output);
        await InitializeAsync();
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task F6_Process_killed_between_the_statements_of_a_migration_leaves_the_old_schema()
    {
        var counted = Path.Combine(_folder.Path, "statements");
        Assert.Equal("ok", (await ChildProcess.OpenAsync(_folder.File("counted.db"), $"count:{counted}", Cancellation)).Output);
        var statements = File.ReadLines(counted).Count(name => name == "migration.statement");
        Assert.True(statements > 100, $"Only {statements} statements.");
        foreach (var statement in (int[])[statements / 2, statements])
        {
            Assert.NotEqual(0, (await ChildProcess.OpenAsync(_folder.File(), $"migration.statement:kill:{statement}", Cancellation)).ExitCode);
            Assert.Equal(0, await CountAsync(TablesOfCore));
        }
        await InitializeAsync();
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task F6_What_a_kill_at_any_statement_of_a_migration_leaves_is_the_old_schema_or_the_new_one_and_the_next_start_finishes()
    {
        // The files as they are at a statement are what a process killed there leaves.
        var left = new List<string>();
        using (new StatementWatch(statement =>
        {
            if (statement.Connection?.DataSource != _folder.File()) return;
            var copy = _folder.File($"left-{left.Count}.db");
            File.Copy(_folder.File(), copy);
            if (File.Exists(_folder.File() + "-wal")) File.Copy(_folder.File() + "-wal", copy + "-wal");
            left.Add(copy);
        }))
            await InitializeAsync();
        Assert.True(left.Count > 100, $"Only {left.Count} statements.");
        var tables = new List<long>();
        foreach (var copy in left) tables.Add(await CountAsync(TablesOfCore, copy));
        var all = await CountAsync(TablesOfCore);
        Assert.All(tables, t => Assert.Contains(t, new[] { 0, all }));
        Assert.True(tables.Count(t => t == 0) > 100);
        foreach (var copy in new[] { left[0], left[left.Count / 2], left[^1] }) // after the last change of all, EF Core lets go of its lock
        {
            await using (var store = (EfStore)_folder.Store(Path.GetFileName(copy))) await store.InitializeAsync(Cancellation);
            Assert.Empty(await DriftAsync(copy));
        }
    }

    [Fact]
    public async Task F6_Lock_that_a_killed_migration_left_behind_stops_nobody()
    {
        await ExecuteAsync("""CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL); INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');""");
        await InitializeAsync().WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Empty(await DriftAsync());
    }

    private async Task InitializeAsync()
    {
        await using var store = (EfStore)_folder.Store();
        await store.InitializeAsync(Cancellation);
    }

    private async Task<IReadOnlyList<string>> DriftAsync(string? file = null)
    {
        using var connection = new SqliteConnection($"Data Source={file ?? _folder.File()};Pooling=False");
        await connection.OpenAsync(Cancellation);
        return await SqliteSchema.DriftAsync(connection, Cancellation);
    }

    private async Task<long> CountAsync(string sql, string? file = null)
    {
        using var connection = new SqliteConnection($"Data Source={file ?? _folder.File()};Pooling=False");
        await connection.OpenAsync(Cancellation);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File()};Pooling=False");
        await connection.OpenAsync(Cancellation);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    // From where the tests run: paths known to the compiler are not real in deterministic builds.
    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CrmKit.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
