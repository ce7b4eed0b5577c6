namespace CrmKit;

/// <summary><c>crmkit segments</c>.</summary>
public sealed class SegmentCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task S120_Segment_is_kept_listed_followed_and_removed()
    {
        await ImportAsync("name,city\nA,Bonn\nB,Ulm\n");
        var saved = await _bench.RunAsync("segments", "save", "account", "Bonn", "--filter", "city eq 'Bonn'", "--json");
        Assert.True(saved.Code == 0, saved.Error);
        Assert.Equal(1, saved.Json[0].GetProperty("members").GetInt32());
        Assert.Equal(0, (await _bench.RunAsync("segments", "save", "account", "Then", "--filter", "city eq 'Bonn'", "--snapshot")).Code);

        await ImportAsync("name,city\nC,Bonn\n");
        Assert.Equal(0, (await _bench.RunAsync("segments", "refresh")).Code);
        var listed = (await _bench.RunAsync("segments", "list", "--json")).Json.EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("members").GetInt32());
        Assert.Equal((2, 1), (listed["Bonn"], listed["Then"]));
        Assert.Equal(["A", "C"], (await _bench.RunAsync("list", "account", "--segment", "Bonn", "--fields", "name", "--order", "name", "--json")).Json.EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.Equal(["C"], (await _bench.RunAsync("list", "account", "--segment", "Bonn", "--filter", "name ne 'A'", "--fields", "name", "--json")).Json.EnumerateArray().Select(r => r.GetProperty("name").GetString()));

        Assert.Equal(["segment.fixed"], (await _bench.RunAsync("segments", "save", "account", "Then", "--filter", "city eq 'Ulm'", "--snapshot")).Codes);
        Assert.Equal(["filter.field-unknown"], (await _bench.RunAsync("segments", "save", "account", "X", "--filter", "ctiy eq 'Ulm'")).Codes);
        Assert.Equal(["cli.segment-unknown"], (await _bench.RunAsync("list", "account", "--segment", "Nothing")).Codes);
        Assert.Equal(0, (await _bench.RunAsync("segments", "remove", "Bonn")).Code);
        Assert.Equal(["cli.segment-unknown"], (await _bench.RunAsync("segments", "remove", "Bonn")).Codes);
    }

    private async Task ImportAsync(string csv)
    {
        var import = await _bench.ImportAsync("account", csv, """{"columns":{"name":"name","city":"city"}}""");
        Assert.True(import.Code == 0, import.Error + import.Output);
    }
}
