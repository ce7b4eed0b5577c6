using CrmKit.Events;

namespace CrmKit.Plugins;

/// <summary>What takes part for a tenant, and which plugins that take no part what is on its way waits for.</summary>
internal sealed class AbsentSources(ExtensionSnapshot present, IReadOnlyList<KnownSource> known, IReadOnlySet<string>? hidden)
{
    public ExtensionSnapshot Present { get; } = present;

    /// <summary>What an effect or run that nobody takes now waits for; <see langword="null"/> when no plugin is known that would.</summary>
    public string? Awaited(Type contract, string target) =>
        known.FirstOrDefault(k => k.Takes.Contains(KnownSource.Take(contract, target))) is { } taker ? Waits(target, [taker.Id]) : null;

    /// <summary>The plugins that an event waits for, as text: those that it was for when it happened. <see langword="null"/> when there is none.</summary>
    public string? Subscribers(string eventName, DateTimeOffset at)
    {
        if (known.Count == 0) return null;
        var missing = known.Where(k => Present.Sources.All(s => s.Id != k.Id) && hidden?.Contains(k.Id) != true && !(k.OffAt < at)
            && k.Targets(typeof(IEventSubscriber)).Any(t => ExtensionSnapshot.Matches(t, eventName))).Select(k => k.Id).Order(StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null : Waits(eventName, missing);
    }

    /// <summary>Why something waits.</summary>
    public static string Waits(string name, IReadOnlyList<string> plugins) =>
        $"{name}: It waits for {string.Join(", ", plugins.Select(p => $"plugin '{p}'"))}, which takes no part, and goes on when it does. Enable it, or erase it to give up what waits.";
}
