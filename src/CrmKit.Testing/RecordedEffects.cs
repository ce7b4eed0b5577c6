using System.Collections.Concurrent;
using CrmKit.Effects;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Testing;

/// <summary>Takes every effect before whoever would carry it out: nothing leaves the test.</summary>
internal sealed class RecordedEffects : IEffectExecutor
{
    private readonly ConcurrentQueue<EffectRequest> _all = new();

    public IReadOnlyList<EffectRequest> All => [.. _all];

    public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
    {
        _all.Enqueue(effect);
        return default;
    }

    public void PutInto(IExtensionHost host)
    {
        var source = new ExtensionSource("crmkit-testing") { Rank = 1, Services = new ServiceCollection().BuildServiceProvider() };
        source.Extensions.Add(new ExtensionPoint(typeof(IEffectExecutor), "*", int.MinValue, nameof(RecordedEffects), _ => this));
        host.Put(source);
    }
}
