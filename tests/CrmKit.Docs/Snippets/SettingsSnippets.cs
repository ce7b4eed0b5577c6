using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Settings;

namespace CrmKit.Docs.Snippets;

#region settings
public sealed class DiscountPlugin : CrmPlugin
{
    public static readonly Field<decimal> Highest = Field.Percent("acme.highest-discount");
    public static readonly Field<string> ErpKey = Field.Text("acme.erp-key");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Settings(s => s
            .Add(Highest, new("Highest discount", "最高折扣"), 20m, f => f with { Minimum = 0, Maximum = 100 })
            .AddSecret(ErpKey, new("Key of the ERP", "ERP 密钥")))
        .AddValidator<DiscountLimit>("opportunity-line");
}

internal sealed class DiscountLimit(IPluginSettings settings) : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var highest = (await settings.ReadAsync(context.Session, cancellationToken))[DiscountPlugin.Highest];
        foreach (var change in context.Changes)
            if (((OpportunityLine)change.After).DiscountPercent > highest)
                context.Refuse(change, new CrmError("acme.discount", $"At most {highest} % may be given.") { Field = "discountPercent" });
    }
}
#endregion
