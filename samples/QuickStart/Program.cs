using CrmKit;
using CrmKit.Conversions;
using CrmKit.Intake;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

await using var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite("crm.db")).BuildServiceProvider();
await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("quick start"));

// A signal from outside becomes a lead, once per source and key.
var captured = await session.Intake.CaptureAsync([new LeadSignal
{
    Source = "web-form",
    Key = Guid.NewGuid().ToString(),
    Name = "Li Na",
    CompanyName = "Huaxin Robotics",
    Email = $"li.na.{Guid.NewGuid():N}@huaxin.example",
}]);
var lead = captured[0].Record;
await session.Pipelines.MoveAsync([new StageMove(lead, "qualified")]);

// The chain: each link is made by converting the one before. Account and contact are found or created on the way.
var opportunity = await Convert(lead, "opportunity", ("amount", 125_000m));
await session.Pipelines.MoveAsync([new StageMove(opportunity, "won")]);
var contract = await Convert(opportunity, "contract");
await session.Pipelines.MoveAsync([new StageMove(contract, "active")]); // signed
var order = await Convert(contract, "order");
var supportCase = await Convert(order, "case", ("subject", "Gripper stops after two hours"));

foreach (var link in await session.Conversions.ChainAsync(supportCase))
    Console.WriteLine($"{link.SourceType} → {link.TargetType}");
foreach (var entry in (await session.Timeline.ForAsync(opportunity)).Items)
    Console.WriteLine($"{entry.At:u}  {entry.Kind,-12} {entry.Title}");

async Task<RecordRef> Convert(RecordRef source, string to, params (string Field, object? Value)[] values) =>
    (await session.Conversions.ConvertAsync(source, new ConversionOptions { To = to, Values = values.ToDictionary(v => v.Field, v => v.Value) })).Target;
