using System.Text.Json;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.FaultHost;

/// <summary>What lies outside the transaction: a file that every executed effect appends its key to, so that tests can count effects.</summary>
internal sealed class OutsideWorld
{
    public const string Variable = "CRMKIT_FAULT_OUTSIDE";
    private readonly string _path = Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} is not set.");

    public void Happen(string key)
    {
        using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(System.Text.Encoding.UTF8.GetBytes(key + "\n"));
        file.Flush(flushToDisk: true);
    }
}

/// <summary>Subscribes to new leads: notes each one in a field, and asks for one effect per lead.</summary>
internal sealed class FaultPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Services.AddSingleton<OutsideWorld>();
        plugin.Fields<Lead>(f => f.Add(Greeter.Greetings, "Greetings"))
            .AddSubscriber<Greeter>("lead.created")
            .AddEffectExecutor<Postman>("fault.letter");
    }
}

internal sealed class Greeter : IEventSubscriber
{
    public static readonly Fields.Field<long> Greetings = Fields.Field.Integer("fault.greetings");

    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
        {
            var lead = await context.Session.Records.GetAsync<Lead>(item.GetProperty("id").GetGuid(), cancellationToken);
            lead[Greetings] = (lead[Greetings] ?? 0) + 1;
            await context.Session.Records.UpdateAsync(lead, cancellationToken);
            await context.Session.Effects.RequestAsync([new EffectRequest("fault.letter", $"welcome/{lead.Id}", JsonSerializer.SerializeToElement(lead.Name))], cancellationToken);
        }
    }
}

internal sealed class Postman(OutsideWorld outside) : IEffectExecutor
{
    public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
    {
        outside.Happen(effect.Key);
        return default;
    }
}
