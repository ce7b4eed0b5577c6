using System.Reflection;
using System.Text.RegularExpressions;
using CrmKit.Specification;

namespace CrmKit.PostgreSql;

public sealed partial class CompletenessTests
{
    [Fact]
    public void Every_specification_runs_on_postgresql() => Completeness.Holds(typeof(CompletenessTests).Assembly, typeof(PostgreSqlTestDatabase));

    [Fact]
    public void Every_test_of_the_doors_that_opens_a_database_runs_on_postgresql()
    {
        var run = typeof(CompletenessTests).Assembly.GetTypes().Where(t => t is { IsPublic: true, IsAbstract: false })
            .Where(t => t.GetMethods().Any(m => m.GetCustomAttribute<FactAttribute>() is not null)).Select(t => t.FullName).ToHashSet();
        var doors = Directory.EnumerateFiles(Path.Combine(Repository(), "tests", "CrmKit.Core.Tests"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText)
            .Where(text => Opens().IsMatch(text) && Tests().IsMatch(text)).SelectMany(text => Classes().Matches(text).Select(c => $"{Namespace().Match(text).Groups[1].Value}.{c.Groups[1].Value}")).ToList();
        Assert.True(doors.Count > 40, $"Only {doors.Count} classes of tests.");
        Assert.DoesNotContain(doors, d => !run.Contains(d));
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CrmKit.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex("new TestCrm\\(|TestCrm [a-z_]+ = new|new TestDatabase\\(")]
    private static partial Regex Opens();

    [GeneratedRegex("^    \\[(Fact|Theory)", RegexOptions.Multiline)]
    private static partial Regex Tests();

    [GeneratedRegex("^public sealed (?:partial )?class ([A-Za-z0-9]+Tests)\\b", RegexOptions.Multiline)]
    private static partial Regex Classes();

    [GeneratedRegex("^namespace ([A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
