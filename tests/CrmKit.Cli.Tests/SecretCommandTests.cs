using CrmKit.Cli;
using CrmKit.Settings;

namespace CrmKit;

public sealed class SecretCommandTests
{
    [Fact]
    public async Task Keys_are_added_and_everything_goes_under_the_newest()
    {
        using var bench = new Workbench();
        Assert.Equal("cli.keys-missing", Assert.Single((await bench.RunAsync("secrets", "list")).Codes));
        Assert.Equal(0, (await bench.RunAsync("secrets", "new-key")).Code);
        Assert.Single(Directory.GetFiles(bench.At("keys")));
        Assert.Contains("Nothing is stored encrypted", (await bench.RunAsync("secrets", "list")).Output, StringComparison.Ordinal);
        var rotated = await bench.RunAsync("secrets", "rotate", "--json");
        Assert.Equal((0, 0L), (rotated.Code, rotated.Json[0].GetProperty("renewed").GetInt64()));
    }

    [Fact]
    public void A_key_that_another_process_adds_counts_at_once()
    {
        using var bench = new Workbench();
        var (host, other) = (new KeyFolder(bench.At("keys")), new KeyFolder(bench.At("keys")));
        var (texts, elsewhere) = (new ProtectedTexts(host.Current), new ProtectedTexts(other.Current));
        var old = texts.Protect("a", "secret");
        Assert.Equal(SecretState.Current, texts.StateOf("a", old));
        other.AddKey(TimeProvider.System.GetUtcNow());
        Assert.Equal(SecretState.Old, texts.StateOf("a", old));
        var renewed = elsewhere.Protect("a", elsewhere.Unprotect("a", old)!);
        Assert.Equal((SecretState.Current, "secret"), (texts.StateOf("a", renewed), texts.Unprotect("a", renewed)));
        Assert.Equal((SecretState.Lost, null), (texts.StateOf("b", renewed), texts.Unprotect("b", renewed)));
        Assert.Equal(SecretState.Lost, texts.StateOf("a", "no text of ours"));
    }
}
