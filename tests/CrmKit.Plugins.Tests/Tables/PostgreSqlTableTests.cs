using CrmKit.PostgreSql;

namespace CrmKit.Plugins;

/// <summary>Migrations of a plugin's own tables through the loader, on PostgreSQL.</summary>
public sealed class PostgreSqlTableTests : IAsyncLifetime
{
    private const string Broken = """
        public sealed class BreakHalfWay : TableMigration
        {
            protected override void Up(MigrationBuilder migration)
            {
                migration.AddColumn<int>("Rating", Table("visits"), nullable: false, defaultValue: 0);
                migration.Sql($"UPDATE {Table("visits")} SET \"Minutes\" = 0");
                migration.Sql($"UPDATE {Table("visits")} SET \"Minutes\" = 1 / \"Minutes\"");
            }
            protected override void Down(MigrationBuilder migration) => migration.DropColumn("Rating", Table("visits"));
        }
        """;

    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await PostgreSqlCluster.NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_database.Length > 0) await PostgreSqlCluster.DropAsync(_database);
    }

    [Fact]
    public async Task A082_F9_Migration_that_fails_half_way_leaves_core_the_plugin_and_others_as_they_were_and_data_stays_until_it_is_erased()
    {
        await using var host = new TableHost(postgreSql: _database);
        await host.InstallAsync("1.0.0", TablePlugin.Source());
        await host.InstallAsync("1.0.0", TablePlugin.Source(migrations: TablePlugin.CreateVisits.Replace("pk_visits", "pk_other_visits", StringComparison.Ordinal), id: "other"), "other");
        await host.AddLeadAsync();

        var refused = await host.RefusedAsync("1.1.0", TablePlugin.Source(".Migration<CreateVisits>(\"1.0.0\").Migration<BreakHalfWay>(\"1.1.0\")", TablePlugin.CreateVisits + Broken));
        Assert.Equal("tables.migration-failed", refused.Code);
        Assert.Equal(["30"], await RowsAsync("SELECT \"Minutes\"::text FROM plg_acme_visits"));
        Assert.Empty(await RowsAsync("SELECT column_name::text FROM information_schema.columns WHERE table_name = 'plg_acme_visits' AND column_name = 'Rating'"));
        Assert.Equal(("1.0.0", PluginState.Enabled), (host.Runtime.Find("acme")!.Version, host.Runtime.Find("acme")!.State));
        await host.AddLeadAsync("Ada");
        Assert.Equal(("2", "2"), (await host.AskAsync(), await host.AskAsync(id: "other")));

        await host.RemoveAsync();
        await host.AddLeadAsync("Without");
        Assert.Equal(["2", "3"], [.. await RowsAsync("SELECT count(*)::text FROM plg_acme_visits"), await host.AskAsync(id: "other")]);
        await host.InstallAsync("1.0.0", TablePlugin.Source());
        Assert.Equal("2", await host.AskAsync());
        await host.RemoveAsync(erase: true);
        Assert.Equal(["plg_other_visits"], await RowsAsync("SELECT tablename::text FROM pg_tables WHERE tablename LIKE 'plg\\_%'"));
        Assert.Equal("3", await host.AskAsync(id: "other"));
    }

    private Task<List<string>> RowsAsync(string sql) => PostgreSqlCluster.QueryAsync(_database, sql);
}
