using CrmKit.EntityFrameworkCore;
using CrmKit.Records;
using CrmKit.Specification;
using CrmKit.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Sqlite;

public sealed class FileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task F32_Second_process_is_refused_with_the_file_and_what_to_do()
    {
        var file = _folder.File("kunden 客户.db");
        await using (var store = (EfStore)_folder.Store("kunden 客户.db"))
        {
            await store.InitializeAsync(Cancellation);
            Assert.Equal((3, "store.locked"), await ChildProcess.OpenAsync(file, null, Cancellation));
        }
        Assert.Equal((0, "ok"), await ChildProcess.OpenAsync(file, null, Cancellation)); // disposing let go of it
        Assert.Contains(file, SqliteErrors.Locked(file).Message);
    }

    [Fact]
    public async Task Two_stores_of_one_process_share_the_file_and_its_gate()
    {
        await using var one = (EfStore)_folder.Store();
        await using var two = (EfStore)_folder.Store();
        await one.InitializeAsync(Cancellation);
        await two.InitializeAsync(Cancellation);
        await InsertAsync(one, "by one");
        await InsertAsync(two, "by two");
        await one.DisposeAsync();
        await InsertAsync(two, "by two again");
        Assert.Equal(3, await CountAsync(two));
    }

    [Fact]
    public async Task Transaction_that_gets_no_turn_fails_as_busy_and_the_next_one_works()
    {
        await using var store = (EfStore)_folder.Store(options: new SqliteOptions { WriteTimeout = TimeSpan.FromSeconds(1) });
        await store.InitializeAsync(Cancellation);
        await using (await store.BeginAsync("acme", Cancellation))
        {
            var busy = await Assert.ThrowsAsync<CrmRuleException>(async () => await store.BeginAsync("acme", Cancellation));
            Assert.Equal("store.busy", busy.Error.Code);
        }
        await InsertAsync(store, "later");
        Assert.Equal(1, await CountAsync(store));
    }

    [Fact]
    public async Task F19_Write_without_room_on_the_disk_says_so_keeps_nothing_of_itself_and_works_again_when_there_is_room()
    {
        await using var store = (EfStore)_folder.Store();
        await store.InitializeAsync(Cancellation);
        await InsertAsync(store, "before");
        await AllowAsync(store, pages: 1); // the size that the file has stands in for the end of the disk
        await using (var full = await store.BeginAsync("acme", Cancellation))
        {
            var large = new StoreBatch();
            for (var i = 0; i < 1000; i++) large.Inserts.Add(new CustomRecord("a.b", new string('x', 1000)));
            await using var savepoint = await full.SavepointAsync(Cancellation);
            Assert.Equal("store.full", (await Assert.ThrowsAsync<CrmRuleException>(() => full.WriteAsync(large, Cancellation))).Error.Code);
        }
        Assert.Equal(1, await CountAsync(store));
        await AllowAsync(store, pages: 1_000_000);
        await InsertAsync(store, "after");
        Assert.Equal(2, await CountAsync(store));

        static async Task AllowAsync(EfStore store, int pages)
        {
            await using var transaction = (StoreTransaction)await store.BeginAsync("acme", Cancellation);
            await using var command = transaction.Transaction.Connection!.CreateCommand();
            command.Transaction = transaction.Transaction;
            command.CommandText = $"PRAGMA max_page_count = {pages}";
            await command.ExecuteScalarAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Reader_cannot_write()
    {
        await using var store = (EfStore)_folder.Store();
        await store.InitializeAsync(Cancellation);
        using var database = new SqliteDatabase(_folder.File(), new SqliteOptions());
        await database.OpenAsync(Cancellation);
        var connection = await database.RentReaderAsync(TenantReach.All, Cancellation);
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM crm_custom_record";
        Assert.Throws<SqliteException>(() => command.ExecuteNonQuery());
        database.ReturnReader(connection);
    }

    [Fact]
    public async Task Writer_commits_to_disk_guards_references_and_is_the_only_one_to_checkpoint()
    {
        using var database = new SqliteDatabase(_folder.File(), new SqliteOptions());
        await database.OpenAsync(Cancellation);
        await using var writer = await database.BeginAsync(null, Cancellation);
        Assert.Equal(("wal", 2L, 1L), (Pragma(writer.Connection, "journal_mode"), Pragma(writer.Connection, "synchronous"), Pragma(writer.Connection, "foreign_keys")));
        var reader = await database.RentReaderAsync(TenantReach.All, Cancellation);
        Assert.Equal(1L, Pragma(reader, "query_only"));
        database.ReturnReader(reader);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(":memory:")]
    [InlineData("file:x?mode=memory")]
    [InlineData("Data Source=crm.db")]
    public void Path_that_is_no_file_is_refused(string path) =>
        Assert.ThrowsAny<ArgumentException>(() => new CrmKitBuilder(new ServiceCollection()).UseSqlite(path));

    [Fact]
    public void Settings_out_of_range_are_refused_at_start()
    {
        var builder = new CrmKitBuilder(new ServiceCollection());
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.UseSqlite("x.db", o => o.WriteTimeout = TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.UseSqlite("x.db", o => o.CacheMegabytes = 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.UseSqlite("x.db", o => o.CheckpointPages = 1));
    }

    [Fact]
    public void Defaults_are_those_documented()
    {
        var options = new SqliteOptions();
        Assert.Equal((SqliteDurability.Full, TimeSpan.FromSeconds(60), 16, 4_000), (options.Durability, options.WriteTimeout, options.CacheMegabytes, options.CheckpointPages));
    }

    [Fact]
    public async Task Using_sqlite_twice_keeps_the_last_file()
    {
        var services = new ServiceCollection();
        new CrmKitBuilder(services).UseSqlite(_folder.File("first.db")).UseSqlite(_folder.File("second.db"));
        await using (var provider = services.BuildServiceProvider()) await provider.GetRequiredService<ICrmStore>().InitializeAsync(Cancellation);
        Assert.False(File.Exists(_folder.File("first.db")));
        Assert.True(File.Exists(_folder.File("second.db")));
    }

    internal static async Task InsertAsync(ICrmStore store, string name)
    {
        await using var transaction = await store.BeginAsync("acme", Cancellation);
        await transaction.WriteAsync(new StoreBatch { Inserts = { new CustomRecord("a.b", name) } }, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }

    private static async Task<long> CountAsync(ICrmStore store)
    {
        await using var reader = await store.OpenReaderAsync("acme", Cancellation);
        return await reader.CountAsync(reader.Query<CustomRecord>(), Cancellation);
    }

    private static object? Pragma(System.Data.Common.DbConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA " + name;
        return command.ExecuteScalar();
    }
}
