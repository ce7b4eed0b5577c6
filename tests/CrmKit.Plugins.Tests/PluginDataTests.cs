using System.Globalization;
using System.Text;
using System.Text.Json;
using CrmKit.Conversions;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>What becomes of a plugin's data when it is removed, installed again, upgraded and erased.</summary>
public sealed class PluginDataTests
{
    private const string Fields = """
        plugin.RecordType("acme.thing", t => t.Named("Thing", "Things").Fields(f => f.Add(Field.Text("acme.note"), "Note")));
        plugin.Fields("lead", f => f.Add(Field.Decimal("acme.budget"), "Budget", "预算"));
        """;

    [Fact]
    public async Task LIF_removing_parks_the_data_and_a_later_install_has_it_again_bit_for_bit()
    {
        await using var host = NewHost();
        var package = Package(host, "1.0.0", PluginSource.Configure(Fields));
        await InstallAsync(host, package);
        var (thing, lead) = await FillAsync(host);
        var before = Dump(host);

        var plan = await host.Runtime.PlanAsync(new PluginCommand(PluginAct.Remove, "acme"));
        Assert.Equal([new PluginPossession("acme.thing", 2)], plan.Owns!.RecordTypes);
        Assert.Equal([new PluginPossession("lead.acme.budget", 1)], plan.Owns.Fields);
        Assert.Equal(before, Dump(host)); // a plan does nothing

        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme"));
        await using (var session = host.Open())
        {
            Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.GetAsync(new RecordRef("acme.thing", thing)))).Error.Code);
            Assert.False(session.Catalog.Type("lead").TryField("acme.budget", out _));
        }
        Assert.Equal(before, Dump(host));

        await InstallAsync(host, package);
        Assert.Equal(before, Dump(host));
        await using (var session = host.Open())
        {
            Assert.Equal("a note", ((CustomRecord)await session.Records.GetAsync(new RecordRef("acme.thing", thing)))[Note]);
            Assert.Equal(88.5m, (await session.Records.GetAsync<Lead>(lead))[Budget]);
        }
    }

    [Fact]
    public async Task LIF_erasing_takes_the_plugins_own_and_nothing_else()
    {
        await using var host = NewHost();
        var package = Package(host, "1.0.0", PluginSource.Configure(Fields));
        await InstallAsync(host, package);
        var (_, lead) = await FillAsync(host);

        var outcome = await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true });
        Assert.Equal(2, Assert.Single(outcome.Plan.Owns!.RecordTypes).Records);
        var after = Dump(host);
        Assert.DoesNotContain("acme.budget", after, StringComparison.Ordinal);
        Assert.DoesNotContain("a note", after, StringComparison.Ordinal);
        await using (var session = host.Open())
        {
            var kept = await session.Records.GetAsync<Lead>(lead);
            Assert.Equal(("Mei", "{}"), (kept.Name, kept.Custom.Json));
            Assert.Equal(2, (await session.Records.ListAsync(new Specification<Lead>())).Count);
        }

        Assert.Empty(Rows(host, "SELECT * FROM crm_audit_entry WHERE record_type = 'acme.thing' OR changes LIKE '%a note%'"));
        await InstallAsync(host, package); // clean
        var again = await host.Runtime.PlanAsync(new PluginCommand(PluginAct.Remove, "acme"));
        Assert.Equal([0L, 0L], again.Owns!.RecordTypes.Concat(again.Owns.Fields).Select(o => o.Records));
    }

    [Fact]
    public async Task LIF_erasing_says_in_the_audit_of_others_records_who_took_which_values_and_why()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields)));
        var (_, lead) = await FillAsync(host);
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true, By = Actor.System("night shift"), Reason = "not needed" });

        Assert.Equal(["plugin.erase|night shift|acme: not needed|{\"acme.budget\":[null,null]}|"],
            Rows(host, $"SELECT door, actor_name, reason, changes FROM crm_audit_entry WHERE record_id = '{lead:D}' COLLATE NOCASE AND operation <> 'create'")); // which, not what: the values are gone
    }

    [Fact]
    public async Task LIF_erasing_takes_the_links_of_conversions_from_and_to_the_plugins_records()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields + """
            plugin.Conversion(new CrmKit.Conversions.ConversionDefinition { From = "lead", To = "acme.thing", Copies = [new CrmKit.Conversions.FieldCopy("name", "name")] });
            """)));
        var (_, lead) = await FillAsync(host);
        await using (var session = host.Open()) await session.Conversions.ConvertAsync(new RecordRef("lead", lead), new ConversionOptions { To = "acme.thing" });
        Assert.Single(Rows(host, "SELECT id FROM crm_conversion_link"));

        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true });
        Assert.Empty(Rows(host, "SELECT id FROM crm_conversion_link"));
    }

    [Fact]
    public async Task LIF_removing_a_connectors_plugin_keeps_its_links_and_erasing_it_keeps_only_the_records()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure("""
            plugin.AddConnector<Erp>(new CrmKit.Connectors.ConnectorDefinition { Key = "acme.erp", Label = new LocalizedText("ERP"), Types = [new CrmKit.Connectors.ConnectorType("lead", [new CrmKit.Connectors.ConnectorField("Name1", "name")]) { Push = CrmKit.Connectors.ConnectorPush.All }] });
            """, """
            public sealed class Erp : CrmKit.Connectors.IConnector
            {
                public ValueTask<CrmKit.Connectors.ConnectorCheck> TestAsync(CrmKit.Connectors.ConnectorContext context, CancellationToken cancellationToken) => new(CrmKit.Connectors.ConnectorCheck.Works);
                public ValueTask<CrmKit.Connectors.PulledBatch> PullAsync(CrmKit.Connectors.ConnectorContext context, string cursor, CancellationToken cancellationToken) =>
                    new(new CrmKit.Connectors.PulledBatch([new CrmKit.Connectors.PulledChange("lead", "1", "v1") { Values = CustomValues.Empty.With("Name1", "Ann") }], "end"));
            }
            """)));
        await using (var session = host.Open()) await session.Connectors.RunAsync("acme.erp");
        await host.Services.GetRequiredService<Events.IDispatcher>().DrainAsync();
        await using (var session = host.Open()) await session.Records.CreateAsync(new CrmKit.Leads.Lead { Name = "Mine" });
        await host.Services.GetRequiredService<Events.IDispatcher>().DrainAsync(); // it says that it pushes, and does not: the batch waits

        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme"));
        Assert.Equal(2, Rows(host, "SELECT id FROM crm_connector_link").Count);
        Assert.Single(Rows(host, "SELECT id FROM crm_outbox_message WHERE class = 'effect' AND name = 'connector/acme.erp'"));
        Assert.Equal(["end|"], Rows(host, "SELECT cursor FROM crm_connector_state"));
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true });
        Assert.Empty(Rows(host, "SELECT id FROM crm_connector_link"));
        Assert.Empty(Rows(host, "SELECT cursor FROM crm_connector_state"));
        Assert.Empty(Rows(host, "SELECT id FROM crm_outbox_message WHERE name = 'connector/acme.erp'"));
        Assert.Equal(["Ann|", "Mine|"], Rows(host, "SELECT name FROM crm_lead ORDER BY name"));
    }

    [Fact]
    public async Task LIF_a_removed_plugins_parked_data_can_be_erased_later()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields)));
        await FillAsync(host);
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme"));
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true });
        Assert.DoesNotContain("a note", Dump(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LIF_a_plugin_whose_pipelines_others_use_is_removed_but_not_erased()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure("""
            plugin.Pipeline(new PipelineDefinition { Key = "acme.sale", RecordType = "opportunity", Label = new("Sale", "x"), Stages = [ new StageDefinition { Key = "open", Label = new("Open", "x") }, new StageDefinition { Key = "won", Label = new("Won", "x"), Category = StageCategory.Won } ] });
            """)));
        await using (var session = host.Open())
        {
            var deal = await session.Records.CreateAsync(new Opportunity { Name = "Robots" });
            await session.Pipelines.ChangePipelineAsync([new RecordRef("opportunity", deal.Id)], "acme.sale");
        }
        Assert.Equal([new PluginPossession("acme.sale", 1)], (await host.Runtime.PlanAsync(new PluginCommand(PluginAct.Remove, "acme"))).Owns!.Pipelines);
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true }));
        Assert.Equal("plugin.pipelines-in-use", refused.Error.Code);
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("acme")!.State);
    }

    [Fact]
    public async Task LIF_what_is_erased_is_written_down_first_also_when_the_plugin_was_removed_before()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields)));
        var (thing, lead) = await FillAsync(host);
        var (kept, erased) = (Path.Combine(host.Directory, "kept"), Path.Combine(host.Directory, "erased"));
        var before = Dump(host);

        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { ExportTo = kept });
        Assert.Equal(before, Dump(host));
        var plan = await host.Runtime.PlanAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true, ExportTo = erased });
        Assert.Equal((erased, 2), (plan.ExportsTo, Assert.Single(plan.Owns!.RecordTypes).Records));
        Assert.False(Directory.Exists(erased)); // a plan does nothing
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true, ExportTo = erased });

        Assert.Equal(["acme.thing.jsonl", "lead.jsonl"], Directory.GetFiles(erased).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var file in Directory.GetFiles(kept)) Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(erased, Path.GetFileName(file)))); // what is parked is what was there
        Assert.Equal([$$"""{"id":"{{lead}}","acme.budget":88.5}"""], File.ReadAllLines(Path.Combine(erased, "lead.jsonl")));
        var things = File.ReadAllLines(Path.Combine(erased, "acme.thing.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["One", "Two"], things.Select(t => t.GetProperty("name").GetString()!));
        Assert.Equal((thing, "a note", 1), (things[0].GetProperty("id").GetGuid(), things[0].GetProperty("acme.note").GetString(), things[0].GetProperty("version").GetInt32()));
        Assert.DoesNotContain("a note", Dump(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LIF_what_cannot_be_written_down_is_not_removed()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields)));
        await FillAsync(host);
        var (before, file) = (Dump(host), Path.Combine(host.Directory, "crm.db"));
        foreach (var (folder, code) in new[] { (host.Directory, "plugin.export-exists"), (Path.Combine(file, "below a file"), "plugin.export-failed") })
        {
            var refused = await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true, ExportTo = folder }));
            Assert.Equal(code, refused.Error.Code);
            Assert.Equal((PluginState.Enabled, before), (host.Runtime.Find("acme")!.State, Dump(host)));
        }
    }

    [Fact]
    public async Task LIF_a_disk_that_fails_while_it_is_written_down_leaves_the_plugin_running_as_before()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields, "public override ValueTask StopAsync(CancellationToken t) { System.IO.Directory.CreateDirectory((string)AppContext.GetData(\"LIF_export\")!); return default; }")));
        await FillAsync(host);
        var (before, folder) = (Dump(host), Path.Combine(host.Directory, "taken"));
        AppContext.SetData("LIF_export", folder); // somebody else takes the place meanwhile
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true, ExportTo = folder }));
        Assert.Equal("plugin.export-failed", refused.Error.Code);
        Assert.Equal((PluginState.Enabled, before), (host.Runtime.Find("acme")!.State, Dump(host)));
    }

    [Fact]
    public async Task LIF_an_upgrade_brings_the_data_along_in_the_order_of_the_versions()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields)));
        var (thing, lead) = await FillAsync(host);
        await InstallAsync(host, Package(host, "3.0.0", Migrating("")));

        await using var session = host.Open();
        var moved = await session.Records.GetAsync<Lead>(lead);
        Assert.Equal((null, 188.5m), (moved[Budget], moved[Field.Decimal("acme.amount")]));
        Assert.Equal("a note of 1.0.0", ((CustomRecord)await session.Records.GetAsync(new RecordRef("acme.thing", thing)))[Note]);
        var history = await session.Records.HistoryAsync(new RecordRef("lead", lead));
        Assert.Contains(history, h => h.Door == "plugin.migration" && h.Changes.Contains("acme.amount", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"no\");", "plugin.migration-failed")]
    [InlineData("record.Set(\"other.key\", 1);", "plugin.migration-failed")]
    public async Task LIF_a_migration_that_fails_leaves_data_and_version_as_they_were(string body, string code)
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields)));
        await FillAsync(host);
        var before = Dump(host);

        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => InstallAsync(host, Package(host, "3.0.0", Migrating(body))));
        Assert.Equal(code, refused.Error.Code);
        Assert.Equal(before, Dump(host));
        Assert.Equal((PluginState.Enabled, "1.0.0"), (host.Runtime.Find("acme")!.State, host.Runtime.Find("acme")!.Version));
        Assert.True(host.Catalog.Type("lead").TryField("acme.budget", out _));
    }

    [Fact]
    public async Task LIF_a_version_that_migrates_but_cannot_take_its_place_leaves_data_and_version_as_they_were()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields)));
        await FillAsync(host);
        var before = Dump(host);

        // Its migrations run; then the catalog refuses it, because a pipeline names a record type that is not there.
        var bad = Migrating("").Replace("plugin.RecordType(", "plugin.Pipeline(new PipelineDefinition { Key = \"acme.p\", RecordType = \"nothing\", Label = new(\"P\", \"P\"), Stages = [] }); plugin.RecordType(", StringComparison.Ordinal);
        await Assert.ThrowsAsync<CrmRuleException>(() => InstallAsync(host, Package(host, "3.0.0", bad)));
        Assert.Equal(before, Dump(host));
        Assert.Equal("1.0.0", host.Runtime.Find("acme")!.Version);
    }

    [Fact]
    public async Task LIF_what_was_done_stands_in_the_audit_of_the_database()
    {
        await using var host = NewHost();
        await InstallAsync(host, Package(host, "1.0.0", PluginSource.Configure(Fields)));
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "acme") { By = Actor.System("night shift"), Reason = "too slow" });
        var why = await host.Runtime.WhyAsync("acme");
        Assert.Equal(["disable", "start", "install"], why.History.Select(h => h.What));
        Assert.Equal(("night shift", "too slow"), (why.History[0].ActorName, why.History[0].Reason));
    }

    private static readonly Field<string> Note = Field.Text("acme.note");
    private static readonly Field<decimal> Budget = Field.Decimal("acme.budget");

    /// <summary>Moves the budget to another key in 2.0.0, and adds to it in 3.0.0.</summary>
    private static string Migrating(string body) => PluginSource.Configure("""
        plugin.AddMigration<Third>("3.0.0").AddMigration<Second>("2.0.0").AddMigration<Never>("4.0.0");
        plugin.RecordType("acme.thing", t => t.Named("Thing", "Things").Fields(f => f.Add(Field.Text("acme.note"), "Note")));
        plugin.Fields("lead", f => f.Add(Field.Decimal("acme.amount"), "Amount", "预算"));
        """, $$"""
        public sealed class Second : IPluginMigration
        {
            public async ValueTask MigrateAsync(IPluginData data, CancellationToken token)
            {
                await data.ChangeAsync("lead", record => record.Rename("acme.budget", "acme.amount"), token);
                await data.ChangeAsync("acme.thing", record => record.Set("acme.note", record.Values.Text("acme.note") + " of " + data.FromVersion), token);
            }
        }
        public sealed class Third : IPluginMigration
        {
            public async ValueTask MigrateAsync(IPluginData data, CancellationToken token) => await data.ChangeAsync("lead", record =>
            {
                if (record.Values.Number("acme.amount") is { } amount) record.Set("acme.amount", amount + 100);
                {{body}}
            }, token);
        }
        public sealed class Never : IPluginMigration
        {
            public ValueTask MigrateAsync(IPluginData data, CancellationToken token) => throw new InvalidOperationException("of a later version");
        }
        """);

    private static CrmHost NewHost() => new(configure: o => o.AllowUnsigned = true);

    private static Task<PluginOutcome> InstallAsync(CrmHost host, string package) => host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Install) { Package = package, Consent = true });

    private static string Package(CrmHost host, string version, string source)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Directory, "builds", Guid.NewGuid().ToString("N"))).FullName;
        Compiled.Into(folder, "Plugin", source);
        PluginHost.WriteManifest(folder, "acme", version);
        return PluginPackages.Pack(folder, folder + ".crmpkg");
    }

    private static async Task<(Guid Thing, Guid Lead)> FillAsync(CrmHost host)
    {
        await using var session = host.Open();
        var thing = await session.Records.CreateAsync(new CustomRecord("acme.thing", "One") { [Note] = "a note" });
        await session.Records.CreateAsync(new CustomRecord("acme.thing", "Two"));
        var lead = await session.Records.CreateAsync(new Lead { Name = "Mei", [Budget] = 88.5m });
        await session.Records.CreateAsync(new Lead { Name = "Without" });
        return (thing.Id, lead.Id);
    }

    /// <summary>Every row of every table, but for the plugin's own row, the trail of what was done, and the words of the search index, whose rows say whose they are.</summary>
    private static string Dump(CrmHost host)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Directory, "crm.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var text = new StringBuilder();
        foreach (var table in Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'crm\\_%' ESCAPE '\\' AND name NOT IN ('crm_catalog_entry', 'crm_audit_entry', 'crm_outbox_message', 'crm_inbox_entry') AND name NOT LIKE 'crm\\_search\\_%' ESCAPE '\\' ORDER BY name"))
            foreach (var row in Read(connection, $"SELECT * FROM \"{table.TrimEnd('|')}\" ORDER BY 1, 2")) text.Append(table).Append(row).Append('\n');
        return text.ToString();
    }

    private static List<string> Rows(CrmHost host, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Directory, "crm.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return Read(connection, sql);
    }

    private static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            var row = new StringBuilder();
            for (var i = 0; i < reader.FieldCount; i++) row.Append(Convert.ToString(reader.GetValue(i) is byte[] blob ? Convert.ToHexString(blob) : reader.GetValue(i), CultureInfo.InvariantCulture)).Append('|');
            rows.Add(row.ToString());
        }
        return rows;
    }
}
