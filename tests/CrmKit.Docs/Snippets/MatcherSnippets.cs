using CrmKit.Leads;
using CrmKit.Matching;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Docs.Snippets;

#region matcher
public sealed class WebsiteMatchPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddMatcher<SameWebsite>("lead", "lead");
}

internal sealed class SameWebsite : IRecordMatcher
{
    public async ValueTask MatchAsync(MatchContext context, CancellationToken cancellationToken)
    {
        var bySite = context.Probes.Where(p => p.Record is Lead { Website: not null }).ToLookup(p => ((Lead)p.Record).Website!);
        var sites = bySite.Select(s => s.Key).ToList();
        if (sites.Count == 0) return;
        foreach (var lead in await context.Session.Records.ListAsync(new Specification<Lead>(l => sites.Contains(l.Website!)), cancellationToken))
            foreach (var probe in bySite[lead.Website!]) context.Found(probe, lead, confidence: 0.7m, "same website");
    }
}
#endregion
