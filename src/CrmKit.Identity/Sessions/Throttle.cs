using System.Collections.Concurrent;
using CrmKit.Access;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Sessions;

/// <summary>Counts tries by name and by network, for names that exist and those that do not alike. A try counts before it is looked at, so that many at once do not slip by.</summary>
/// <remarks>In memory of the node: what holds over nodes is the lock of the account. Singleton, thread safe, bounded.</remarks>
internal sealed class Throttle(IOptions<CrmKitIdentityOptions> options, TimeProvider clock)
{
    private const int MostEntries = 100_000;

    private readonly ConcurrentDictionary<string, Tries> _tries = new(StringComparer.Ordinal);

    /// <exception cref="AspNetCore.ApiException"><c>sign-in.too-many</c>.</exception>
    public void Begin(string name, Origin origin)
    {
        var now = clock.GetUtcNow();
        if (_tries.Count >= MostEntries) Forget(now);
        Count(NameKey(name, origin), options.Value.MaxFailures, now);
        Count(NetworkKey(origin), options.Value.MaxFailuresPerAddress, now);
    }

    /// <summary>The try was right: it does not count, nor do those of the name before it.</summary>
    public void Succeeded(string name, Origin origin)
    {
        _tries.TryRemove(NameKey(name, origin), out _);
        _tries.AddOrUpdate(NetworkKey(origin), static _ => new Tries(0, default), static (_, tries) => tries with { Count = Math.Max(0, tries.Count - 1) });
    }

    private void Count(string key, int most, DateTimeOffset now)
    {
        var until = now + options.Value.LockoutTime;
        var tries = _tries.AddOrUpdate(key, _ => new Tries(1, until), (_, before) => before.Until <= now ? new Tries(1, until) : before with { Count = before.Count + 1 });
        if (tries.Count > most) throw SignInErrors.TooMany(tries.Until - now);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, tries) in _tries)
            if (tries.Until <= now) _tries.TryRemove(key, out _);
        if (_tries.Count >= MostEntries) _tries.Clear(); // somebody tries a hundred thousand names: the locks of the accounts stay
    }

    private static string NameKey(string name, Origin origin) => "n" + Secrets.HashOf($"{origin.Tenant}/{name}"); // names may be long, and are nobody's business

    private static string NetworkKey(Origin origin) => "a" + origin.Network;

    private readonly record struct Tries(int Count, DateTimeOffset Until);
}
