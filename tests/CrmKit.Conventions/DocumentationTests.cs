using System.Text.RegularExpressions;

namespace CrmKit.Conventions;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Capabilities_have_a_row_each_with_a_state_and_what_shows_it()
    {
        var rows = CapabilityRow().Matches(File.ReadAllText(Path.Combine(Packages.Root, "docs", "capabilities.md")));
        Assert.Equal(Enumerable.Range(1, 196), rows.Select(r => int.Parse(r.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture)));
        foreach (Match row in rows)
            Assert.True(row.Groups["state"].Value == "open" || row.Groups["shown"].Value.Trim().Length > 0, $"S{row.Groups["id"].Value} is not open, but nothing shows it.");
    }

    [Fact]
    public void Every_package_reference_has_its_reason_written_down()
    {
        var reasons = File.ReadAllText(Path.Combine(Packages.Root, "docs", "dependencies.md"));
        var packages = PackageVersion().Matches(File.ReadAllText(Path.Combine(Packages.Root, "Directory.Packages.props"))).Select(m => m.Groups[1].Value);
        var missing = packages.Where(p => !reasons.Contains(p, StringComparison.Ordinal) && !Family(p).Any(f => reasons.Contains(f, StringComparison.Ordinal))).ToList();
        Assert.True(missing.Count == 0, $"Add to docs/dependencies.md: {string.Join(", ", missing)}");
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        var documents = Directory.EnumerateFiles(Path.Combine(Packages.Root, "docs"), "*.md", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Packages.Root, "*.md"));
        var dead = from document in documents
                   from Match link in Link().Matches(File.ReadAllText(document))
                   let target = link.Groups[1].Value.Split('#')[0]
                   where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
                   where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
                   select $"{Path.GetRelativePath(Packages.Root, document)} → {target}";
        Assert.Empty(dead);
    }

    // The table lists families in one row: "Microsoft.EntityFrameworkCore.Relational, .Sqlite".
    private static IEnumerable<string> Family(string package)
    {
        if (package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)) yield return "." + package.Split('.')[2];
        if (package.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal)) yield return "." + package.Split('.')[2] + " ";
    }

    [GeneratedRegex(@"^\|\s*S(?<id>\d+)\s*\|[^|]*\|\s*(?<state>done|partial|open)\s*\|(?<shown>[^|\n]*)\|\s*$", RegexOptions.Multiline)]
    private static partial Regex CapabilityRow();

    [GeneratedRegex("PackageVersion Include=\"([^\"]+)\"")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
