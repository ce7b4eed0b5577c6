using CrmKit.Access;
using CrmKit.Components;
using CrmKit.Pages;
using CrmKit.Plugins;

namespace CrmKit.Docs.Snippets;

#region component
public sealed class WaitingPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddComponentPage<WaitingLeads>(new PageDefinition
    {
        Key = "acme.waiting-leads",
        Label = new("Waiting leads", "等待中的线索"),
        Requires = new Permission("lead", Operations.Read, AccessScope.Own),
    });
}
#endregion
