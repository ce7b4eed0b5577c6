using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.FaultHost;

/// <summary>
/// A host with the plugins of a folder, for tests of what ends processes: loads them, saves a lead if asked to, waits a little for what happens outside calls, and says how everybody is.
/// <c>dotnet CrmKit.FaultHost.dll plugins &lt;database&gt; &lt;folder&gt; [save]</c>
/// </summary>
internal static class PluginProcess
{
    public static async Task<int> RunAsync(string database, string folder, bool saves)
    {
        await using var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(database).AddPlugins(folder)).BuildServiceProvider();
        var plugins = services.GetRequiredService<IPluginRuntime>();
        await plugins.RefreshAsync();
        Say(plugins);
        if (saves)
        {
            await using (var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("fault")))
                await session.Records.CreateAsync(new Lead { Name = "Ada" });
            Console.WriteLine("ack saved");
        }
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(100);
            GC.Collect(); // tasks that nobody awaits speak up when they are collected
            GC.WaitForPendingFinalizers();
        }
        Say(plugins);
        return 0;
    }

    private static void Say(IPluginRuntime plugins)
    {
        foreach (var plugin in plugins.List())
            Console.WriteLine($"ack plugin {plugin.Id} {plugin.State} {plugin.Errors.Select(e => e.Code).FirstOrDefault() ?? "well"} {plugin.Calls.StrayExceptions} {plugin.Calls.LastFault}");
    }
}
