namespace CrmKit;

/// <summary><c>crmkit connector</c> where no plugin brings one.</summary>
public sealed class ConnectorCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("list", "No connectors.")]
    [InlineData("conflicts", "No conflicts.")]
    public async Task Lists_say_that_there_is_nothing(string command, string text)
    {
        var answer = await _bench.RunAsync("connector", command);
        Assert.Equal((0, text), (answer.Code, answer.Output.Trim()));
    }

    [Theory]
    [InlineData("test")]
    [InlineData("pull")]
    public async Task A_connector_that_is_not_there_is_named(string command)
    {
        var answer = await _bench.RunAsync("connector", command, "acme.erp");
        Assert.Equal(2, answer.Code);
        Assert.Equal(["connector.unknown"], answer.Codes);
        Assert.Contains("acme.erp", answer.Error, StringComparison.Ordinal);
    }
}
