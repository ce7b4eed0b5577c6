using CrmKit.Assignment;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Docs.Snippets;

#region assignment-rule
public sealed class RoutingPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddAssignmentRule<ToTheRegionsTeam>("lead");
}

internal sealed class ToTheRegionsTeam : IAssignmentRule
{
    public async ValueTask ChooseAsync(AssignmentRuleContext context, CancellationToken cancellationToken)
    {
        var territories = await context.Session.Records.ListAsync(new Specification<Territory>(), cancellationToken);
        foreach (var lead in context.Records.Cast<Lead>())
            if (territories.FirstOrDefault(t => t.Region == lead.Region) is { TeamId: { } team })
                context.Choose(lead, ownerId: null, team); // into the team's pool, to be claimed
    }
}
#endregion
