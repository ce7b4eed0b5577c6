namespace CrmKit.Fuzz;

/// <summary>20,000 bred inputs, the same in every run: none ends in a 500, an exception that is no answer, more than a second, or memory without bounds. Longer runs are a command.</summary>
public sealed class FuzzTests(FuzzWorld world) : IClassFixture<FuzzWorld>
{
    private const int Inputs = 20_000;
    private const int Seed = 20_261_123;

    public static TheoryData<string> Targets => [.. FuzzWorld.TargetNames];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A031_A039_A049_A050_A095_whatever_is_sent_is_read_or_refused(string name)
    {
        var target = world.Targets.Single(t => t.Name == name);
        var findings = await FuzzRun.RunAsync(target, Inputs / world.Targets.Count, Seed);
        Assert.True(findings.Complaints.Count == 0, string.Join("\n", findings.Complaints.Select(c => $"{c.What}: {Convert.ToBase64String(c.Input)}")));
        Assert.True(findings.Outcomes >= 3, $"Only {findings.Outcomes} kinds of answers: the target was hardly tried.");
    }
}
