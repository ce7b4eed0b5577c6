using System.Collections.Concurrent;

namespace CrmKit.Reports;

/// <summary>Counts, in memory, how often queries name fields. Thread safe; no more keys than the catalogs have fields.</summary>
internal sealed class FieldReads
{
    private readonly ConcurrentDictionary<(string TenantId, string Type, string Field), long> _counts = new();

    public void Add(string tenantId, string type, string field, long count = 1) => _counts.AddOrUpdate((tenantId, type, field), static (_, n) => n, static (_, before, n) => before + n, count);

    /// <summary>What was counted since the last fold; it stays.</summary>
    public long Of(string tenantId, string type, string field) => _counts.GetValueOrDefault((tenantId, type, field));

    /// <summary>Takes all that was counted out.</summary>
    public IReadOnlyList<(string TenantId, string Type, string Field, long Count)> Take()
    {
        var taken = new List<(string, string, string, long)>();
        foreach (var key in _counts.Keys)
            if (_counts.TryRemove(key, out var count)) taken.Add((key.TenantId, key.Type, key.Field, count));
        return taken;
    }
}
