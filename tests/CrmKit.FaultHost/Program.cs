using CrmKit;
using CrmKit.FaultHost;
using Microsoft.Extensions.DependencyInjection;

// dotnet CrmKit.FaultHost.dll <scenario> <file or connection string of the database> [file]
// Prints "ack <what>" after each act that the doors have acknowledged; the tests hold CrmKit to every one of these lines.
if (args[0] == "plugins") return await PluginProcess.RunAsync(args[1], args[2], saves: args.ElementAtOrDefault(3) == "save");
if (args[0] == "plugin-life") return await PluginLife.RunAsync(args[1], args[2]);
await using var services = new ServiceCollection().AddCrmKit(crm => FaultDatabase.Use(crm, args[1]).AddPlugin<FaultPlugin>("fault")).BuildServiceProvider();
try
{
    await Scenarios.Named(args[0], args.ElementAtOrDefault(2))(services);
    return 0;
}
catch (CrmException refused)
{
    foreach (var error in refused.Errors) Console.WriteLine($"refused {error.Code}");
    return 3;
}
