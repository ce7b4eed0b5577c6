namespace CrmKit;

/// <summary><c>crmkit lifecycle</c>.</summary>
public sealed class LifecycleCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task S24_imported_orders_say_what_their_customer_is_since_when_and_why()
    {
        await _bench.ImportAsync("account", "name\nBuyer\n", """{"columns":{"name":"name"}}""");
        var import = await _bench.ImportAsync("order", "name,account,day\nA,Buyer,2020-01-01\nB,Buyer,2020-02-01\nC,Buyer,2020-03-01\n", """{"columns":{"name":"name","account":"accountId","day":"orderedOn"}}""");
        Assert.True(import.Code == 0, import.Error + import.Output);
        var account = (await _bench.ListAsync("account")).Single().GetProperty("id").GetString()!;

        var figures = (await _bench.RunAsync("lifecycle", "show", "account", account, "--json")).Json.EnumerateArray().ToDictionary(f => f.GetProperty("figure").GetString()!, f => f);
        Assert.Equal(("lost", 30m), (figures["class"].GetProperty("value").GetString(), figures["repurchase"].GetProperty("value").GetDecimal()));
        Assert.StartsWith("Not enough data", figures["payment"].GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(["new", "retained", "lost"], (await _bench.RunAsync("lifecycle", "history", "account", account, "--json")).Json.EnumerateArray().Select(p => p.GetProperty("class").GetString()));
        Assert.Equal(1, (await _bench.RunAsync("lifecycle", "refresh", "--json")).Json[0].GetProperty("changed").GetInt32());
        Assert.Equal(0, (await _bench.RunAsync("lifecycle", "refresh", "--json")).Json[0].GetProperty("changed").GetInt32());
        Assert.Equal(["lifecycle.type"], (await _bench.RunAsync("lifecycle", "history", "product", Guid.NewGuid().ToString())).Codes);
    }
}
