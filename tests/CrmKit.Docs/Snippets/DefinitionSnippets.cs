using CrmKit.Access;
using CrmKit.Conversions;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Plugins;

namespace CrmKit.Docs.Snippets;

#region fields-and-types
public sealed class FleetPlugin : CrmPlugin
{
    public static readonly Field<decimal> Mileage = Field.Decimal("fleet.mileage");
    public static readonly Field<string> Plate = Field.Text("fleet.plate");
    public static readonly Field<Guid> Keeper = Field.Reference("fleet.keeper");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .RecordType("fleet.car", t => t.Named("Car", "Cars", "车辆").Fields(f => f
            .Add(Plate, "Plate", "车牌", d => d with { IsRequired = true, IsUnique = true, MaxLength = 12 })
            .Add(Keeper, "account", "Keeper", "使用客户")))
        .Fields("opportunity", f => f.Add(Mileage, "Yearly mileage", "年里程", d => d with { Minimum = 0 }));
}
#endregion

#region pipeline-and-process
public sealed class LeasingPlugin : CrmPlugin
{
    private static readonly PipelineDefinition Pipeline = new()
    {
        Key = "leasing.deal",
        RecordType = "opportunity",
        Label = new("Leasing", "租赁"),
        Stages =
        [
            new() { Key = "enquiry", Label = new("Enquiry", "询价"), ProbabilityPercent = 10, AgeingLimit = TimeSpan.FromDays(14) },
            new() { Key = "credit", Label = new("Credit check", "信用审核"), ProbabilityPercent = 40, RequiredFields = ["accountId"], Tasks = [new(new("Ask for the accounts", "索取财务报表"), TimeSpan.FromDays(2))] },
            new() { Key = "signed", Label = new("Signed", "已签约"), ProbabilityPercent = 100, Category = StageCategory.Won },
            new() { Key = "declined", Label = new("Declined", "已拒绝"), Category = StageCategory.Lost, RequiresLossReason = true },
        ],
    };

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Pipeline(Pipeline)
        .Process(new SalesProcess
        {
            Key = "leasing.sale",
            Label = new("Leasing", "租赁"),
            Links = ["lead", "opportunity", "contract"], // no project and no order in this business
            Pipelines = new Dictionary<string, string> { ["opportunity"] = Pipeline.Key },
        });
}
#endregion

#region copy-map
public sealed class HandOverPlugin : CrmPlugin
{
    public static readonly Field<string> Wish = Field.Text("handover.wish");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Fields("lead", f => f.Add(Wish, "Wish", "需求"))
        .Fields("opportunity", f => f.Add(Wish, "Wish", "需求")) // the same key on both: it goes along by itself
        .ExtendConversion("lead", "opportunity", new FieldCopy("jobTitle", "nextStep"))
        .AddConversionStep<NameAfterTheWish>("lead", "opportunity");
}

internal sealed class NameAfterTheWish : IConversionStep
{
    public ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        if (context.Target is Opportunity deal && context.Source[HandOverPlugin.Wish] is { } wish) deal.Name = $"{deal.Name}: {wish}";
        return default;
    }
}
#endregion

#region roles
public sealed class DispatchPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .RecordType("dispatch.tour", t => t.Named("Tour", "Tours", "行程"))
        .Role(new RoleDefinition
        {
            Key = "dispatch.driver",
            Label = new("Driver", "司机"),
            Permissions = [new("dispatch.tour", Operations.Read | Operations.Update, AccessScope.Own), new("account", Operations.Read, AccessScope.All)],
            Restrictions = [new("account", "industry", CanRead: false, CanWrite: false)],
        });
}
#endregion
