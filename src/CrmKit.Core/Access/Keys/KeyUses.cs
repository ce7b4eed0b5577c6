using System.Collections.Concurrent;

namespace CrmKit.Access;

/// <summary>Remembers, in memory, when API keys were used last: a write per call would cost more than the call. Thread safe; no more entries than there are keys.</summary>
internal sealed class KeyUses
{
    private readonly ConcurrentDictionary<(string TenantId, Guid Key), DateTimeOffset> _uses = new();

    public void Add(string tenantId, Guid key, DateTimeOffset at) => _uses.AddOrUpdate((tenantId, key), at, (_, before) => before > at ? before : at);

    /// <summary>The last use that is not stored yet; it stays.</summary>
    public DateTimeOffset? Of(string tenantId, Guid key) => _uses.TryGetValue((tenantId, key), out var at) ? at : null;

    /// <summary>Takes all out.</summary>
    public IReadOnlyList<(string TenantId, Guid Key, DateTimeOffset At)> Take()
    {
        var taken = new List<(string, Guid, DateTimeOffset)>();
        foreach (var key in _uses.Keys)
            if (_uses.TryRemove(key, out var at)) taken.Add((key.TenantId, key.Key, at));
        return taken;
    }
}
