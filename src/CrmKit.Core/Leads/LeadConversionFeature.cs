using CrmKit.Plugins;

namespace CrmKit.Leads;

/// <summary>Whatever a lead becomes, also in a plugin's process, it gets an account and a contact before other steps run.</summary>
internal sealed class LeadConversionFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddConversionStep<LeadConversionStep>("lead", "*", -500);
}
