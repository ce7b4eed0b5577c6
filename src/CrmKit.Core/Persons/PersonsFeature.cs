using CrmKit.Plugins;

namespace CrmKit.Persons;

/// <summary>What is kept about one person.</summary>
internal sealed class PersonsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddValidator<ErasedStay>("contact", order: -1000).AddValidator<ErasedStay>("lead", order: -1000);
}
