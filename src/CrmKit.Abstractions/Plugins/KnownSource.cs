using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Scheduling;

namespace CrmKit.Plugins;

/// <summary>A plugin that the host knows, whether it takes part or not: while it does not, what is on its way to it waits.</summary>
/// <param name="Id">The plugin.</param>
/// <param name="Takes">What the outbox brings it, by <see cref="Take"/>.</param>
/// <param name="OffAt">When somebody switched it off: later events are not for it. <see langword="null"/> when nobody did, and it is missing all the same.</param>
internal sealed record KnownSource(string Id, IReadOnlyList<string> Takes, DateTimeOffset? OffAt)
{
    public bool Equals(KnownSource? other) => other is not null && (Id, OffAt) == (other.Id, other.OffAt) && Takes.SequenceEqual(other.Takes, StringComparer.Ordinal);

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>What the outbox brings a source, also for features of it that are off.</summary>
    public static IReadOnlyList<string> TakesOf(ExtensionSource source) =>
    [
        .. source.Parts.Select(p => p.Part).Prepend(source).SelectMany(s => s.Extensions)
            .Where(e => e.Contract == typeof(IEventSubscriber) || e.Contract == typeof(IEffectExecutor) || e.Contract == typeof(IScheduledJob))
            .Select(e => Take(e.Contract, e.Target)).Distinct().Order(StringComparer.Ordinal),
    ];

    public static string Take(Type contract, string target) => $"{contract.Name} {target}";

    /// <summary>The targets of a contract that it takes.</summary>
    public IEnumerable<string> Targets(Type contract) => Takes.Where(t => t.StartsWith(contract.Name + " ", StringComparison.Ordinal)).Select(t => t[(contract.Name.Length + 1)..]);
}
