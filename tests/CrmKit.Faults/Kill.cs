namespace CrmKit.Faults;

/// <summary>Counts the failpoints that a scenario passes, then kills its process at each of them in turn, runs it again, and looks at what is left.</summary>
internal static class Kill
{
    /// <param name="sandbox">Where the seeded database is.</param>
    /// <param name="scenario">What is interrupted.</param>
    /// <param name="file">What it reads; <see langword="null"/> for none.</param>
    /// <param name="before">A scenario run in every copy first, uninterrupted.</param>
    /// <param name="mayRepeatEffect">Whether a kill at this point leaves the outcome of an effect unknown.</param>
    /// <param name="check">What the scenario promises (I1), given what it had acknowledged when it was killed.</param>
    public static async Task EverywhereAsync(Sandbox sandbox, string scenario, string? file, string? before, Func<string, bool> mayRepeatEffect, Action<string, IReadOnlyList<string>> check)
    {
        var points = await CountAsync(sandbox, scenario, file, before);
        Assert.True(points.Count >= 4, $"'{scenario}' passes only {points.Count} failpoints: {string.Join(", ", points)}.");
        var planned = KillPlan.Everywhere.GetValueOrDefault(before is null ? scenario : $"{before}, {scenario}") ?? [];
        Assert.True(!planned.Except(points).Any(), $"'{scenario}' does not pass {string.Join(", ", planned.Except(points))} any more.");
        for (var hit = 1; hit <= points.Count; hit++)
        {
            var database = await CopyAsync(sandbox, $"{scenario}-{hit}", before);
            var killed = await FaultProcess.RunAsync(scenario, database, $"*:kill:{hit}", file);
            Assert.True(killed.ExitCode == FaultProcess.Killed, $"{scenario}: failpoint {hit} ({points[hit - 1]}) was not reached: exit {killed.ExitCode}. {killed.Error}");
            try
            {
                await Crm.RunAsync(scenario, database, file);
            }
            catch (CrmException refused) when (refused.Error.Code == "import.repeated")
            {
                // the kill came after the end: nothing is left to do
            }
            try
            {
                await Invariants.HoldAsync(database, mayRepeatEffect(points[hit - 1]));
                check(database, killed.Acks);
            }
            catch (Xunit.Sdk.XunitException broken)
            {
                Assert.Fail($"{scenario}: killed at {hit} of {points.Count} ({points[hit - 1]}): {broken.Message}");
            }
        }
    }

    private static async Task<IReadOnlyList<string>> CountAsync(Sandbox sandbox, string scenario, string? file, string? before)
    {
        var database = await CopyAsync(sandbox, scenario + "-count", before);
        var points = await FaultProcess.CountAsync(scenario, database, file);
        if (file is not null) File.Delete(Path.ChangeExtension(file, ".errors.csv"));
        return points;
    }

    private static async Task<string> CopyAsync(Sandbox sandbox, string name, string? before)
    {
        var database = sandbox.Copy(name);
        if (before is not null) await Crm.RunAsync(before, database);
        return database;
    }
}
