namespace CrmKit;

/// <summary><c>crmkit search</c>.</summary>
public sealed class SearchCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Imported_records_are_found_and_after_the_import_is_taken_back_they_are_not()
    {
        var import = await _bench.ImportAsync("account", "name,phone\n中国银行,+862188888888\nAcme,\n", """{"columns":{"name":"name","phone":"phone"}}""");
        Assert.True(import.Code == 0, import.Error + import.Output);
        var found = (await _bench.RunAsync("search", "zgyh", "--json")).Json.EnumerateArray().Single();
        Assert.Equal(("account", "中国银行"), (found.GetProperty("type").GetString(), found.GetProperty("title").GetString()));
        Assert.Equal(2, (await _bench.RunAsync("search", "rebuild", "--type", "account", "--json")).Json[0].GetProperty("records").GetInt32());
        Assert.Equal("phone", (await _bench.RunAsync("search", "021-88888888", "--json")).Json[0].GetProperty("field").GetString());

        var revert = await _bench.RunAsync("revert", import.Json.GetProperty("id").GetString()!);
        Assert.True(revert.Code == 0, revert.Error);
        Assert.Empty((await _bench.RunAsync("search", "zgyh", "--json")).Json.EnumerateArray());
        Assert.Equal(["search.empty"], (await _bench.RunAsync("search", "%%%")).Codes);
    }
}
