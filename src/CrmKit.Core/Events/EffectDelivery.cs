using CrmKit.Diagnostics;
using CrmKit.Effects;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Events;

/// <summary>Carries out one effect, outside any transaction.</summary>
internal static class EffectDelivery
{
    public static async Task<DeliveryOutcome> ExecuteAsync(Crm crm, AbsentSources extensions, OutboxMessage message, SealedPayloads payloads, TimeProvider clock)
    {
        await using var scopes = new ExtensionScopes();
        try
        {
            if (extensions.Present.For(typeof(IEffectExecutor), message.Name) is not [var (source, point), ..])
            {
                return extensions.Awaited(typeof(IEffectExecutor), message.Name) is { } awaited
                    ? new([], awaited)
                    : new([$"{message.Name}: Nothing carries out effects of kind '{message.Name}'. Install the plugin that does and replay."]);
            }
            if (scopes.Resolve<IEffectExecutor>(source, point) is not { } executor) return new([], AbsentSources.Waits(message.Name, [source.Id])); // it is leaving
            if (payloads.Read(message) is not { } text) return new([$"{message.Name}: {EffectErrors.SecretLost().Message}"]);
            var (payload, consent) = ConsentedPayloads.Read(text);
            using var limit = new CancellationTokenSource(Dispatcher.TimeLimit, clock);
            if (consent is not null && !await ConsentedPayloads.IsAllowedAsync(crm, message.TenantId, message.Id, consent, limit.Token))
            {
                Telemetry.Delivered("withdrawn");
                return new([]);
            }
            var effect = new EffectRequest(message.Name, message.Key ?? "", payload);
            if (await executor.CallAsync(CallKind.Background, effect, static (e, asked, token) => e.ExecuteAsync(asked, token), limit.Token) is { } fault)
            {
                Telemetry.Delivered("failed");
                return new([$"{message.Name}: {fault.Detail}"]);
            }
            Failpoint.Hit("effects.after-execute");
            Telemetry.Delivered("executed");
            return new([]);
        }
        catch (Exception failure)
        {
            Telemetry.Delivered("failed");
            return new([$"{message.Name}: {failure.GetType().Name}: {failure.Message}"]);
        }
    }
}
