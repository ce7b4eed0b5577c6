using CrmKit.EntityFrameworkCore;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CrmKit.PostgreSql;

public sealed class ServerTests : IAsyncLifetime
{
    private PostgreSqlTestDatabase _database = null!;
    private EfStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgreSqlTestDatabase.NewAsync();
        _store = (EfStore)_database.NewStore();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is null) return;
        await _store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Reader_cannot_write()
    {
        using var database = new PostgreSqlDatabase(new PostgreSqlServer(_database.ConnectionString));
        await database.OpenAsync(Cancellation);
        var connection = await database.RentReaderAsync(TenantReach.All, Cancellation);
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM crm_custom_record";
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, Assert.Throws<PostgresException>(() => command.ExecuteNonQuery()).SqlState);
        database.ReturnReader(connection);
    }

    [Fact]
    public async Task Table_that_copies_made_larger_is_looked_at_at_once_so_that_lookups_into_it_are_planned_for_its_size()
    {
        await using (var transaction = await _store.BeginAsync("acme", Cancellation))
        {
            var batch = new StoreBatch();
            for (var i = 0; i < 800; i++) batch.Inserts.Add(new CustomRecord("a.b", $"{i}") { Version = 1 });
            await transaction.WriteAsync(batch, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        await using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT reltuples::int FROM pg_class WHERE relname = 'crm_custom_record'", connection);
        Assert.Equal(800, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Deltas_that_were_folded_do_not_lie_in_the_way_of_those_who_add_up_what_is_left()
    {
        await using (var transaction = await _store.BeginAsync("acme", Cancellation))
        {
            var batch = new StoreBatch();
            for (var i = 0; i < 1_200; i++) batch.Inserts.Add(new CounterDelta { RecordType = "opportunity", PipelineKey = "sales", StageKey = "new", PassedStageKeys = "new", Currency = "USD", Count = 1, Amount = 1m });
            await transaction.WriteAsync(batch, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        while (await _store.Counters.FoldAsync(500, Cancellation) == 500) { }
        await using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT reltuples::int FROM pg_class WHERE relname = 'crm_counter_delta'", connection);
        Assert.Equal(0, await command.ExecuteScalarAsync(Cancellation)); // as the clean-up found it; 1,200 as the copy was looked at
    }

    [Fact]
    public async Task F18_Of_two_transactions_that_wait_for_each_other_one_conflicts_and_the_other_is_saved()
    {
        CustomRecord[] records = [new("a.b", "1") { Version = 1 }, new("a.b", "2") { Version = 1 }];
        await using (var transaction = await _store.BeginAsync("acme", Cancellation))
        {
            await transaction.WriteAsync(new StoreBatch { Inserts = { records[0], records[1] } }, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        await using var one = await _store.BeginAsync("acme", Cancellation);
        await using var two = await _store.BeginAsync("acme", Cancellation);
        await UpdateAsync(one, records[0]);
        await UpdateAsync(two, records[1]);
        var outcomes = await Task.WhenAll(FinishAsync(one, records[1]), FinishAsync(two, records[0]));
        Assert.Single(outcomes, o => o is null);
        Assert.Equal(outcomes[0] is null ? records[0].Id : records[1].Id, Assert.Single(Assert.Single(outcomes.OfType<StoreConflictException>()).Ids));
    }

    [Fact]
    public async Task Write_that_waits_too_long_for_another_fails_as_busy_and_the_next_one_works()
    {
        var record = new CustomRecord("a.b", "1") { Version = 1 };
        await using var store = new EfStore(new PostgreSqlDatabase(new PostgreSqlServer(_database.ConnectionString + ";Command Timeout=1")));
        await using (var transaction = await store.BeginAsync("acme", Cancellation))
        {
            await transaction.WriteAsync(new StoreBatch { Inserts = { record } }, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        await using (var holder = await store.BeginAsync("acme", Cancellation))
        {
            await UpdateAsync(holder, record);
            await using var waiting = await store.BeginAsync("acme", Cancellation);
            Assert.Equal("store.busy", (await Assert.ThrowsAsync<CrmRuleException>(() => UpdateAsync(waiting, record))).Error.Code);
        }
        await using var later = await store.BeginAsync("acme", Cancellation);
        await UpdateAsync(later, record);
        await later.CommitAsync(Cancellation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Insert_that_waits_too_long_for_the_same_unique_value_fails_as_busy(int rows)
    {
        await using var store = new EfStore(new PostgreSqlDatabase(new PostgreSqlServer(_database.ConnectionString + ";Command Timeout=1")));
        await using var holder = await store.BeginAsync("acme", Cancellation);
        await InsertAsync(holder, 1);
        await using (var waiting = await store.BeginAsync("acme", Cancellation))
            Assert.Equal("store.busy", (await Assert.ThrowsAsync<CrmRuleException>(() => InsertAsync(waiting, rows))).Error.Code);
        await holder.DisposeAsync();
        await using var later = await store.BeginAsync("acme", Cancellation);
        await InsertAsync(later, rows);
        await later.CommitAsync(Cancellation);

        static Task InsertAsync(IStoreTransaction transaction, int rows)
        {
            var batch = new StoreBatch();
            for (var i = 0; i < rows; i++) batch.Inserts.Add(new CustomRecord("a.b", "x") { Version = 1, ExternalId = $"x-{i}" });
            return transaction.WriteAsync(batch, Cancellation);
        }
    }

    [Fact]
    public async Task F16_Connections_that_the_server_ended_while_nobody_used_them_are_replaced_unseen()
    {
        await InsertAsync("before");
        Assert.Equal(["before"], await NamesAsync());
        await EndConnectionsAsync();
        Assert.Equal(["before"], await NamesAsync());
        await EndConnectionsAsync();
        await InsertAsync("after");
        Assert.Equal(["after", "before"], await NamesAsync());
    }

    [Fact]
    public async Task F16_What_is_under_way_when_the_server_ends_its_connection_is_told_so_and_writes_nothing()
    {
        await using (var broken = await _store.BeginAsync("acme", Cancellation))
        {
            await broken.WriteAsync(new StoreBatch { Inserts = { new CustomRecord("a.b", "lost") } }, Cancellation);
            await EndConnectionsAsync();
            Assert.Equal("store.unreachable", (await Assert.ThrowsAsync<CrmRuleException>(() => broken.CountAsync(broken.Query<CustomRecord>(), Cancellation))).Error.Code);
        }
        await using (var broken = await _store.BeginAsync("acme", Cancellation))
        {
            await EndConnectionsAsync();
            var many = new StoreBatch();
            for (var i = 0; i < 100; i++) many.Inserts.Add(new CustomRecord("a.b", "lost too"));
            Assert.Equal("store.unreachable", (await Assert.ThrowsAsync<CrmRuleException>(() => broken.WriteAsync(many, Cancellation))).Error.Code);
        }
        await using (var broken = await _store.BeginAsync("acme", Cancellation))
        {
            await broken.WriteAsync(new StoreBatch { Inserts = { new CustomRecord("a.b", "not known") } }, Cancellation);
            await EndConnectionsAsync();
            Assert.Equal("store.commit-unknown", (await Assert.ThrowsAsync<CrmRuleException>(() => broken.CommitAsync(Cancellation))).Error.Code);
        }
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task F19_Server_without_room_on_its_disk_is_told_apart_and_keeps_nothing_of_the_write()
    {
        await PostgreSqlCluster.QueryAsync(_database.ConnectionString, """
            CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER no_room AFTER INSERT ON crm_custom_record FOR EACH ROW EXECUTE FUNCTION no_room();
            """);
        await using (var full = await _store.BeginAsync("acme", Cancellation))
            Assert.Equal("store.full", (await Assert.ThrowsAsync<CrmRuleException>(() => full.WriteAsync(new StoreBatch { Inserts = { new CustomRecord("a.b", "no room") } }, Cancellation))).Error.Code);
        await PostgreSqlCluster.QueryAsync(_database.ConnectionString, "DROP TRIGGER no_room ON crm_custom_record; DROP FUNCTION no_room();");
        await InsertAsync("after");
        Assert.Equal(["after"], await NamesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("crm.db")]
    [InlineData("Database=crm")]
    [InlineData("Host=x;Nonsense=1")]
    public void Connection_string_that_names_no_server_is_refused_at_once(string text) =>
        Assert.ThrowsAny<ArgumentException>(() => new CrmKitBuilder(new ServiceCollection()).UsePostgreSql(text));

    [Fact]
    public void Settings_of_the_connection_string_win_over_the_defaults()
    {
        Assert.Equal((40, 200), (Pool("Host=x").MaxPoolSize, Pool("Host=x").MaxAutoPrepare));
        var own = Pool("Host=x;Maximum Pool Size=20;Max Auto Prepare=0;Minimum Pool Size=15");
        Assert.Equal((10, 0, 10), (own.MaxPoolSize, own.MaxAutoPrepare, own.MinPoolSize));

        static NpgsqlConnectionStringBuilder Pool(string text)
        {
            using var source = new PostgreSqlServer(text).Writers();
            return new NpgsqlConnectionStringBuilder(source.ConnectionString);
        }
    }

    private async Task InsertAsync(string name)
    {
        await using var transaction = await _store.BeginAsync("acme", Cancellation);
        await transaction.WriteAsync(new StoreBatch { Inserts = { new CustomRecord("a.b", name) } }, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }

    private async Task<IEnumerable<string>> NamesAsync()
    {
        await using var reader = await _store.OpenReaderAsync("acme", Cancellation);
        return (await reader.ListAsync(reader.Query<CustomRecord>(), Cancellation)).Select(r => r.Name).Order();
    }

    // With the second argument the function waits until they have ended.
    private Task EndConnectionsAsync() => PostgreSqlCluster.QueryAsync(_database.ConnectionString,
        "SELECT pg_terminate_backend(pid, 10000)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'");

    private static Task UpdateAsync(IStoreTransaction transaction, CustomRecord record)
    {
        record.Version = 2;
        return transaction.WriteAsync(new StoreBatch { Updates = { new StoreUpdate(record, 1, []) } }, Cancellation);
    }

    private static async Task<Exception?> FinishAsync(IStoreTransaction transaction, CustomRecord record)
    {
        try
        {
            await UpdateAsync(transaction, record);
            await transaction.CommitAsync(Cancellation);
            return null;
        }
        catch (StoreConflictException conflict)
        {
            await transaction.DisposeAsync();
            return conflict;
        }
    }
}
