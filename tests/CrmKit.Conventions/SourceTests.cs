using System.Text.RegularExpressions;

namespace CrmKit.Conventions;

public sealed partial class SourceTests
{
    private static readonly string[] Folders = ["src", "plugins", "samples"];

    [Fact]
    public void Every_error_code_is_documented()
    {
        var documented = CodeInTable().Matches(File.ReadAllText(Path.Combine(Packages.Root, "docs", "reference", "errors.md"))).Select(m => m.Groups[1].Value).ToHashSet();
        // What samples refuse is theirs to document.
        var used = Sources("src", "plugins").SelectMany(f => ErrorCode().Matches(f.Text).Select(m => (Code: m.Groups[1].Value, f.Path))).ToList();

        var missing = used.Where(u => !documented.Contains(u.Code)).Select(u => $"{u.Code} ({u.Path})").Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(used.Count > 50, "The pattern finds too few error codes to be right.");
        Assert.True(missing.Count == 0, $"Add a line to docs/reference/errors.md for:{Environment.NewLine}{string.Join(Environment.NewLine, missing)}");

        var stale = documented.Except(used.Select(u => u.Code)).Where(c => !Sources("src", "plugins").Any(f => f.Text.Contains($"\"{c}\"", StringComparison.Ordinal) || f.Text.Contains($"\"{c}: ", StringComparison.Ordinal))).Order(StringComparer.Ordinal).ToList();
        Assert.True(stale.Count == 0, $"docs/reference/errors.md documents codes that nothing uses:{Environment.NewLine}{string.Join(Environment.NewLine, stale)}");
    }

    [Fact]
    public void The_banned_symbols_are_checked_in_every_project()
    {
        var properties = File.ReadAllText(Path.Combine(Packages.Root, "Directory.Build.props"));
        Assert.Contains("BannedSymbols.txt", properties, StringComparison.Ordinal);
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", properties, StringComparison.Ordinal);
        var silenced = Sources(Folders).Where(f => f.Text.Contains("RS0030", StringComparison.Ordinal)).Select(f => f.Path);
        Assert.Empty(silenced);
    }

    [Fact]
    public void Only_the_store_packages_know_a_database()
    {
        var offenders = Sources(Folders)
            .Where(f => !f.Path.StartsWith("src/CrmKit.EntityFrameworkCore/", StringComparison.Ordinal) && !f.Path.StartsWith("src/CrmKit.Sqlite/", StringComparison.Ordinal) && !f.Path.StartsWith("src/CrmKit.PostgreSql/", StringComparison.Ordinal)
                && !f.Path.StartsWith("src/CrmKit.PluginTables/", StringComparison.Ordinal))
            .Where(f => DatabaseNamespace().IsMatch(f.Text)).Select(f => f.Path);
        Assert.Empty(offenders);
    }

    [Fact]
    public void No_file_is_so_long_that_it_has_two_reasons_to_exist()
    {
        var offenders = Sources("src", "plugins").Where(f => !f.Path.Contains("/Migrations/", StringComparison.Ordinal)) // a schema is one list
            .Where(f => f.Text.Count(c => c == '\n') > 400).Select(f => f.Path);
        Assert.Empty(offenders);
    }

    private static IEnumerable<(string Path, string Text)> Sources(params string[] folders) =>
        from folder in folders
        from file in Directory.EnumerateFiles(Path.Combine(Packages.Root, folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Packages.Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.StartsWith("src/CrmKit.Templates/", StringComparison.Ordinal)
        select (path, File.ReadAllText(file));

    [GeneratedRegex("""(?:new(?: CrmError)?|Error|Fail|Problem|Refuse)\(\s*"([a-z][a-z0-9]*(?:\.[a-z][a-z0-9-]*)+)",""")]
    private static partial Regex ErrorCode();

    [GeneratedRegex("""^\|\s*`([a-z][a-z0-9.-]+)`\s*\|""", RegexOptions.Multiline)]
    private static partial Regex CodeInTable();

    [GeneratedRegex(@"^\s*using (Microsoft\.(EntityFrameworkCore|Data\.Sqlite)|Npgsql)", RegexOptions.Multiline)]
    private static partial Regex DatabaseNamespace();
}
