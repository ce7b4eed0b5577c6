using System.Text.Json;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Testing;

/// <summary>Tries every delivery to the plugin's subscribers once and lets it be lost before its commit, as when the process dies there: the outbox then delivers it again.</summary>
internal sealed class LostTries
{
    private readonly HashSet<Guid> _tried = [];
    private readonly HashSet<(string Kind, string Key)> _asked = [];

    public async Task RunAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        var registry = host.Services.GetRequiredService<ExtensionRegistry>();
        foreach (var message in await PendingAsync(host, cancellationToken))
        {
            if (!_tried.Add(message.Id)) continue;
            using var payload = JsonDocument.Parse(message.Payload);
            var crmEvent = new CrmEvent(message.Id, message.Name, message.TenantId, message.At, payload.RootElement.Clone());
            foreach (var (source, point) in registry.Current.For(typeof(IEventSubscriber), message.Name).Where(s => s.Source.Id == host.PluginId))
                await TryAsync(host, source, point, crmEvent, cancellationToken);
        }
    }

    /// <summary>Effects that a lost try asked for and its repetition did not: their keys are not natural.</summary>
    public async Task<IReadOnlyList<(string Kind, string Key)>> ForgottenAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        await using var session = host.Crm.Open(Actor.System("test"), "code", PluginTestHost.Tenant);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var present = await EffectsAsync(work.Transaction, cancellationToken);
        return [.. _asked.Except(present).Order()];
    }

    private async Task TryAsync(PluginTestHost host, ExtensionSource source, ExtensionPoint point, CrmEvent crmEvent, CancellationToken cancellationToken)
    {
        await using var session = host.Crm.Open(Actor.System($"subscriber {source.Id}/{point.Name}"), "events", crmEvent.TenantId, crmEvent.Id);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        if (session.Handler<IEventSubscriber>(source, point) is not { } handler) return;
        var fault = await handler.CallAsync(CallKind.Event, new EventContext(crmEvent, session, 1), static (h, c, token) => h.HandleAsync(c, token), cancellationToken);
        if (fault is null) _asked.UnionWith(await EffectsAsync(work.Transaction, cancellationToken));
    }

    private static async Task<IReadOnlyList<OutboxMessage>> PendingAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        await using var session = host.Crm.Open(Actor.System("test"), "code", PluginTestHost.Tenant);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        return await work.Transaction.ListAsync(work.Transaction.Query<OutboxMessage>().Where(m => m.Class == OutboxClass.Event && m.Status == "pending").OrderBy(m => m.Sequence), cancellationToken);
    }

    private static async Task<IEnumerable<(string, string)>> EffectsAsync(IStoreReader reader, CancellationToken cancellationToken) =>
        (await reader.ListAsync(reader.Query<OutboxMessage>().Where(m => m.Class == OutboxClass.Effect), cancellationToken)).Select(m => (m.Name, m.Key ?? ""));
}
