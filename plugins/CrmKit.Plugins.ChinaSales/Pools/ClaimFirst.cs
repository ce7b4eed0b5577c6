using CrmKit.Conversions;
using CrmKit.Leads;

namespace CrmKit.ChinaSales;

/// <summary>Nobody converts a lead out of the pool: he would have its customer without having claimed it.</summary>
internal sealed class ClaimFirst(PoolReader reader) : IConversionStep
{
    public async ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        if (context.Source is not Lead { Pool: { } pool } lead) return;
        if (!(await reader.TermsAsync(context.Session, cancellationToken)).ContainsKey(pool)) return;
        if (lead.OwnerId is null) throw new CrmRuleException(ChinaSalesErrors.ClaimFirst(lead));
        var holdings = await PoolReader.OpenHoldingsAsync(context.Session, [lead.Id], cancellationToken);
        if (holdings.TryGetValue(lead.Id, out var holding) && Holdings.IsOverdue(holding, context.Session.Today))
            throw new CrmRuleException(ChinaSalesErrors.Overdue(lead, holding[Holdings.DueOn]!.Value));
    }
}
