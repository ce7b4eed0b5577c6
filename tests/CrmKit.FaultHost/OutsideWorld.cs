using System.Text.Json;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Scheduling;

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
        if (!Happened(key)) Happen(key);
    }

    /// <summary>Whether it happened before.</summary>
    internal static bool Happened(string key) => Environment.GetEnvironmentVariable(Variable) is { } path && File.Exists(path) && File.ReadLines(path).Contains(key);

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
    internal static readonly Fields.Field<string> Tone = Fields.Field.Text("fault.tone");

    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Fields<Lead>(f => f.Add(Greeter.Greetings, "Greetings"))
            .AddSubscriber<Greeter>("lead.created")
            .Settings(s => s.Add(Tone, new("Tone of letters")))
            .AddJob<Rounds>(new() { Key = "fault.rounds", Label = new("Rounds"), Schedule = JobSchedule.Every(TimeSpan.FromMinutes(30)) })
            .AddEffectExecutor<Postman>("fault.letter")
            .AddEffectExecutor<Grumbler>("fault.grumble")
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

/// <summary>Refuses the first time.</summary>
internal sealed class Grumbler : IEffectExecutor
{
    public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
    {
        var refusal = "refused " + effect.Key;
        var isFirst = !OutsideWorld.Happened(refusal);
        OutsideWorld.Happen(isFirst ? refusal : effect.Key);
        return isFirst ? throw new InvalidOperationException("Not now.") : default;
    }
}

/// <summary>Leaves a lead each time.</summary>
internal sealed class Rounds : IScheduledJob
{
    public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken) => await context.Session.Records.CreateAsync(new Lead { Name = "Rounds" }, cancellationToken: cancellationToken);
}
