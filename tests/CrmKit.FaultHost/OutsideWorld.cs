using System.Text.Json;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.FaultHost;

/// <summary>What lies outside the transaction: a file that every executed effect appends its key to, so that tests can count effects.</summary>
public static class OutsideWorld
{
    /// <summary>The variable that names the file.</summary>
    public const string Variable = "CRMKIT_FAULT_OUTSIDE";

    private static readonly Lock Turn = new();

    /// <summary>As <see cref="Happen"/>, by somebody who remembers what happened before.</summary>
    internal static void HappenOnce(string key)
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        if (!File.Exists(path) || !File.ReadLines(path).Contains(key)) Happen(key);
    }

    internal static void Happen(string key)
    {
        lock (Turn)
        {
            using var file = new FileStream(Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} is not set."), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(System.Text.Encoding.UTF8.GetBytes(key + "\n"));
            file.Flush(flushToDisk: true);
        }
    }
}

/// <summary>Subscribes to new leads: notes each one in a field, and asks for one effect per lead.</summary>
public sealed class FaultPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Fields<Lead>(f => f.Add(Greeter.Greetings, "Greetings"))
            .AddSubscriber<Greeter>("lead.created")
            .AddEffectExecutor<Postman>("fault.letter")
            .AddConnector<FaultErp>(FaultErp.Definition)
            .AddConnector<FaultShop>(FaultShop.Definition);
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

internal sealed class Postman : IEffectExecutor
{
    public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
    {
        OutsideWorld.Happen(effect.Key);
        return default;
    }
}
