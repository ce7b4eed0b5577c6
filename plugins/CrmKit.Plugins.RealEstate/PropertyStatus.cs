using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>A property follows its sale: reserved with the reservation, sold with the keys, listed again when the buyer withdraws.</summary>
internal sealed class PropertyStatus : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var moved = context.Changes
            .Where(c => c.After is RootRecord { PipelineKey: Viewing.Key } after && after[Searches.Property] is not null && (c.Before as RootRecord)?.StageKey != after.StageKey)
            .Select(c => (Property: c.After[Searches.Property]!.Value, Status: StatusAfter((c.Before as RootRecord)?.StageKey, ((RootRecord)c.After).StageKey)))
            .Where(m => m.Status is not null).ToList();
        if (moved.Count == 0) return;
        var properties = (await context.Session.Records.GetManyAsync(Properties.Type, [.. moved.Select(m => m.Property).Distinct()], cancellationToken)).ToDictionary(p => p.Id);
        var more = new ChangeSet { Reason = "The sale of the property moved on." };
        foreach (var (id, status) in moved.DistinctBy(m => m.Property))
            if (properties.TryGetValue(id, out var property) && property[Properties.Status] != status)
                more.Patch(new RecordRef(Properties.Type, id), new Dictionary<string, object?> { [Properties.Status.Key] = status });
        if (more.Changes.Count > 0) context.Also(more);
    }

    private static string? StatusAfter(string? from, string? to) => to switch
    {
        Viewing.Reservation => Properties.Reserved,
        Viewing.Handover => Properties.Sold,
        // Who withdraws before reserving does not put a property back that somebody else has reserved.
        Viewing.Withdrawn when from is not null && Viewing.Pipeline.RankOf(from) >= Viewing.Pipeline.RankOf(Viewing.Reservation) => Properties.Listed,
        _ => null,
    };
}
