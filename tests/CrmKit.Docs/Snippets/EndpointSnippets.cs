using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Endpoints;
using CrmKit.Opportunities;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Docs.Snippets;

#region endpoint
public sealed class ForecastPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddEndpoint<ForecastEndpoint>(new EndpointDefinition
    {
        Key = "acme.forecast",
        Method = "GET",
        Path = "/forecast/{year}",
        Summary = new("What is expected in a year.", "年度预测"),
        Requires = new Permission("opportunity", Operations.Read, AccessScope.Team),
    });
}

internal sealed class ForecastEndpoint : IPluginEndpoint
{
    public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
    {
        if (!int.TryParse(context.Request.Path["year"], out var year)) throw new CrmValidationException(new CrmError("acme.year", "Name a year, such as 2027."));
        var open = await context.Session.Records.ListAsync(new Specification<Opportunity>(o => o.ClosedOn == null && o.ExpectedCloseOn!.Value.Year == year), cancellationToken);
        return EndpointAnswer.Json(new JsonObject { ["year"] = year, ["count"] = open.Count, ["amount"] = open.Sum(o => o.Amount) });
    }
}
#endregion
