using System.Text.RegularExpressions;

namespace CrmKit.Docs;

/// <summary>Code blocks in documents are regions of this project (or whole files of samples), so that they compile.</summary>
public sealed partial class SnippetTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Documents =>
    [
        .. Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(p => Path.GetRelativePath(Root, p)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_blocks_are_what_compiles(string document)
    {
        var text = File.ReadAllText(Path.Combine(Root, document)).ReplaceLineEndings("\n");
        var regions = Regions();
        foreach (Match block in CSharpBlock().Matches(text))
        {
            var source = block.Groups["source"].Value;
            Assert.True(source.Length > 0, $"{document}: a C# block has no comment <!-- snippet: name --> or <!-- file: path --> before it:\n{block.Groups["code"].Value}");
            var expected = block.Groups["kind"].Value == "file"
                ? File.ReadAllText(Path.Combine(Root, source)).ReplaceLineEndings("\n").Trim()
                : regions.TryGetValue(source, out var region) ? region : throw new InvalidOperationException($"{document}: there is no region '{source}' in tests/CrmKit.Docs.");
            Assert.True(expected == block.Groups["code"].Value.Trim(), $"{document}: the block '{source}' is not what compiles. It must read:\n{expected}");
        }
    }

    [Fact]
    public void Every_region_is_shown_in_a_document()
    {
        var shown = Documents.SelectMany(d => CSharpBlock().Matches(File.ReadAllText(Path.Combine(Root, (string)d.Data)).ReplaceLineEndings("\n"))).Select(m => m.Groups["source"].Value).ToHashSet();
        Assert.Empty(Regions().Keys.Except(shown));
    }

    private static Dictionary<string, string> Regions() =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests", "CrmKit.Docs"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => Region().Matches(File.ReadAllText(f).ReplaceLineEndings("\n")))
            .ToDictionary(m => m.Groups["name"].Value, m => Unindent(m.Groups["code"].Value));

    private static string Unindent(string code)
    {
        var lines = code.Trim('\n').Split('\n');
        var indent = lines.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..] : l.Trim())).Trim();
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CrmKit.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"(?:<!-- (?<kind>snippet|file): (?<source>\S+) -->\n)?```(?:csharp|razor)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"^[ \t]*#region (?<name>[a-z0-9-]+)\n(?<code>.*?)^[ \t]*#endregion", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();
}
