namespace CrmKit;

public sealed class TenantCommandTests
{
    [Fact]
    public async Task Tenants_are_created_listed_suspended_and_resumed()
    {
        using var bench = new Workbench();
        Assert.StartsWith("crm_", (await bench.RunAsync("tenants", "create", "acme", "--name", "Ada", "--email", "ada@acme.example")).Output, StringComparison.Ordinal);
        Assert.Equal("tenant.exists", Assert.Single((await bench.RunAsync("tenants", "create", "acme", "--name", "Ada", "--email", "ada@acme.example")).Codes));
        Assert.Equal(0, (await bench.RunAsync("tenants", "suspend", "acme")).Code);
        var listed = Assert.Single((await bench.RunAsync("tenants", "list", "--json")).Json.EnumerateArray());
        Assert.Equal(("acme", true), (listed.GetProperty("tenant").GetString(), listed.GetProperty("suspended").GetBoolean()));
        Assert.Equal(0, (await bench.RunAsync("tenants", "resume", "acme")).Code);
        Assert.Equal("tenant.unknown", Assert.Single((await bench.RunAsync("tenants", "suspend", "other")).Codes));
        Assert.Empty((await bench.ListAsync("user"))); // hers is a user of acme
    }

    [Fact]
    public async Task Commands_work_in_the_tenant_that_is_named_and_in_no_other()
    {
        using var bench = new Workbench();
        foreach (var tenant in new[] { "acme", "globex" }) await bench.RunAsync("tenants", "create", tenant, "--name", "Ada", "--email", $"ada@{tenant}.example");
        await File.WriteAllTextAsync(bench.At("leads.csv"), "Last name,Company\nMiller,Mill Ltd\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await bench.RunAsync("import", "lead", bench.At("leads.csv"), "--tenant", "acme", "--as", "ada@acme.example")).Code);

        Assert.Single((await bench.RunAsync("list", "lead", "--json", "--tenant", "acme")).Json.EnumerateArray());
        Assert.Empty((await bench.RunAsync("list", "lead", "--json", "--tenant", "globex")).Json.EnumerateArray());
        Assert.Empty(await bench.ListAsync("lead"));
        Assert.Equal("cli.user-unknown", Assert.Single((await bench.RunAsync("list", "lead", "--tenant", "globex", "--as", "ada@acme.example")).Codes));
        Assert.Equal("tenant.unknown", Assert.Single((await bench.RunAsync("import", "lead", bench.At("leads.csv"), "--tenant", "acmee")).Codes));
    }
}
