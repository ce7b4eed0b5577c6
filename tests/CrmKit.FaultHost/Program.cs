using CrmKit;
using CrmKit.Events;
using CrmKit.FaultHost;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

// dotnet CrmKit.FaultHost.dll <scenario> <database> [file]
// Prints "ack <what>" after each act that the doors have acknowledged; the tests hold CrmKit to every one of these lines.
var (scenario, database, file) = (args[0], args[1], args.ElementAtOrDefault(2));
await using var services = new ServiceCollection()
    .AddCrmKit(crm => crm.UseSqlite(database).AddPlugin<FaultPlugin>("fault"))
    .BuildServiceProvider();
var crm = services.GetRequiredService<ICrm>();
try
{
    await (scenario switch
    {
        "seed" => Scenarios.SeedAsync(crm),
        "import" => Scenarios.ImportAsync(crm, file!),
        "convert" => Scenarios.ConvertAsync(crm),
        "stages" => Scenarios.MoveStagesAsync(crm),
        "dispatch" => Scenarios.DispatchAsync(services.GetRequiredService<IDispatcher>()),
        _ => throw new ArgumentException($"There is no scenario '{scenario}'."),
    });
    return 0;
}
catch (CrmException refused)
{
    foreach (var error in refused.Errors) Console.WriteLine($"refused {error.Code}");
    return 3;
}
