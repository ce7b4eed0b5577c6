using CrmKit.FaultHost;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Faults;

/// <summary>CrmKit over a database, in the tests' own process, which is never killed.</summary>
internal static class Crm
{
    /// <summary>Where effects leave their keys, of all databases: keys carry ids, so each database finds its own.</summary>
    public static string Outside { get; } = Path.Combine(Path.GetTempPath(), $"crmkit-outside-{Guid.NewGuid():N}");

    static Crm() => Environment.SetEnvironmentVariable(OutsideWorld.Variable, Outside);

    public static async Task RunAsync(string scenario, string database, string? file = null, bool isLater = false)
    {
        await using var services = Open(database, isLater);
        await Scenarios.Named(scenario, file)(services);
    }

    /// <param name="database">Where it is.</param>
    /// <param name="isLater">Whether an hour has passed: what a killed process had claimed or reserved is free again by then.</param>
    public static ServiceProvider Open(string database, bool isLater = false)
    {
        var services = new ServiceCollection();
        if (isLater) services.AddSingleton<TimeProvider, AnHourLater>();
        return services.AddCrmKit(crm => FaultDatabase.Use(crm, database).AddPlugin<FaultPlugin>("fault")).BuildServiceProvider();
    }

    private sealed class AnHourLater : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(1);
    }
}
