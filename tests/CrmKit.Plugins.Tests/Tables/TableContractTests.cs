namespace CrmKit.Plugins.Tables;

/// <summary>What a plugin uses of the package for tables is held against the host's before it is loaded, like what it uses of the contracts.</summary>
public sealed class TableContractTests
{
    [Fact]
    public async Task INS_A_member_of_the_package_for_tables_that_this_host_does_not_have_is_named_before_any_code_runs()
    {
        await using var host = new PluginHost();
        var later = Compiled.Into(Scratch.Folder("later-tables"), "CrmKit.PluginTables", """
            namespace CrmKit.Tables;
            public static class PluginTablesExtensions { public static void Compress(this ICrmPluginBuilder plugin) { } }
            public sealed class TableArchive { }
            """, version: "0.0.0.0");
        host.Add("acme", PluginSource.Configure("CrmKit.Tables.PluginTablesExtensions.Compress(plugin); new CrmKit.Tables.TableArchive();"), references: [later]);

        await host.Runtime.RefreshAsync(TestContext.Current.CancellationToken);

        var status = host.Runtime.Find("acme")!;
        Assert.Equal(PluginState.Failed, status.State);
        Assert.All(status.Errors, e => Assert.Equal("plugin.contract-gone", e.Code));
        Assert.Contains(status.Errors, e => e.Message.Contains("CrmKit.Tables.PluginTablesExtensions: static Compress(", StringComparison.Ordinal));
        Assert.Contains(status.Errors, e => e.Message.Contains("CrmKit.Tables.TableArchive", StringComparison.Ordinal));
    }
}
