using System.Reflection;
using System.Text.RegularExpressions;

namespace CrmKit.Faults;

/// <summary>Every failpoint has a test that kills there, and every test a failpoint.</summary>
public sealed partial class FailpointTests
{
    private static readonly string Repository = typeof(FailpointTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;

    [Fact]
    public void Each_failpoint_of_the_source_has_a_test_that_kills_there()
    {
        var written = Directory.EnumerateFiles(Path.Combine(Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Hit().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value.Split('{')[0])) // of a name that is made, what it begins with
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var killed = KillPlan.Doors.SelectMany(c => c.Points).Select(p => p.Split(':')[0]).Concat(KillPlan.Everywhere.Values.SelectMany(p => p)).Concat(KillPlan.Elsewhere.Keys).Distinct().ToList();
        Assert.True(written.Count > 50, $"Only {written.Count} failpoints were found in the source.");

        var forgotten = written.Where(name => !killed.Any(k => k == name || name.StartsWith(k, StringComparison.Ordinal) && k.EndsWith('.') || name.EndsWith('-') && k.StartsWith(name, StringComparison.Ordinal)));
        Assert.True(!forgotten.Any(), $"No test kills at {string.Join(", ", forgotten)}. Add a case to {nameof(KillPlan)}.");
        var gone = killed.Where(k => !written.Any(name => k == name || name.StartsWith(k, StringComparison.Ordinal) || name.EndsWith('-') && k.StartsWith(name, StringComparison.Ordinal)));
        Assert.True(!gone.Any(), $"There is no failpoint {string.Join(", ", gone)} any more.");
        Assert.All(KillPlan.Elsewhere, place => Assert.Contains(place.Key, File.ReadAllText(Path.Combine(Repository, place.Value)), StringComparison.Ordinal));
    }

    [GeneratedRegex("""(?:Failpoint\.Hit|Boundary)\(\$?"(?<name>[^"]+)"\)""")]
    private static partial Regex Hit();
}
