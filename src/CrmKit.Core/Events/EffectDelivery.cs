using System.Text.Json;
using CrmKit.Diagnostics;
using CrmKit.Effects;
using CrmKit.Plugins;
using CrmKit.Storage;

namespace CrmKit.Events;

/// <summary>Carries out one effect, outside any transaction.</summary>
internal static class EffectDelivery
{
    /// <summary>Returns why it failed; empty when it is done.</summary>
    public static async Task<IReadOnlyList<string>> ExecuteAsync(ExtensionSnapshot extensions, OutboxMessage message, TimeProvider clock)
    {
        await using var scopes = new ExtensionScopes();
        try
        {
            if (extensions.For(typeof(IEffectExecutor), message.Name) is not [var (source, point), ..] || scopes.Resolve<IEffectExecutor>(source, point) is not { } executor)
                return [$"{message.Name}: Nothing carries out effects of kind '{message.Name}'. The plugin that does may not be enabled; enable it and replay."];
            using var payload = JsonDocument.Parse(message.Payload);
            using var limit = new CancellationTokenSource(Dispatcher.TimeLimit, clock);
            var effect = new EffectRequest(message.Name, message.Key ?? "", payload.RootElement.Clone());
            if (await executor.CallAsync(CallKind.Background, effect, static (e, asked, token) => e.ExecuteAsync(asked, token), limit.Token) is { } fault)
            {
                Telemetry.Delivered("failed");
                return [$"{message.Name}: {fault.Detail}"];
            }
            Failpoint.Hit("effects.after-execute");
            Telemetry.Delivered("executed");
            return [];
        }
        catch (Exception failure)
        {
            Telemetry.Delivered("failed");
            return [$"{message.Name}: {failure.GetType().Name}: {failure.Message}"];
        }
    }
}
