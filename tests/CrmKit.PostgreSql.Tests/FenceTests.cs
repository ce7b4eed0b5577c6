using CrmKit.EntityFrameworkCore;
using CrmKit.Records;
using CrmKit.Specification;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>Row-level security: what the database itself keeps apart when a query has forgotten to, for the owner of the tables and for a user who owns nothing.</summary>
public sealed class FenceTests : IAsyncLifetime
{
    private readonly List<EfStore> _stores = [];
    private PostgreSqlTestDatabase _database = null!;
    private string _asUser = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgreSqlTestDatabase.NewFencedAsync();
        _asUser = (await PostgreSqlRole.UserOfAsync(_database.ConnectionString)).Of(_database.ConnectionString);
        var store = await OpenAsync(_database.StoreConnectionString);
        foreach (var tenant in new[] { "one", "two" }) await InsertAsync(store, tenant, tenant, tenant);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Every_table_with_a_tenant_stands_behind_the_fence()
    {
        Assert.Empty(await PostgreSqlCluster.QueryAsync(_database.ConnectionString, """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
            """));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Query_that_has_no_filter_sees_the_rows_of_its_tenant_alone(bool asOwner)
    {
        var store = await OpenAsync(asOwner ? _database.StoreConnectionString : _asUser);
        foreach (var tenant in new[] { "one", "two", "one" })
        {
            await using var reader = (StoreReader)await store.OpenReaderAsync(tenant, Cancellation);
            var all = await reader.ListAsync(reader.Query<CustomRecord>().IgnoreQueryFilters().Select(r => r.Name), Cancellation);
            Assert.Equal([tenant, tenant], all);
            Assert.Equal(2, await reader.CountAsync(reader.Query<CustomRecord>().IgnoreQueryFilters(), Cancellation));
            // Past EF Core nobody has told the server a tenant: there is nothing to see.
            Assert.Equal(0L, await ScalarAsync(reader, "SELECT count(*) FROM crm_custom_record"));

            await using var transaction = (StoreTransaction)await store.BeginAsync(tenant, Cancellation);
            Assert.Equal(2L, await ScalarAsync(transaction, "SELECT count(*) FROM crm_custom_record"));
            Assert.Equal(tenant, await ScalarAsync(transaction, "SELECT string_agg(DISTINCT tenant_id, ',') FROM crm_custom_record"));
            Assert.Equal(0L, await ScalarAsync(transaction, $"WITH gone AS (DELETE FROM crm_custom_record WHERE tenant_id <> '{tenant}' RETURNING 1) SELECT count(*) FROM gone"));
        }
    }

    [Theory]
    [InlineData("INSERT INTO crm_custom_record SELECT (jsonb_populate_record(r, '{\"tenant_id\": \"two\"}')).* FROM crm_custom_record r LIMIT 1")]
    [InlineData("UPDATE crm_custom_record SET tenant_id = 'two'")]
    public async Task Row_with_the_key_of_another_tenant_is_refused_by_the_database(string sql)
    {
        var store = await OpenAsync(_asUser);
        await using (var transaction = (StoreTransaction)await store.BeginAsync("one", Cancellation))
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(transaction, sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            Assert.Contains("row-level security", refused.Message);
        }
        Assert.Equal(["one", "one", "two", "two"], await PostgreSqlCluster.QueryAsync(_database.ConnectionString, "SELECT tenant_id FROM crm_custom_record ORDER BY 1"));
    }

    [Fact]
    public async Task A023_One_connection_that_tenants_share_shows_each_its_own_rows_and_nobody_the_others()
    {
        var store = await OpenAsync(_asUser + ";Maximum Pool Size=2;Command Timeout=60"); // one reads, one writes
        await Parallel.ForAsync(0, 60, Cancellation, async (turn, token) =>
        {
            var tenant = turn % 2 == 0 ? "one" : "two";
            if (turn % 3 == 0)
            {
                await using var abandoned = (StoreTransaction)await store.BeginAsync(tenant, token); // never committed
                Assert.Equal(tenant, await ScalarAsync(abandoned, "SELECT string_agg(DISTINCT tenant_id, ',') FROM crm_custom_record"));
                return;
            }
            await using var reader = await store.OpenReaderAsync(tenant, token);
            Assert.Equal([tenant, tenant], await reader.ListAsync(reader.Query<CustomRecord>().IgnoreQueryFilters().Select(r => r.Name), token));
        });
    }

    [Fact]
    public async Task Query_that_fails_leaves_the_connection_in_order()
    {
        var store = await OpenAsync(_asUser + ";Maximum Pool Size=2");
        for (var turn = 0; turn < 3; turn++)
        {
            await using var reader = (StoreReader)await store.OpenReaderAsync("one", Cancellation);
            var zero = 0;
            await Assert.ThrowsAsync<PostgresException>(() => reader.ListAsync(reader.Query<CustomRecord>().Select(r => r.Name.Length / zero), Cancellation));
            Assert.Equal(2, await reader.CountAsync(reader.Query<CustomRecord>(), Cancellation));
        }
    }

    [Fact]
    public async Task Many_rows_are_copied_in_behind_the_fence_by_a_user_who_owns_nothing()
    {
        var store = await OpenAsync(_asUser);
        await InsertAsync(store, "one", [.. Enumerable.Range(0, 200).Select(n => $"of many {n}")]);
        await using var reader = await store.OpenReaderAsync("one", Cancellation);
        Assert.Equal(202, await reader.CountAsync(reader.Query<CustomRecord>(), Cancellation));
    }

    [Fact]
    public async Task Work_over_all_tenants_sees_them_all()
    {
        var store = await OpenAsync(_asUser);
        foreach (var tenant in new[] { "one", "two" })
        {
            await using var transaction = await store.BeginAsync(tenant, Cancellation);
            await transaction.WriteAsync(new StoreBatch { Inserts = { new OutboxMessage { Id = Guid.CreateVersion7(), Class = "event", Name = "x", Payload = "{}", Status = "pending", At = StoreSpecification.Instant, DueAt = StoreSpecification.Instant } } }, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        var claimed = await store.Outbox.ClaimAsync(10, TimeSpan.FromMinutes(1), StoreSpecification.Instant, Cancellation);
        Assert.Equal(["one", "two"], claimed.Select(m => m.TenantId));
        await using var snapshot = await store.Copies.OpenAsync(Cancellation);
        Assert.Equal(2, await snapshot.WriteAsync("two", "crm_custom_record", Stream.Null, Cancellation));
    }

    [Fact]
    public async Task Process_that_does_not_ask_for_it_follows_the_fence_that_it_finds()
    {
        await using var store = new EfStore(new PostgreSqlDatabase(new PostgreSqlServer(_asUser)));
        await store.InitializeAsync(Cancellation);
        await using var reader = await store.OpenReaderAsync("two", Cancellation);
        Assert.Equal(["two", "two"], await reader.ListAsync(reader.Query<CustomRecord>().IgnoreQueryFilters().Select(r => r.Name), Cancellation));
    }

    [Fact]
    public async Task User_whom_policies_do_not_bind_is_refused_and_found()
    {
        await using var store = NewStore(_database.ConnectionString);
        Assert.Equal("store.fence-bypassed", (await Assert.ThrowsAsync<CrmRuleException>(() => store.InitializeAsync(Cancellation))).Error.Code);
        await using var follower = new EfStore(new PostgreSqlDatabase(new PostgreSqlServer(_database.ConnectionString)));
        await follower.InitializeAsync(Cancellation);
        Assert.Contains(await follower.CheckAsync(Cancellation), finding => finding.Contains("BYPASSRLS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Table_that_lost_its_policy_is_found_by_the_next_start_and_gets_it_back_from_its_owner()
    {
        await PostgreSqlCluster.QueryAsync(_database.ConnectionString, "DROP POLICY crm_tenant ON crm_lead");
        await using var user = NewStore(_asUser);
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => user.InitializeAsync(Cancellation));
        Assert.Equal("store.fence-missing", refused.Error.Code);
        Assert.Contains("crm_lead", refused.Message);
        await OpenAsync(_database.StoreConnectionString);
        await user.InitializeAsync(Cancellation);
    }

    private static async Task<object?> ScalarAsync(StoreReader reader, string sql)
    {
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)reader.Connection, (NpgsqlTransaction?)reader.Transaction);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static async Task InsertAsync(EfStore store, string tenant, params string[] names)
    {
        await using var transaction = await store.BeginAsync(tenant, Cancellation);
        var batch = new StoreBatch();
        batch.Inserts.AddRange(names.Select(name => StoreSpecification.Property(name)));
        await transaction.WriteAsync(batch, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }

    private static EfStore NewStore(string connectionString) => new(new PostgreSqlDatabase(new PostgreSqlServer(connectionString), new PostgreSqlOptions { RowLevelSecurity = true }));

    private async Task<EfStore> OpenAsync(string connectionString)
    {
        var store = NewStore(connectionString);
        _stores.Add(store);
        await store.InitializeAsync(Cancellation);
        return store;
    }
}
