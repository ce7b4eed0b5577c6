using CrmKit.Conversions;
using CrmKit.Plugins;

namespace CrmKit.RealEstate;

/// <summary>Properties, what buyers look for, and the sale from viewing to handover.</summary>
public sealed class RealEstatePlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .RecordType(Properties.Type, Properties.Define)
        .Fields("lead", Searches.Define)
        .Fields("opportunity", Searches.DefineSale)
        .Fields("contract", Searches.DefineProperty)
        .Fields("order", Searches.DefineProperty)
        .Pipeline(Viewing.Pipeline)
        .Process(new SalesProcess
        {
            Key = "realestate.sale",
            Label = new("Property sale", "房产销售"),
            Links = ["lead", "opportunity", "contract", "order"],
            Pipelines = new Dictionary<string, string> { ["opportunity"] = Viewing.Key },
        })
        // The searched property goes along by its key, which is the same on every link.
        .ExtendConversion("lead", "opportunity", new FieldCopy(Searches.Budget.Key, "amount"))
        .ExtendConversion("opportunity", "contract", new FieldCopy(Searches.AgreedPrice.Key, "amount"))
        .AddBeforeSave<ListingDate>(Properties.Type)
        .AddValidator<PropertyRules>(Properties.Type)
        .AddValidator<SearchRules>("lead")
        .AddValidator<SearchRules>("opportunity")
        .AddStageGuard<AvailabilityGuard>(Viewing.Key)
        .AddAfterSave<PropertyStatus>("opportunity")
        .AddReport<ListingsReport>(ListingsReport.Definition)
        .Role(Roles.Agent);
}
