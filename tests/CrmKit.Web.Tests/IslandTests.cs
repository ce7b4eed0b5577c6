using CrmKit.AspNetCore.OpenApi;

namespace CrmKit.Web;

/// <summary>The scripts of the pages, as they are built and embedded, tried out under Node.js.</summary>
public sealed class IslandTests
{
    [Fact]
    public async Task Scripts_do_what_their_tests_say()
    {
        var folder = Path.Combine(Tools.Repository, "tests", "Node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "happy-dom")), "The tools are not installed: run 'npm ci --ignore-scripts' in tests/Node, which test.sh does.");
        await Tools.RunAsync("node", "", ["--test", .. Directory.GetFiles(Path.Combine(folder, "islands"), "*.test.mjs").Order(StringComparer.Ordinal)]);
    }
}
