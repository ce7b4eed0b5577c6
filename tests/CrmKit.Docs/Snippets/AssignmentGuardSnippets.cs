using CrmKit.Assignment;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Docs.Snippets;

#region assignment-guard
public sealed class FairSharePlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddAssignmentGuard<AtMostFiftyLeads>("lead");
}

internal sealed class AtMostFiftyLeads : IAssignmentGuard
{
    public async ValueTask CheckAsync(AssignmentGuardContext context, CancellationToken cancellationToken)
    {
        using var system = context.Session.AsSystem("fair share"); // the caller may not see all that the new owner has
        foreach (var given in context.Assignments.Where(a => a.ToOwnerId is not null).GroupBy(a => a.ToOwnerId))
        {
            var has = await context.Session.Records.CountAsync(new Specification<Lead>(l => l.OwnerId == given.Key && l.ClosedAt == null), cancellationToken);
            foreach (var tooMany in given.Skip((int)Math.Max(0, 50 - has)))
                context.Refuse(tooMany, new CrmError("fair.share", "Fifty open leads are enough for one person. Close or release some first."));
        }
    }
}
#endregion
