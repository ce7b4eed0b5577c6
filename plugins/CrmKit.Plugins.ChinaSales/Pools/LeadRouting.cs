using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.ChinaSales;

/// <summary>A new lead that names no pool goes into the first one that fits its region, tracking mode and level.</summary>
internal sealed class LeadRouting : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var routed = context.Changes.Where(c => c.Operation == RecordOperation.Create).Select(c => c.After).OfType<Lead>().Where(l => string.IsNullOrEmpty(l.Pool)).ToList();
        if (routed.Count == 0) return;
        var pools = (await PoolReader.PoolsAsync(context.Session, cancellationToken)).OrderBy(p => p[Pools.Rank] ?? long.MaxValue).ThenBy(p => p[Pools.Code], StringComparer.Ordinal).ToList();
        foreach (var lead in routed) lead.Pool = pools.Find(p => Fits(p, lead))?[Pools.Code];
    }

    private static bool Fits(CustomRecord pool, Lead lead) =>
        (pool[Pools.Region] is not { } region || string.Equals(region, lead.Region, StringComparison.OrdinalIgnoreCase))
        && (pool[Pools.Tracking] is not { } tracking || tracking == lead[Pools.Tracking])
        && (pool[Pools.Level] is not { } level || level == lead[Pools.Level]);
}
