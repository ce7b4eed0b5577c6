using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.FaultHost;

/// <summary>
/// The whole life of one plugin, for tests that end the process in the middle of it.
/// <c>dotnet CrmKit.FaultHost.dll plugin-life &lt;database&gt; &lt;folder&gt;</c>; beside the folder lie its packages, <c>1.crmpkg</c> and <c>2.crmpkg</c>.
/// </summary>
internal static class PluginLife
{
    public const string Plugin = "acme";

    public static async Task<int> RunAsync(string database, string folder)
    {
        await using var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(database).AddPlugins(folder)).BuildServiceProvider();
        var plugins = services.GetRequiredService<IPluginRuntime>();
        await plugins.RefreshAsync();
        string Package(int version) => Path.Combine(folder, "..", $"{version}.crmpkg");

        await DoAsync(new(PluginAct.Install) { Package = Package(1) }, "asked");
        await DoAsync(new(PluginAct.Enable, Plugin) { Consent = true }, "agreed");
        await using (var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("fault")))
        {
            await session.Records.CreateAsync(new Lead { Name = "Ada", [Field.Decimal($"{Plugin}.budget")] = 88.5m });
            await session.Records.CreateAsync(new CustomRecord($"{Plugin}.thing", "One"));
        }
        Console.WriteLine("ack filled");
        await DoAsync(new(PluginAct.Disable, Plugin), "disabled");
        await DoAsync(new(PluginAct.Enable, Plugin), "enabled");
        await DoAsync(new(PluginAct.Upgrade, Plugin) { Package = Package(2), Consent = true }, "upgraded");
        await DoAsync(new(PluginAct.Reload, Plugin), "reloaded");
        await DoAsync(new(PluginAct.Remove, Plugin), "removed");
        await DoAsync(new(PluginAct.Install) { Package = Package(2), Consent = true }, "back");
        await DoAsync(new(PluginAct.Remove, Plugin) { Erase = true }, "erased");
        return 0;

        async Task DoAsync(PluginCommand command, string done)
        {
            await plugins.ExecuteAsync(command);
            Console.WriteLine($"ack {done}");
        }
    }
}
