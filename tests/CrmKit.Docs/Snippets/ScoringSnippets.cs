using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Scoring;

namespace CrmKit.Docs.Snippets;

#region scoring-factor
public sealed class LeadScorePlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddScoringFactor<Reachable>(new ScoringFactorDefinition { Key = "acme.reachable", Label = new("Can be reached", "可联系") });
}

internal sealed class Reachable : IScoringFactor
{
    public ValueTask ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        foreach (var lead in context.Records.Cast<Lead>())
            if (lead.Phone is not null) context.Give(lead, lead.Email is null ? 10 : 25, "has a telephone number");
        return default;
    }
}
#endregion
