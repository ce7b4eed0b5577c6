using CrmKit.Cli;

namespace CrmKit;

public sealed class AuditCommandTests
{
    [Fact]
    public async Task Audit_is_sealed_checked_and_its_end_kept()
    {
        using var bench = new Workbench();
        var file = bench.Write("leads.csv", "name\n李雷\nHan\n");
        var map = bench.Write("map.json", """{ "columns": { "name": "name" } }""");
        Assert.Equal(0, (await bench.RunAsync("import", "lead", file, "--map", map)).Code);

        Assert.Contains("3 entries sealed", (await bench.RunAsync("audit", "seal")).Output, StringComparison.Ordinal); // two leads and the import
        var head = (await bench.RunAsync("audit", "head")).Output.Trim();
        Assert.StartsWith("1:", head, StringComparison.Ordinal);
        var told = await bench.RunAsync("audit", "verify", "--head", head, "--json");
        Assert.Equal(0, told.Code);
        Assert.Contains("\"whole\": true", told.Output, StringComparison.Ordinal);

        var cut = await bench.RunAsync("audit", "verify", "--head", "7:abc", "--json");
        Assert.Equal(1, cut.Code);
        Assert.Contains("head-missing", cut.Output, StringComparison.Ordinal);
        Assert.Equal("cli.audit-head", Assert.Single((await bench.RunAsync("audit", "verify", "--head", "abc")).Codes));
    }
}
