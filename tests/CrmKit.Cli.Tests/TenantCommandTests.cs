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
}
