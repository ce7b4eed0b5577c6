using CrmKit.Backups;
using CrmKit.EntityFrameworkCore;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Specification;
using CrmKit.Storage;
using CrmKit.Tables;
using CrmKit.Tenants;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Sqlite;

/// <summary>A file for each tenant: what stands where, how files come, are closed, and are opened again.</summary>
public sealed class TenantFileTests : IDisposable
{
    private const string Host = "host";
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Tenants => _folder.File("crm.db.tenants");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tenant_gets_its_file_when_it_is_first_used_and_its_rows_stand_in_no_other()
    {
        await using (var store = await OpenAsync())
        {
            Assert.Empty(Directory.GetFiles(Tenants));
            foreach (var tenant in new[] { Host, "one", "two" }) await InsertAsync(store, tenant, $"of {tenant}");
            Assert.Equal(["one", "two"], await store.TenantsAsync(Cancellation)); // the host's has no user
        }
        Assert.Equal(["t-one.db", "t-two.db"], Directory.GetFiles(Tenants, "*.db").Select(Path.GetFileName).Order());
        foreach (var (file, name) in new[] { (_folder.File(), "of host"), (Path.Combine(Tenants, "t-one.db"), "of one"), (Path.Combine(Tenants, "t-two.db"), "of two") })
            Assert.Equal([name], Names(file));
    }

    [Theory]
    [InlineData("../one")]
    [InlineData("One")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("a\0b")]
    [InlineData("租户")]
    [InlineData("12345678901234567890123456789012345678901")]
    public async Task Key_that_cannot_be_a_name_makes_no_file(string tenant)
    {
        await using var store = await OpenAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.OpenReaderAsync(tenant, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(Tenants));
    }

    [Fact]
    public async Task Files_that_nobody_works_with_are_closed_beyond_the_limit_and_opened_again()
    {
        await using var store = await OpenAsync(open: 2);
        string[] tenants = ["a", "b", "c", "d", "e"];
        foreach (var tenant in tenants) await InsertAsync(store, tenant, $"of {tenant}");
        Assert.Equal(["t-d.db", "t-e.db"], Open());

        await using (var kept = await store.OpenReaderAsync("a", Cancellation)) // somebody works with it
        {
            foreach (var tenant in tenants) Assert.Equal([$"of {tenant}"], await NamesAsync(store, tenant));
            Assert.Contains("t-a.db", Open());
            Assert.Equal(1, await kept.CountAsync(kept.Query<CustomRecord>(), Cancellation));
        }
        foreach (var tenant in tenants) await InsertAsync(store, tenant, "again");
        Assert.Equal(2, Open().Count);
        foreach (var tenant in tenants) Assert.Equal(["again", $"of {tenant}"], await NamesAsync(store, tenant));
    }

    [Fact]
    public async Task Two_tenants_and_more_work_side_by_side_though_few_files_may_be_open()
    {
        await using var store = await OpenAsync(open: 1);
        string[] tenants = ["a", "b", "c"];
        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Cancellation }, async (turn, _) =>
        {
            var tenant = tenants[turn % tenants.Length];
            await InsertAsync(store, tenant, $"of {tenant}");
            Assert.All(await NamesAsync(store, tenant), name => Assert.Equal($"of {tenant}", name));
        });
        foreach (var tenant in tenants) Assert.Equal(20, (await NamesAsync(store, tenant)).Count);
    }

    [Fact]
    public async Task Dispatchers_visit_all_files_and_settle_where_a_message_came_from()
    {
        await using var store = await OpenAsync();
        foreach (var tenant in new[] { Host, "one", "two" })
        {
            await using var transaction = await store.BeginAsync(tenant, Cancellation);
            await transaction.WriteAsync(new StoreBatch { Inserts = { new OutboxMessage { Name = "x", At = StoreSpecification.Instant, DueAt = StoreSpecification.Instant } } }, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        var claimed = await store.Outbox.ClaimAsync(10, TimeSpan.FromMinutes(1), StoreSpecification.Instant, Cancellation);
        Assert.Equal([Host, "one", "two"], claimed.Select(m => m.TenantId).Order());
        await store.Outbox.CompleteAsync([.. claimed.Where(m => m.TenantId != "two").Select(m => m.Id)], Cancellation);
        await store.Outbox.FailAsync(claimed.Single(m => m.TenantId == "two").Id, "x: no", null, StoreSpecification.Instant, Cancellation);
        Assert.Single(await store.Outbox.DeadLettersAsync("two", 10, Cancellation));
        Assert.Empty(await store.Outbox.DeadLettersAsync("one", 10, Cancellation));
        Assert.Empty(await store.Outbox.ClaimAsync(10, TimeSpan.FromMinutes(1), StoreSpecification.Instant.AddDays(1), Cancellation));
    }

    [Fact]
    public async Task Second_process_is_refused_for_all_files_by_the_hosts_own()
    {
        await using var store = await OpenAsync();
        await InsertAsync(store, "one", "x");
        Assert.Throws<IOException>(() => File.Open(_folder.File("crm.db.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose());
    }

    [Fact]
    public async Task Plugin_with_tables_of_its_own_is_told_why_it_cannot_be_used()
    {
        await using var store = await OpenAsync();
        Assert.Equal("tables.file-per-tenant", Assert.Throws<CrmRuleException>(() => store.PluginTables.Open("spec", new NoTables())).Error.Code);
    }

    [Fact]
    public async Task Backup_of_all_and_of_one_go_back_into_their_files_also_while_another_tenant_works()
    {
        await using var services = Services(o => o.FilePerTenant = true);
        var crm = services.GetRequiredService<ICrm>();
        var tenants = services.GetRequiredService<ITenants>();
        foreach (var tenant in new[] { "one", "two" })
        {
            await tenants.CreateAsync(tenant, "Ada", $"ada@{tenant}.example.com", Cancellation);
            await AddLeadAsync(crm, tenant, "before");
        }
        using var whole = new MemoryStream();
        await using (var session = crm.OpenSession(Actor.System("test"), tenantId: "one"))
        {
            var one = new MemoryStream();
            Assert.Equal(["one"], (await session.Backups.WriteAsync(one, cancellationToken: Cancellation)).Tenants);
            await AddLeadAsync(crm, "one", "later");
            await AddLeadAsync(crm, "two", "later");
            one.Position = 0;
            await session.Backups.RestoreAsync(one, new RestoreOptions { Replace = true }, Cancellation);
        }
        Assert.Equal(["before"], await LeadsAsync(crm, "one"));
        Assert.Equal(["before", "later"], await LeadsAsync(crm, "two"));

        await using var system = crm.OpenSession(Actor.System("test"));
        var manifest = await system.Backups.WriteAsync(whole, isWhole: true, Cancellation);
        Assert.Equal(["one", "two"], manifest.Tenants.Where(t => t is "one" or "two"));
        await AddLeadAsync(crm, "two", "even later");
        whole.Position = 0;
        await system.Backups.RestoreAsync(whole, new RestoreOptions { IsWhole = true, Replace = true }, Cancellation);
        Assert.Equal(["before", "later"], await LeadsAsync(crm, "two"));
        Assert.Equal(["one", "two"], (await tenants.ListAsync(Cancellation)).Select(t => t.Key));
    }

    [Fact]
    public async Task Program_that_does_not_ask_for_it_follows_the_files_that_it_finds_and_copies_take_them_along()
    {
        await using (var services = Services(o => o.FilePerTenant = true))
        {
            await services.GetRequiredService<ITenants>().CreateAsync("one", "Ada", "ada@one.example.com", Cancellation);
            await AddLeadAsync(services.GetRequiredService<ICrm>(), "one", "kept");
            await SqliteCopy.MakeAsync(_folder.File(), _folder.File("copy.db"), Cancellation); // while the host works
        }
        foreach (var file in new[] { "crm.db", "copy.db" })
        {
            await using var services = Services(_ => { }, file);
            Assert.Equal(["kept"], await LeadsAsync(services.GetRequiredService<ICrm>(), "one"));
        }
    }

    private static async Task AddLeadAsync(ICrm crm, string tenant, string name)
    {
        await using var session = crm.OpenSession(Actor.System("test"), tenantId: tenant);
        await session.Records.CreateAsync(new Lead { Name = name }, cancellationToken: Cancellation);
    }

    private static async Task<IEnumerable<string>> LeadsAsync(ICrm crm, string tenant)
    {
        await using var session = crm.OpenSession(Actor.System("test"), tenantId: tenant);
        return (await session.Records.ListAsync(new Specification<Lead>(), Cancellation)).Select(l => l.Name).Order(StringComparer.Ordinal);
    }

    private static async Task InsertAsync(ICrmStore store, string tenant, string name)
    {
        await using var transaction = await store.BeginAsync(tenant, Cancellation);
        await transaction.WriteAsync(new StoreBatch { Inserts = { StoreSpecification.Property(name) } }, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(ICrmStore store, string tenant)
    {
        await using var reader = await store.OpenReaderAsync(tenant, Cancellation);
        return await reader.ListAsync(reader.Query<CustomRecord>().Select(r => r.Name).OrderBy(n => n), Cancellation);
    }

    private static List<string> Names(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM crm_custom_record";
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    }

    // An open file has its log beside it; the last connection to close takes it away.
    private List<string> Open() => [.. Directory.GetFiles(Tenants, "*.db-wal").Select(f => Path.GetFileName(f)[..^"-wal".Length]).Order(StringComparer.Ordinal)];

    private ServiceProvider Services(Action<SqliteOptions> configure, string file = "crm.db") =>
        new ServiceCollection().AddLogging().AddCrmKit(crm => crm.UseSqlite(_folder.File(file), o => { o.Durability = SqliteDurability.Normal; configure(o); })).BuildServiceProvider();

    private async Task<TenantFileStore> OpenAsync(int open = 100)
    {
        var store = new TenantFileStore(_folder.File(), new SqliteOptions { Durability = SqliteDurability.Normal, OpenTenantFiles = open }, Host);
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private sealed class NoTables : IPluginTableSet;
}
