using System.Text.Json;

namespace CrmKit;

/// <summary><c>crmkit person</c>.</summary>
public sealed class PersonCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task S169_person_is_exported_erased_and_erased_again_by_what_is_remembered()
    {
        await _bench.ImportAsync("contact", "last,mail\nQuastenflosser,zerbi@opera.example\nEcho,echo@opera.example\n", """{"columns":{"last":"lastName","mail":"email"}}""");
        var contact = (await _bench.ListAsync("contact")).Single(c => c.GetProperty("lastName").GetString() == "Quastenflosser").GetProperty("id").GetString()!;
        var before = _bench.Write("older.db", await File.ReadAllBytesAsync(_bench.Database, TestContext.Current.CancellationToken));

        var export = await _bench.RunAsync("person", "export", "contact", contact, _bench.At("person.json"));
        Assert.True(export.Code == 0, export.Error);
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(_bench.At("person.json"), TestContext.Current.CancellationToken));
        Assert.Equal("zerbi@opera.example", file.RootElement.GetProperty("person")[0].GetProperty("email").GetString());
        Assert.Equal(["cli.file-exists"], (await _bench.RunAsync("person", "export", "contact", contact, _bench.At("person.json"))).Codes);

        Assert.Equal(["cli.unconfirmed"], (await _bench.RunAsync("person", "erase", "contact", contact)).Codes);
        var erased = await _bench.RunAsync("person", "erase", "contact", contact, "--yes", "--json");
        Assert.True(erased.Code == 0, erased.Error);
        Assert.DoesNotContain("Quastenflosser", File.ReadAllText(_bench.Database), StringComparison.OrdinalIgnoreCase);
        var hashes = _bench.Write("erasures.txt", (await _bench.RunAsync("person", "erasures")).Output);

        File.Copy(before, _bench.Database, overwrite: true);
        Assert.Equal(2, (await _bench.ListAsync("contact")).Count);
        Assert.Equal(1, (await _bench.RunAsync("person", "erase-again", hashes, "--json")).Json[0].GetProperty("erased").GetInt32());
        Assert.Equal("Echo", Assert.Single(await _bench.ListAsync("contact")).GetProperty("lastName").GetString());
    }
}
