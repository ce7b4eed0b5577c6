using CrmKit.EntityFrameworkCore;
using CrmKit.Plugins;
using CrmKit.Storage;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CrmKit.Specification;

/// <summary>Tables that a plugin brings: made, used in the session's transaction, kept to themselves, and dropped.</summary>
public abstract class PluginTableSpecification : StoreSpecification
{
    private const string Prefix = "plg_spec_";
    private readonly PluginTableSet<VisitContext> _set = new(options => new VisitContext(options), [new("1.0.0", nameof(CreateVisits), () => new CreateVisits())]);

    private TableSchema Schema { get; set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Schema = Store.PluginTables.Open("spec", _set);
        await RunAsync([.. Schema.Scripts.SelectMany(s => s.Up)]);
    }

    public override async ValueTask DisposeAsync()
    {
        _set.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Rows_go_with_the_transaction_and_each_tenant_sees_its_own()
    {
        await AddAsync(Tenant, commit: true, "客户", "b");
        await AddAsync(Tenant, commit: false, "undone");
        await AddAsync("other", commit: true, "theirs");
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        await using var visits = await OpenAsync(reader, Tenant);
        Assert.Equal(["b", "客户"], await visits.Visits.OrderBy(v => v.Remark).Select(v => v.Remark).ToListAsync(Cancellation));
        Assert.Equal(1, await visits.Visits.CountAsync(v => v.At <= Instant && v.Remark!.Contains('客'), Cancellation));
        Assert.Equal([(Prefix + "notes", 0L), (Prefix + "visits", 3L)], Store.PluginTables.Count(reader, Prefix));
        Assert.Empty(Store.PluginTables.Misfits(reader, Schema));
    }

    [Fact]
    public async Task Rows_of_one_tenant_are_copied_out_of_a_moment_and_put_in_the_place_of_later_ones()
    {
        await AddAsync(Tenant, commit: true, "客户", "b");
        await AddAsync("other", commit: true, "theirs");
        using var copy = new MemoryStream();
        await using (var snapshot = await Store.Copies.OpenAsync(Cancellation))
        {
            Assert.Contains(Prefix + "visits", snapshot.Tables);
            Assert.Equal(2, await snapshot.WriteAsync(Tenant, Prefix + "visits", copy, Cancellation));
            await AddAsync(Tenant, commit: true, "later");
            Assert.Equal(2, await snapshot.WriteAsync(Tenant, Prefix + "visits", Stream.Null, Cancellation));
        }
        copy.Position = 0;
        await using (var transaction = await Store.BeginAsync(Tenant, Cancellation))
        {
            Assert.Equal("backup.table-missing", (await Assert.ThrowsAsync<CrmRuleException>(() => Store.Copies.ReadAsync(transaction, Tenant, "plg_gone_visits", Stream.Null, Cancellation))).Error.Code);
            await Store.Copies.ClearAsync(transaction, Tenant, Cancellation);
            Assert.Equal(2, await Store.Copies.ReadAsync(transaction, Tenant, Prefix + "visits", copy, Cancellation));
            await transaction.CommitAsync(Cancellation);
        }
        foreach (var (tenant, remarks) in new[] { (Tenant, new[] { "b", "客户" }), ("other", ["theirs"]) })
        {
            await using var reader = await Store.OpenReaderAsync(tenant, Cancellation);
            await using var visits = await OpenAsync(reader, tenant);
            Assert.Equal(remarks, await visits.Visits.OrderBy(v => v.Remark).Select(v => v.Remark).ToListAsync(Cancellation));
            Assert.Equal(remarks.Length, await visits.Visits.CountAsync(v => v.At <= Instant, Cancellation)); // also instants are what they were
        }
    }

    [Fact]
    public async Task A083_Rows_that_say_they_are_another_tenants_become_those_of_whoever_reads_them_in()
    {
        await AddAsync("other", commit: true, "forged");
        using var copy = new MemoryStream();
        await using (var snapshot = await Store.Copies.OpenAsync(Cancellation)) await snapshot.WriteAsync("other", Prefix + "visits", copy, Cancellation);
        copy.Position = 0;
        await using (var transaction = await Store.BeginAsync("other", Cancellation))
        {
            await Store.Copies.ClearAsync(transaction, "other", Cancellation);
            await Store.Copies.ReadAsync(transaction, Tenant, Prefix + "visits", copy, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        foreach (var (tenant, remarks) in new[] { (Tenant, new[] { "forged" }), ("other", []) })
        {
            await using var reader = await Store.OpenReaderAsync(tenant, Cancellation);
            await using var visits = await OpenAsync(reader, tenant);
            Assert.Equal(remarks, await visits.Visits.Select(v => v.Remark!).ToArrayAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Another_query_runs_while_rows_are_still_read()
    {
        await AddAsync(Tenant, commit: true, "a", "b");
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        await using var visits = await OpenAsync(reader, Tenant);
        var seen = "";
        await foreach (var visit in visits.Visits.OrderBy(v => v.Remark).AsAsyncEnumerable())
            seen += visit.Remark + await visits.Visits.CountAsync(v => v.Remark == visit.Remark, Cancellation);
        Assert.Equal("a1b1", seen);
    }

    [Theory]
    [InlineData("SELECT name AS \"Value\" FROM crm_custom_record")]
    [InlineData("SELECT \"Remark\" AS \"Value\" FROM plg_spec_visits WHERE \"Remark\" IN (SELECT name FROM crm_custom_record)")]
    [InlineData("WITH x AS (SELECT name FROM crm_custom_record) SELECT name AS \"Value\" FROM x")]
    public async Task Query_over_other_tables_is_refused_before_it_runs(string sql)
    {
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        await using var visits = await OpenAsync(reader, Tenant);
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => visits.Database.SqlQueryRaw<string>(sql).ToListAsync(Cancellation));
        Assert.Equal("tables.foreign", refused.Error.Code);
        Assert.Contains("reads crm_custom_record", refused.Message);
    }

    [Theory]
    [InlineData("DELETE FROM crm_custom_record")]
    [InlineData("DELETE FROM plg_spec_visits; DELETE FROM crm_custom_record")]
    [InlineData("UPDATE plg_spec_visits SET \"Remark\" = (SELECT name FROM crm_custom_record LIMIT 1)")]
    [InlineData("DROP TABLE crm_custom_record")]
    [InlineData("ALTER TABLE crm_custom_record ADD COLUMN extra integer")]
    [InlineData("CREATE INDEX plg_spec_index ON crm_custom_record (id)")]
    [InlineData("DROP INDEX ix_crm_custom_record_owner_id")]
    [InlineData("CREATE TABLE other (id integer)")]
    [InlineData("INSERT INTO plg_spec_notes (\"Id\") SELECT 1 FROM crm_custom_record")]
    [InlineData("COMMIT")]
    [InlineData("/* harmless */ -- \n ROLLBACK")]
    public Task Statement_of_a_migration_that_touches_something_else_does_not_run(string sql) => RefusedAsync(sql);

    internal async Task RefusedAsync(string sql)
    {
        await InsertAsync(Property());
        await AddAsync(Tenant, commit: true, "kept");
        foreach (var hasWritten in (bool[])[false, true]) // what the host itself has touched in the transaction is no excuse
        {
            await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
            if (hasWritten) await TransactionSpecification.WriteAsync(transaction, Property("host's"));
            var refused = Assert.Throws<CrmRuleException>(() => Store.PluginTables.Run(transaction, Prefix, [sql], Cancellation));
            Assert.Equal("tables.foreign", refused.Error.Code);
        }
        Assert.Single(await ReadAsync<CrmKit.Records.CustomRecord>());
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        await using var visits = await OpenAsync(reader, Tenant);
        Assert.Equal("kept", Assert.Single(await visits.Visits.ToListAsync(Cancellation)).Remark);
        Assert.Equal([Prefix + "notes", Prefix + "visits"], Store.PluginTables.Count(reader, Prefix).Select(t => t.Table));
    }

    [Fact]
    public async Task Own_tables_are_changed_filled_and_dropped_in_any_way()
    {
        await AddAsync(Tenant, commit: true, "it's; \"fine\"");
        await RunAsync([
            "ALTER TABLE plg_spec_visits ADD COLUMN \"Rating\" integer NOT NULL DEFAULT 0; UPDATE plg_spec_visits SET \"Rating\" = 3 WHERE \"Remark\" = 'it''s; \"fine\"' -- FROM crm_lead\n",
            "CREATE INDEX ix_rating ON plg_spec_visits (tenant_id, \"Rating\")", "CREATE VIEW plg_spec_rated AS SELECT * FROM plg_spec_visits WHERE \"Rating\" > 0", "INSERT INTO plg_spec_notes (\"Id\") SELECT \"Rating\" FROM plg_spec_rated",
            "DROP INDEX ix_rating", "DROP VIEW plg_spec_rated",
        ]);
        await using (var reader = await Store.OpenReaderAsync(Tenant, Cancellation)) Assert.Equal([1L, 1L], Store.PluginTables.Count(reader, Prefix).Select(t => t.Rows));
        await RunAsync([.. Schema.Scripts.SelectMany(s => s.Down!)]);
        await using (var reader = await Store.OpenReaderAsync(Tenant, Cancellation))
        {
            Assert.Empty(Store.PluginTables.Count(reader, Prefix));
            Assert.Contains(Store.PluginTables.Misfits(reader, Schema), m => m.Contains("plg_spec_visits", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Tables_that_refer_to_each_other_are_dropped_together()
    {
        await RunAsync(["CREATE TABLE plg_spec_a (id integer PRIMARY KEY)", "CREATE TABLE plg_spec_b (id integer PRIMARY KEY REFERENCES plg_spec_a (id))", "INSERT INTO plg_spec_a VALUES (1)", "INSERT INTO plg_spec_b VALUES (1)"]);
        await using (var transaction = await Store.BeginAsync(Tenant, Cancellation))
        {
            Store.PluginTables.Drop(transaction, Prefix);
            await transaction.CommitAsync(Cancellation);
        }
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        Assert.Empty(Store.PluginTables.Count(reader, Prefix));
    }

    private async Task RunAsync(IReadOnlyList<string> statements)
    {
        await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
        Store.PluginTables.Run(transaction, Prefix, statements, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }

    private async Task AddAsync(string tenant, bool commit, params string[] remarks)
    {
        await using var transaction = await Store.BeginAsync(tenant, Cancellation);
        await using (var visits = await OpenAsync(transaction, tenant))
        {
            foreach (var remark in remarks) visits.Add(new Visit { Remark = remark, At = Instant });
            await visits.SaveChangesAsync(Cancellation);
        }
        if (commit) await transaction.CommitAsync(Cancellation);
    }

    private async Task<VisitContext> OpenAsync(IStoreReader reader, string tenant) => (VisitContext)await _set.Home!.OpenAsync(new TableSession(tenant, reader), Cancellation);

    private sealed class TableSession(string tenantId, IStoreReader reader) : ITableSession
    {
        public string TenantId => tenantId;

        public ValueTask<IStoreReader> ReaderAsync(CancellationToken cancellationToken) => new(reader);

        public void Charge(CallCost cost, long amount)
        {
        }
    }

    internal sealed class Visit
    {
        public Guid Id { get; set; } = Guid.CreateVersion7();
        public string? Remark { get; set; }
        public DateTimeOffset At { get; set; }
    }

    internal sealed class VisitContext(DbContextOptions<VisitContext> options) : PluginDbContext(options)
    {
        public DbSet<Visit> Visits => Set<Visit>();
    }

    private sealed class CreateVisits : TableMigration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(Table("visits"), table => new
            {
                TenantId = Tenant(table),
                Id = table.Column<Guid>(nullable: false),
                Remark = table.Column<string>(nullable: true),
                At = table.Column<DateTime>(nullable: false),
            }, constraints: table => table.PrimaryKey("pk_visits", row => row.Id));
            migrationBuilder.CreateTable(Table("notes"), table => new { Id = table.Column<int>(nullable: false) }, constraints: table => table.PrimaryKey("pk_notes", row => row.Id));
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(Table("notes"));
            migrationBuilder.DropTable(Table("visits"));
        }
    }
}
