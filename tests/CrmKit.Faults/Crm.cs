using CrmKit.Events;
using CrmKit.FaultHost;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Faults;

/// <summary>CrmKit over a database, in the tests' own process, which is never killed.</summary>
internal static class Crm
{
    /// <summary>Where effects leave their keys, of all databases: keys carry ids, so each database finds its own.</summary>
    public static string Outside { get; } = Path.Combine(Path.GetTempPath(), $"crmkit-outside-{Guid.NewGuid():N}");

    static Crm() => Environment.SetEnvironmentVariable(OutsideWorld.Variable, Outside);

    public static async Task RunAsync(string scenario, string database, string? file = null)
    {
        await using var services = Open(database);
        await Scenarios.Named(scenario, file)(services.GetRequiredService<ICrm>(), services.GetRequiredService<IDispatcher>());
    }

    public static ServiceProvider Open(string database) =>
        new ServiceCollection().AddCrmKit(crm => FaultDatabase.Use(crm, database).AddPlugin<FaultPlugin>("fault")).BuildServiceProvider();
}
