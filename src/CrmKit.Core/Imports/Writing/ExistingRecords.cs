using CrmKit.Imports.Mapping;
using CrmKit.Sessions;

namespace CrmKit.Imports.Writing;

/// <summary>Finds out which rows' records exist, by the key of the map, for a chunk at once.</summary>
internal sealed class ExistingRecords(CrmSession session, ImportPlan plan)
{
    private readonly RecordLookup _lookup = RecordLookup.For(plan.Type);
    private readonly FieldDefinition[] _fields = [.. plan.Key.Select(k => plan.Targets[k].Field)];

    /// <summary>The key of a row; its references must be resolved.</summary>
    public RowKey KeyOf(RowAttempt row) => new([.. plan.Key.Select((k, i) => Normal(_fields[i], row.Values[k]))]);

    /// <summary>Records by key; several with the same key all come.</summary>
    public async Task<ILookup<RowKey, Record>> FindAsync(IReadOnlyCollection<RowKey> keys, CancellationToken cancellationToken)
    {
        // The field with the most different values narrows the search best.
        var order = Enumerable.Range(0, _fields.Length).OrderByDescending(i => keys.Select(k => k.Values[i]).Distinct().Count()).ToList();
        var conditions = order.Select(i => (_fields[i], (IReadOnlyCollection<object>)keys.Select(k => k.Values[i]!).Distinct().ToList())).ToList();
        var found = await _lookup.FindAsync(session, conditions, cancellationToken, withDeleted: _fields.Any(f => f.Key == "externalId")); // a deleted record keeps its external id to itself
        var winners = await WinnersAsync(found, cancellationToken);
        return found.ToLookup(r => new RowKey([.. _fields.Select(f => Normal(f, f.Get(r)))]), r => winners.GetValueOrDefault(r.Id, r));
    }

    // A record that was merged lives on in another one, and rows with its external id are about that one.
    private async Task<Dictionary<Guid, Record>> WinnersAsync(IReadOnlyList<Record> found, CancellationToken cancellationToken)
    {
        var gone = found.Where(r => r.DeletedAt is not null).Select(r => r.Id).ToList();
        var ends = gone.Count == 0 ? new Dictionary<Guid, Guid>() : await session.Service<MergedRecords>().FollowAsync(plan.Type, gone, cancellationToken);
        if (ends.Count == 0) return [];
        var winners = (await _lookup.FindAsync(session, [(plan.Type.Field("id"), [.. ends.Values.Distinct().Select(id => (object)id)])], cancellationToken)).ToDictionary(r => r.Id);
        return ends.Where(e => winners.ContainsKey(e.Value)).ToDictionary(e => e.Key, e => winners[e.Value]);
    }

    private static object? Normal(FieldDefinition field, object? value) => value is string text && field.Kind == FieldKind.Email ? text.ToLowerInvariant() : value;
}

/// <summary>Values that tell rows apart, compared by content.</summary>
internal readonly struct RowKey(object?[] values) : IEquatable<RowKey>
{
    public object?[] Values { get; } = values;

    public bool Equals(RowKey other) => Values.AsSpan().SequenceEqual(other.Values);

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in Values) hash.Add(value);
        return hash.ToHashCode();
    }
}
