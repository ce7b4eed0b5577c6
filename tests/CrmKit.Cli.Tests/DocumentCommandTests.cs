namespace CrmKit;

/// <summary><c>crmkit document</c>.</summary>
public sealed class DocumentCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Order_is_printed_into_a_file_or_kept_with_it()
    {
        var import = await _bench.ImportAsync("order", "name\nMachine\n", """{"columns":{"name":"name"}}""");
        Assert.True(import.Code == 0, import.Error);
        var id = (await _bench.RunAsync("list", "order", "--fields", "id", "--json")).Json[0].GetProperty("id").GetString()!;
        var printed = await _bench.RunAsync("document", "order", id, "core.order", _bench.At("order.html"), "--culture", "zh-CN", "--paper", "letter", "--json");
        Assert.True(printed.Code == 0, printed.Error);
        var page = string.Join('\n', await _bench.LinesAsync("order.html"));
        Assert.Contains("<h1>订单 SO-", page, StringComparison.Ordinal);
        Assert.Contains("size: letter", page, StringComparison.Ordinal);

        var kept = await _bench.RunAsync("document", "order", id, "core.order", "--attach", "--json");
        Assert.True(kept.Code == 0, kept.Error);
        Assert.True(Guid.TryParse(kept.Json[0].GetProperty("attachment").GetString(), out _));
        Assert.Equal(["template.unknown"], (await _bench.RunAsync("document", "order", id, "core.invoice")).Codes);
    }
}
