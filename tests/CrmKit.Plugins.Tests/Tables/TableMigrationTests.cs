using System.Text.Json;
using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Plugins;

/// <summary>The migrations of a plugin's own tables: applied, refused, undone, parked and erased.</summary>
public sealed class TableMigrationTests
{
    private const string First = ".Migration<CreateVisits>(\"1.0.0\")";
    private const string Second = First + ".Migration<AddRating>(\"1.1.0\")";
    private const string Both = TablePlugin.CreateVisits + TablePlugin.AddRating;

    [Fact]
    public async Task MIG_a_fresh_install_makes_the_tables_and_handlers_write_to_them()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        var lead = await host.AddLeadAsync();
        Assert.Equal([$"Mei|{lead.ToString().ToUpperInvariant()}|30"], host.Rows("SELECT Remark, LeadId, Minutes FROM plg_acme_visits"));
        Assert.Equal("1", await host.AskAsync());
    }

    [Fact]
    public async Task MIG_LIF_the_rows_of_the_tables_are_written_down_before_they_are_dropped()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        var lead = await host.AddLeadAsync();
        var folder = Path.Combine(host.Directory, "exported");
        await host.RemoveAsync(erase: true, exportTo: folder);
        Assert.Empty(host.Tables());
        using var row = JsonDocument.Parse(Assert.Single(File.ReadAllLines(Path.Combine(folder, "plg_acme_visits.jsonl"))));
        Assert.Equal(("Mei", 30, lead), (row.RootElement.GetProperty("Remark").GetString(), row.RootElement.GetProperty("Minutes").GetInt32(), row.RootElement.GetProperty("LeadId").GetGuid()));
    }

    [Fact]
    public async Task MIG_a_fresh_install_of_a_later_version_runs_all_migrations_in_order()
    {
        await using var host = new TableHost();
        await host.InstallAsync("1.1.0", TablePlugin.Source(".Migration<AddRating>(\"1.1.0\").Migration<CreateVisits>(\"1.0.0\")", Both));
        Assert.Contains("plg_acme_visits|Rating", host.Rows("SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c"));
    }

    [Fact]
    public async Task MIG_an_upgrade_brings_rows_along()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        await host.AddLeadAsync();
        await host.InstallAsync("1.1.0", TablePlugin.Source(Second, Both));
        Assert.Equal(["Mei|3"], host.Rows("SELECT Remark, Rating FROM plg_acme_visits"));
        await host.AddLeadAsync("Ada");
        Assert.Equal("2", await host.AskAsync());
    }

    [Fact]
    public async Task MIG_every_way_to_a_version_leads_to_the_same_tables()
    {
        var found = new List<string>();
        foreach (var way in new string[][] { ["1.1.0"], ["1.0.0", "1.1.0"], ["1.0.0", "1.0.1", "1.1.0"], ["1.1.0", "1.0.0", "1.1.0"] })
        {
            await using var host = new TableHost();
            foreach (var version in way) await host.InstallAsync(version, version == "1.1.0" ? TablePlugin.Source(Second, Both) : TablePlugin.Source(), force: true);
            Assert.Equal("1.1.0", host.Runtime.Find("acme")!.Version);
            found.Add(host.Dump());
        }
        Assert.Contains("Rating", found[0], StringComparison.Ordinal);
        Assert.All(found, f => Assert.Equal(found[0], f));
    }

    [Theory]
    [InlineData("migration.Sql($\"UPDATE {Table(\"visits\")} SET Remark = 'changed'\"); migration.Sql(\"SELEC 1\");", "tables.migration-failed")]
    [InlineData("migration.Sql($\"UPDATE {Table(\"visits\")} SET Remark = 'changed'\"); migration.Sql(\"UPDATE crm_lead SET name = 'stolen'\");", "tables.foreign")]
    [InlineData("migration.Sql($\"UPDATE {Table(\"visits\")} SET Remark = 'changed'; DELETE FROM crm_lead\");", "tables.foreign")]
    [InlineData("migration.Sql($\"INSERT INTO {Table(\"visits\")} SELECT * FROM crm_lead\");", "tables.foreign")]
    [InlineData("migration.DropTable(\"crm_lead\");", "tables.foreign")]
    [InlineData("migration.AddColumn<int>(\"stolen\", \"crm_lead\", nullable: true);", "tables.foreign")]
    [InlineData("migration.CreateTable(\"visits\", table => new { Id = table.Column<int>() });", "tables.foreign")]
    [InlineData("migration.CreateTable(Table(\"x-y\"), table => new { Id = table.Column<int>() });", "tables.name-invalid")]
    [InlineData("migration.InsertData(\"crm_lead\", [\"id\"], [\"TEXT\"], new object[] { \"1\" });", "tables.foreign")]
    [InlineData("migration.CreateTable(Table(\"more\"), table => new { Id = table.Column<Guid>() }, constraints: t => t.ForeignKey(\"fk\", r => r.Id, \"crm_lead\", \"id\"));", "tables.foreign")]
    [InlineData("migration.Sql($\"CREATE TABLE {Table(\"more\")} (id TEXT REFERENCES crm_lead (id))\");", "tables.model-differs")]
    [InlineData("migration.Sql($\"CREATE TRIGGER {Table(\"t\")} AFTER UPDATE ON {Table(\"visits\")} BEGIN DELETE FROM crm_lead; END; UPDATE {Table(\"visits\")} SET Minutes = 1\");", "tables.foreign")]
    [InlineData("migration.Sql(\"CREATE TRIGGER t AFTER INSERT ON crm_lead BEGIN SELECT 1; END\");", "tables.foreign")]
    [InlineData("migration.Sql(\"CREATE TEMP TABLE plg_acme_t (id INTEGER)\");", "tables.foreign")]
    [InlineData("migration.Sql(\"ATTACH ':memory:' AS plg_acme_x\");", "tables.foreign")]
    [InlineData("migration.Sql(\"COMMIT\");", "tables.foreign")]
    [InlineData("migration.Sql(\"PRAGMA foreign_keys = OFF\");", "tables.foreign")]
    [InlineData("migration.Sql(\"DELETE FROM sqlite_sequence\");", "tables.foreign")]
    [InlineData("migration.Sql(\"SELECT 1\", suppressTransaction: true);", "tables.migration-invalid")]
    [InlineData("migration.AlterColumn<string>(\"Minutes\", Table(\"visits\"), nullable: true, oldClrType: typeof(int));", "tables.migration-invalid")]
    [InlineData("migration.EnsureSchema(\"other\");", "tables.migration-invalid")]
    [InlineData("migration.DropColumn(\"Remark\", Table(\"visits\"));", "tables.model-differs")]
    public async Task A082_MIG_a_migration_that_fails_or_reaches_too_far_changes_nothing_and_the_version_before_stays(string up, string code)
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        await host.AddLeadAsync();
        var before = host.Dump();

        var bad = $"public sealed class Bad : TableMigration {{ protected override void Up(MigrationBuilder migration) {{ {up} }} }}";
        Assert.Equal(code, (await host.RefusedAsync("1.1.0", TablePlugin.Source(First + ".Migration<Bad>(\"1.1.0\")", TablePlugin.CreateVisits + bad))).Code);

        Assert.Equal(before, host.Dump());
        Assert.Equal(["Mei"], host.Rows("SELECT name FROM crm_lead"));
        Assert.Equal((PluginState.Enabled, "1.0.0"), (host.Runtime.Find("acme")!.State, host.Runtime.Find("acme")!.Version));
        await host.AddLeadAsync("Ada"); // goes on as before
        Assert.Equal("2", await host.AskAsync());
    }

    [Fact]
    public async Task MIG_a_migration_that_was_changed_after_it_was_applied_is_found()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        var changed = TablePlugin.CreateVisits.Replace("nullable: true", "nullable: false", StringComparison.Ordinal);
        Assert.Equal("tables.migration-changed", (await host.RefusedAsync("1.1.0", TablePlugin.Source(migrations: changed))).Code);
        var changedBack = TablePlugin.CreateVisits.Replace("=> migration.DropTable(Table(\"visits\"));", "{ }", StringComparison.Ordinal);
        Assert.Equal("tables.migration-changed", (await host.RefusedAsync("1.1.0", TablePlugin.Source(migrations: changedBack))).Code);
        Assert.Equal("1.0.0", host.Runtime.Find("acme")!.Version);
    }

    [Fact]
    public async Task MIG_an_applied_migration_that_a_later_version_leaves_out_is_missed()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        Assert.Equal("tables.migration-gone", (await host.RefusedAsync("1.1.0", PluginSource.Empty)).Code);
    }

    [Theory]
    [InlineData(".Migration<CreateVisits>(\"1.0.0\").Migration<CreateVisits>(\"1.0.0\")", "tables.migration-invalid")]
    [InlineData(".Migration<CreateVisits>(\"one\")", "tables.migration-invalid")]
    [InlineData(".Migration<CreateVisits>(\"9.0.0\")", "tables.migration-invalid")]
    [InlineData("", "tables.model-differs")]
    public async Task MIG_migrations_that_make_no_sense_are_refused(string list, string code)
    {
        await using var host = new TableHost();
        Assert.Equal(code, (await host.RefusedAsync("1.0.0", TablePlugin.Source(list))).Code);
        Assert.Empty(host.Tables());
    }

    [Fact]
    public async Task MIG_an_older_version_by_force_undoes_what_it_does_not_know_and_the_plan_says_so()
    {
        await using var host = new TableHost();
        var old = host.Package("1.0.0", TablePlugin.Source());
        await host.InstallPackageAsync(old);
        await host.AddLeadAsync();
        var before = host.Dump();
        await host.InstallAsync("1.1.0", TablePlugin.Source(Second, Both));
        Assert.Equal("plugin.downgrade", (await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallPackageAsync(old))).Error.Code);

        var plan = await host.Runtime.PlanAsync(new PluginCommand(PluginAct.Install) { Package = old, Force = true, Consent = true });
        Assert.Equal(["1.1.0 AddRating"], plan.Undoes);
        Assert.Equal([new PluginPossession("plg_acme_visits", 1)], plan.Owns!.Tables);

        await host.InstallPackageAsync(old, force: true);
        Assert.Equal(before, host.Dump());
        Assert.Equal("1.0.0", host.Runtime.Find("acme")!.Version);

        await host.InstallAsync("1.1.0", TablePlugin.Source(Second, Both)); // and forward again
        Assert.Equal(["3"], host.Rows("SELECT Rating FROM plg_acme_visits"));
    }

    [Fact]
    public async Task MIG_what_cannot_be_undone_keeps_the_newer_version()
    {
        await using var host = new TableHost();
        var old = host.Package("1.0.0", TablePlugin.Source());
        await host.InstallPackageAsync(old);
        var oneWay = TablePlugin.AddRating.Replace("override void Down", "void Never", StringComparison.Ordinal);
        await host.InstallAsync("1.1.0", TablePlugin.Source(Second, TablePlugin.CreateVisits + oneWay));
        var before = host.Dump();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallPackageAsync(old, force: true));
        Assert.Equal("tables.no-way-back", refused.Error.Code);
        Assert.Equal((before, "1.1.0"), (host.Dump(), host.Runtime.Find("acme")!.Version));
    }

    [Fact]
    public async Task MIG_removing_parks_the_tables_and_a_later_install_has_them_again_bit_for_bit()
    {
        await using var host = new TableHost();
        var package = host.Package("1.0.0", TablePlugin.Source());
        await host.InstallPackageAsync(package);
        await host.AddLeadAsync();
        var before = host.Dump();
        Assert.Equal([new PluginPossession("plg_acme_visits", 1)], (await host.Runtime.PlanAsync(new PluginCommand(PluginAct.Remove, "acme"))).Owns!.Tables);

        await host.RemoveAsync();
        await host.AddLeadAsync("Without");
        Assert.Equal(before, host.Dump());
        await host.InstallPackageAsync(package);
        Assert.Equal(before, host.Dump());
        Assert.Equal("1", await host.AskAsync());
    }

    [Fact]
    public async Task MIG_erasing_drops_the_plugins_own_tables_and_nothing_else()
    {
        await using var host = new TableHost();
        var lines = TablePlugin.CreateVisits + """
            public sealed class AddLines : TableMigration
            {
                protected override void Up(MigrationBuilder migration) => migration.Sql($"CREATE TABLE {Table("a_lines")} (id INTEGER PRIMARY KEY AUTOINCREMENT, visit TEXT NOT NULL REFERENCES {Table("visits")} (Id)); CREATE VIEW {Table("v")} AS SELECT * FROM {Table("a_lines")}; INSERT INTO {Table("visits")} VALUES ('t', '1', '2', NULL, '2026-01-01', 1); INSERT INTO {Table("a_lines")} (visit) VALUES ('1')");
            }
            """;
        await host.InstallAsync("1.0.0", TablePlugin.Source(First + ".Migration<AddLines>(\"1.0.0\")", lines));
        await host.InstallAsync("1.0.0", TablePlugin.Source(id: "other"), "other"); // the same class of migration, the same name of table, side by side
        await host.AddLeadAsync();
        Assert.Equal(["plg_acme_a_lines", "plg_acme_visits", "plg_other_visits"], host.Tables());

        await host.RemoveAsync(erase: true);
        Assert.Equal(["plg_other_visits"], host.Tables());
        Assert.Equal("1", await host.AskAsync(id: "other"));
        Assert.Equal(["Mei"], host.Rows("SELECT name FROM crm_lead"));

        await host.InstallAsync("1.0.0", TablePlugin.Source()); // clean
        Assert.Equal("0", await host.AskAsync());
    }

    [Fact]
    public async Task MIG_parked_tables_can_be_erased_when_the_code_is_gone()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        await host.RemoveAsync();
        Assert.Equal(["plg_acme_visits"], host.Tables());
        await host.RemoveAsync(erase: true);
        Assert.Empty(host.Tables());
    }

    [Fact]
    public async Task MIG_a_restart_runs_nothing_again()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        await host.AddLeadAsync();
        var (before, revisions) = (host.Dump(), host.Rows("SELECT definition FROM crm_catalog_entry WHERE kind = 'plugin'"));
        await using var restarted = new TableHost(host);
        await restarted.Runtime.RefreshAsync();
        Assert.Equal(PluginState.Enabled, restarted.Runtime.Find("acme")!.State);
        Assert.Equal((before, "1"), (host.Dump(), await restarted.AskAsync()));
        Assert.Equal(revisions, host.Rows("SELECT definition FROM crm_catalog_entry WHERE kind = 'plugin'"));
    }

    [Fact]
    public async Task MIG_two_hosts_that_start_at_once_on_one_database_run_a_migration_once()
    {
        await using var host = new TableHost();
        await using var second = new TableHost(host);
        var folder = Path.Combine(host.Directory, "plugins", "acme");
        // Running it twice would fail: the table would be there.
        TablePlugin.Compile(folder, TablePlugin.Source());
        PluginHost.WriteManifest(folder, "acme");
        await Task.WhenAll(host.Runtime.RefreshAsync(), second.Runtime.RefreshAsync());

        Assert.Equal((PluginState.Enabled, PluginState.Enabled), (host.Runtime.Find("acme")!.State, second.Runtime.Find("acme")!.State));
        await host.AddLeadAsync();
        Assert.Equal("1", await second.AskAsync());
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(host.Rows("SELECT definition FROM crm_catalog_entry WHERE kind = 'plugin'")[0], "CreateVisits"));
    }

    [Fact]
    public async Task MIG_an_older_folder_beside_newer_tables_is_refused_rather_than_undone()
    {
        await using var host = new TableHost();
        var folder = Path.Combine(host.Directory, "plugins", "acme");
        TablePlugin.Compile(folder, TablePlugin.Source(Second, Both));
        PluginHost.WriteManifest(folder, "acme", "1.1.0");
        await host.Runtime.RefreshAsync();
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("acme")!.State);
        var before = host.Dump();

        TablePlugin.Compile(folder, TablePlugin.Source());
        PluginHost.WriteManifest(folder, "acme");
        Assert.Equal("tables.newer", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ReloadAsync("acme"))).Error.Code);
        Assert.Equal((before, "1.1.0"), (host.Dump(), host.Runtime.Find("acme")!.Version));
    }

    [Fact]
    public async Task MIG_plugins_whose_prefix_would_be_the_same_do_not_run_side_by_side()
    {
        await using var host = new TableHost();
        await host.InstallAsync("1.0.0", TablePlugin.Source(id: "acme.quotes"), "acme.quotes");
        var prefix = Assert.Single(host.Tables())[..^"visits".Length];
        Assert.StartsWith("plg_acmequotes", prefix, StringComparison.Ordinal);
        await host.InstallAsync("1.0.0", TablePlugin.Source(id: "acme"), "acme"); // a prefix that only looks alike
        await host.InstallAsync("1.0.0", TablePlugin.Source(id: "acme-quotes"), "acme-quotes"); // the same letters
        Assert.Equal(3, host.Tables().Count);

        var twin = prefix["plg_".Length..^1]; // an id that is written as the other's prefix is
        Assert.Equal("tables.prefix-taken", (await host.RefusedAsync("1.0.0", TablePlugin.Source(id: twin), twin)).Code);
    }
}
