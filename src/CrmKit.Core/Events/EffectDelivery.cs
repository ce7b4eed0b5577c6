using System.Text.Json;
using CrmKit.Diagnostics;
using CrmKit.Effects;
using CrmKit.Plugins;
using CrmKit.Storage;

namespace CrmKit.Events;

/// <summary>Carries out one effect, outside any transaction.</summary>
internal static class EffectDelivery
{
    public static async Task<DeliveryOutcome> ExecuteAsync(AbsentSources extensions, OutboxMessage message, SealedPayloads payloads, TimeProvider clock)
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
            using var payload = JsonDocument.Parse(text);
            using var limit = new CancellationTokenSource(Dispatcher.TimeLimit, clock);
            var effect = new EffectRequest(message.Name, message.Key ?? "", payload.RootElement.Clone());
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
