using CrmKit.Conversions;
using CrmKit.Plugins;

namespace CrmKit.Engineering;

/// <summary>Project business: tenders with a bid score, bills of quantities, contracts with milestones and retention, change orders.</summary>
public sealed class EngineeringPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        AddTenders(plugin);
        AddBills(plugin);
        AddContracts(plugin);
        plugin
            .Settings(s => s
                .Add(BidFactors.Threshold, new("Least bid score with which a bid is prepared", "编制标书的最低投标评分"), BidFactors.UsualThreshold, f => f with { Minimum = 0, Maximum = 100 })
                .Add(ProjectDelivery.Departments, new("Departments that a project needs before its work begins", "项目开工前必须到位的部门"), f => f with { Description = new("Parted by commas; empty for none.", "以逗号分隔；留空则不要求。") }))
            .Role(Roles.Estimator).Role(Roles.Manager);
    }

    private static void AddTenders(ICrmPluginBuilder plugin) => plugin
        .Fields("lead", Tenders.Define)
        .Fields("opportunity", Tenders.DefineSale)
        .Pipeline(Tenders.Definition)
        .Pipeline(ProjectDelivery.Definition)
        .Process(new SalesProcess
        {
            Key = "engineering.project",
            Label = new("Project business", "工程项目"),
            Links = ["lead", "opportunity", "project", "contract", "order", "case"],
            Pipelines = new Dictionary<string, string> { ["opportunity"] = Tenders.Pipeline, ["project"] = ProjectDelivery.Pipeline },
        })
        .RecordType(BidFactors.Type, BidFactors.Define)
        .RecordType(BidFactors.AnswerType, BidFactors.DefineAnswer)
        .AddBeforeSave<BidAnswerName>(BidFactors.AnswerType)
        .AddValidator<BidAnswerRules>(BidFactors.AnswerType)
        .AddAfterSave<BidScoring>(BidFactors.AnswerType)
        .AddAfterSave<BidScoring>(BidFactors.Type)
        .AddStageGuard<BidGuard>(Tenders.Pipeline)
        .AddStageGuard<DepartmentGuard>(ProjectDelivery.Pipeline)
        .AddReport<TendersReport>(TendersReport.Definition);

    private static void AddBills(ICrmPluginBuilder plugin) => plugin
        .RecordType(Bills.Type, Bills.Define)
        .RecordType(Bills.SectionType, Bills.DefineSection)
        .RecordType(Bills.ItemType, Bills.DefineItem)
        .AddBeforeSave<BillAmounts>(Bills.Type)
        .AddBeforeSave<BillAmounts>(Bills.ItemType)
        .AddValidator<BillRules>(Bills.Type)
        .AddValidator<BillRules>(Bills.SectionType)
        .AddValidator<BillRules>(Bills.ItemType)
        .AddAfterSave<BillTotals>(Bills.Type)
        .AddAfterSave<BillTotals>(Bills.SectionType)
        .AddAfterSave<BillTotals>(Bills.ItemType)
        .AddEndpoint<BillEndpoint>(BillEndpoint.Definition);

    private static void AddContracts(ICrmPluginBuilder plugin) => plugin
        .Fields("contract", ContractTerms.Define)
        .RecordType(Milestones.Type, Milestones.Define)
        .RecordType(ChangeOrders.Type, ChangeOrders.Define)
        .Pipeline(ChangeOrders.Pipeline)
        .AddConversionStep<ContractValue>("project", "contract")
        .AddValidator<ContractRules>("contract")
        .AddAfterSave<ContractProgress>("contract")
        .AddStageGuard<SigningGuard>("contract.standard")
        .AddValidator<MilestoneRules>(Milestones.Type)
        .AddAfterSave<MilestoneShares>(Milestones.Type)
        .AddAfterSave<ContractProgress>(Milestones.Type)
        .AddAfterSave<OrderFromMilestones>("order")
        .AddBeforeSave<ChangeOrderNumbers>(ChangeOrders.Type)
        .AddValidator<ChangeOrderRules>(ChangeOrders.Type)
        .AddAfterSave<ChangeOrderApproval>(ChangeOrders.Type)
        .AddJob<RetentionRelease>(RetentionRelease.Definition)
        .AddReport<RetentionReport>(RetentionReport.Definition)
        .AddReport<ChangesReport>(ChangesReport.Definition);
}
