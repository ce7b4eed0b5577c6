using System.Globalization;
using System.Text.RegularExpressions;

namespace CrmKit.Conventions;

/// <summary>The ways in which CrmKit may be abused have numbers, 1 to 104. Each is tried by a test with its number (<c>A017_…</c>), on every database, or docs/security.md says why not.</summary>
public sealed partial class AbuseCaseTests
{
    private const int Last = 104;
    private static readonly string Tests = Path.Combine(Packages.Root, "tests");
    private static readonly string Security = File.ReadAllText(Path.Combine(Packages.Root, "docs", "security.md"));
    private static readonly Dictionary<string, string> Sources = Directory.EnumerateFiles(Tests, "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToDictionary(f => Path.GetRelativePath(Tests, f).Replace('\\', '/'), File.ReadAllText);

    [Fact]
    public void Every_case_is_tried_by_a_test_with_its_number_or_waits_for_a_feature_that_is_named()
    {
        var tried = Tried(_ => true);
        var waiting = Listed("## What is not there yet", inPart: false);
        Assert.Empty(Enumerable.Range(1, Last).Except(tried).Except(waiting)); // write a test, or name what it waits for
        Assert.DoesNotContain(waiting, tried.Contains); // they wait no more
        Assert.Empty(Listed("## What is not there yet", inPart: true).Except(tried)); // what waits in part is tried in part
        Assert.All(tried.Concat(waiting), number => Assert.InRange(number, 1, Last));
    }

    [Fact]
    public void Every_case_is_tried_on_sqlite_and_postgresql_or_it_is_said_why_one_is_enough()
    {
        var alone = Tried(_ => true).Except(Tried(IsOnBoth)).ToHashSet();
        var listed = Listed("## On which database", inPart: false);
        Assert.Empty(alone.Except(listed)); // run one on both, or say why not
        Assert.Empty(listed.Except(alone)); // they run on both by now
    }

    [Fact]
    public void Numbers_of_cases_have_three_digits()
    {
        Assert.DoesNotContain(Sources.SelectMany(s => Test().Matches(s.Value)).Select(t => t.Groups[1].Value), name => ShortNumber().IsMatch(name));
    }

    private static HashSet<int> Tried(Func<KeyValuePair<string, string>, bool> where) =>
        [.. Sources.Where(where).SelectMany(s => Test().Matches(s.Value)).Select(t => t.Groups[1].Value).Where(name => !Range().IsMatch(name)).SelectMany(Numbers)]; // a range says nothing of each

    private static IEnumerable<int> Numbers(string text) => Number().Matches(text).Select(n => int.Parse(n.Groups[1].Value, CultureInfo.InvariantCulture));

    // The tests of the doors are compiled once more for PostgreSQL, as are specifications; hosts have one class for each database.
    private static bool IsOnBoth(KeyValuePair<string, string> source) =>
        source.Key.StartsWith("CrmKit.Specification/", StringComparison.Ordinal)
        || (source.Key.StartsWith("CrmKit.Core.Tests/", StringComparison.Ordinal) && !NotForPostgreSql.Any(r => r.EndsWith("/**", StringComparison.Ordinal) ? source.Key.StartsWith(r[..^2], StringComparison.Ordinal) : source.Key == r))
        || AbstractClass().Matches(source.Value).Any(c => ForPostgreSql.Contains(c.Groups[1].Value))
        || (Path.GetFileName(source.Key).StartsWith("PostgreSql", StringComparison.Ordinal) && Numbers(source.Value).All(Tried(s => s.Key != source.Key).Contains));

    private static readonly IReadOnlySet<string> ForPostgreSql = Sources.Values.SelectMany(s => PostgreSqlClass().Matches(s)).Select(c => c.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    private static readonly IReadOnlyList<string> NotForPostgreSql =
        [.. Removed().Matches(File.ReadAllText(Path.Combine(Tests, "CrmKit.PostgreSql.Tests", "CrmKit.PostgreSql.Tests.csproj"))).SelectMany(r => r.Groups[1].Value.Split(';')).Select(f => f.Replace("../", "", StringComparison.Ordinal))];

    // The cases in the first column of a section's table; those with a remark are only in part what the section says.
    private static HashSet<int> Listed(string section, bool inPart)
    {
        var begin = Security.IndexOf(section, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"docs/security.md has no section '{section}'.");
        var end = Security.IndexOf("\n## ", begin + section.Length, StringComparison.Ordinal);
        var cells = Row().Matches(Security[begin..(end < 0 ? Security.Length : end)]).Select(r => r.Groups[1].Value);
        return [.. cells.SelectMany(c => Case().Matches(c)).Where(c => c.Groups[2].Success == inPart).Select(c => int.Parse(c.Groups[1].Value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"public (?:async )?(?:Task|void|ValueTask) (\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex(@"(?<![A-Za-z0-9])A(\d{3})_")]
    private static partial Regex Number();

    [GeneratedRegex(@"A\d{3}_to_A\d{3}_")]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<![A-Za-z0-9])A\d{1,2}_")]
    private static partial Regex ShortNumber();

    [GeneratedRegex(@"abstract (?:partial )?class (\w+)")]
    private static partial Regex AbstractClass();

    [GeneratedRegex(@"class PostgreSql\w*\([^)]*\) : (\w+)\(")]
    private static partial Regex PostgreSqlClass();

    [GeneratedRegex("Compile Remove=\"([^\"]+)\"")]
    private static partial Regex Removed();

    [GeneratedRegex(@"^\| ([^|\n]*A\d{3}[^|\n]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"A(\d{3})( \()?")]
    private static partial Regex Case();
}
