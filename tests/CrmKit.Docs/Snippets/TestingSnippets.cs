using Acme;
using CrmKit.Testing;

namespace CrmKit.Docs.Snippets;

internal static class TestingSnippets
{
    public static async Task UseAHostAsync()
    {
        #region test-host
        await using var host = PluginTestHost.With<BudgetPlugin>("acme"); // compiled in: the debugger stops in it
        await host.GenerateAsync("opportunity", count: 2);
        host.Clock.Advance(TimeSpan.FromDays(3));
        await host.DispatchAsync(); // events reach subscribers, effects are carried out: only when the test says so
        Console.WriteLine(host.Effects.Count);
        Console.WriteLine(await host.DumpAsync()); // all that the tenant has, as text: two runs of the same story are equal
        #endregion
    }
}
