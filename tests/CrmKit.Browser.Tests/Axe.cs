using System.Reflection;
using Microsoft.Playwright;

namespace CrmKit.Browser;

/// <summary>Asks axe what people with a handicap could not use on a page.</summary>
internal static class Axe
{
    private const string Question = """
        async () => (await axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations
            .filter(found => found.impact === 'serious' || found.impact === 'critical')
            .flatMap(found => found.nodes.map(node => `${found.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.failureSummary}`))
        """;

    public static string Repository { get; } = typeof(Axe).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;

    private static readonly string Script = Path.Combine(Repository, "tests", "Node", "node_modules", "axe-core", "axe.min.js");

    private static readonly Lazy<string> Text = new(() => File.ReadAllText(Script));

    /// <summary>What it finds serious or critical on the page as it is now.</summary>
    public static async Task<string[]> FindingsAsync(IPage page)
    {
        Assert.SkipUnless(File.Exists(Script), "axe is not installed: run 'npm ci --ignore-scripts' in tests/Node, which test.sh does.");
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(Text.Value);
        return await page.EvaluateAsync<string[]>(Question);
    }
}
