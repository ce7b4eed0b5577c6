using CrmKit.Documents;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;
using static CrmKit.Pipelines.Stages;

namespace CrmKit.Opportunities;

/// <summary>Possible sales with their lines, team and competitors.</summary>
internal sealed class OpportunitiesFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Opportunity>("opportunity", "opportunities", new("Opportunity", "商机"), new("Opportunities", "商机"), Opportunity);
        plugin.CoreType<OpportunityLine>("opportunity-line", "opportunity-lines", new("Opportunity line", "商机明细"), new("Opportunity lines", "商机明细"),
            type => type.PartOf(l => l.OpportunityId, "opportunity", "Opportunity", "商机").DocumentLine());
        plugin.CoreType<OpportunityMember>("opportunity-member", "opportunity-members", new("Sales team member", "销售团队成员"), new("Sales team", "销售团队"), Member);
        plugin.CoreType<OpportunityCompetitor>("opportunity-competitor", "opportunity-competitors", new("Competitor", "竞争对手"), new("Competitors", "竞争对手"), Competitor);
        plugin.Pipeline(new PipelineDefinition
        {
            Key = "opportunity.standard",
            RecordType = "opportunity",
            Label = new("Sales", "销售"),
            Stages =
            [
                Open("prospecting", "Prospecting", "初步接触", 10, ageingDays: 30),
                Open("engaging", "Engaging", "需求沟通", 30, ageingDays: 90),
                Open("proposal", "Proposal", "方案报价", 50, ageingDays: 45) with
                {
                    Tasks = [new StageTask(new("Follow up on the proposal", "跟进报价"), TimeSpan.FromDays(2))],
                },
                Open("negotiation", "Negotiation", "商务谈判", 75, ageingDays: 60),
                Won("won", "Won", "赢单"),
                Lost("lost", "Lost", "输单", requiresLossReason: true),
                Shelved("shelved", "Shelved", "搁置", 5),
            ],
        });
        plugin.AddNormalizer<CurrencyNormalizer>("opportunity").AddBeforeSave<OpportunityAmounts>("opportunity")
            .AddValidator<CurrencyValidator>("opportunity").AddValidator<CurrencyFixed>("opportunity").AddValidator<DateOrderValidator>("opportunity")
            .AddBeforeSave<LineAmounts>("opportunity-line").AddAfterSave<DocumentPartsChanged>("opportunity-line")
            .AddValidator<OpportunityMemberDuplicates>("opportunity-member").AddBeforeSave<MemberStages>("opportunity-member").AddValidator<MemberStages>("opportunity-member")
            .AddBeforeSave<CompetitorName>("opportunity-competitor").AddValidator<OneWinningCompetitor>("opportunity-competitor");
    }

    private static void Opportunity(CoreTypeBuilder<Opportunity> type) => type
        .Name(o => o.Name)
        .Reference(o => o.AccountId, "account", "Account", "客户")
        .Reference(o => o.ContactId, "contact", "Contact", "联系人")
        .Reference(o => o.ProductId, "product", "Main product", "主要产品")
        .Money(o => o.Amount, "Amount", "金额")
        .Currency(o => o.Currency)
        .Reference(o => o.PriceBookId, "price-book", "Price book", "价格表")
        .Field(o => o.OpenedOn, "Opened on", "开始日期", null, f => f with { IsIndexed = true })
        .Field(o => o.ExpectedCloseOn, "Expected to close on", "预计成交日期", null, f => f with { IsIndexed = true })
        .Text(o => o.Source, "Source", "来源", 100, indexed: true)
        .Reference(o => o.CampaignId, "campaign", "Campaign", "市场活动")
        .Text(o => o.Region, "Region", "地区", indexed: true)
        .Field(o => o.ProbabilityOverridePercent, "Own probability", "人工概率", FieldKind.Percent, f => f with { Minimum = 0, Maximum = 100 })
        .Computed(o => o.ProbabilityPercent, "Probability", "成交概率", FieldKind.Percent)
        .Computed(o => o.WeightedAmount, "Weighted amount", "加权金额", FieldKind.Money)
        .Computed(o => o.ForecastCategory, "Forecast category", "预测类别", FieldKind.Option, f => f with
        {
            Options = [Option("pipeline", "Pipeline", "潜在"), Option("best-case", "Best case", "争取"), Option("commit", "Commit", "确保"), Option("closed", "Closed", "已赢单"), Option("omitted", "Omitted", "不计入")],
        })
        .Text(o => o.NextStep, "Next step", "下一步")
        .Field(o => o.NextStepOn, "Next step on", "下一步日期", null, f => f with { IsIndexed = true })
        .Field(o => o.ReviewOn, "Look at it again on", "复查日期", null, f => f with { ShownWhen = "stageCategory eq 'shelved'" })
        .Long(o => o.Need, "Need", "需求")
        .Long(o => o.Description, "Description", "描述")
        .Under(FieldSection.Money, "amount", "currency", "priceBookId", "probabilityOverridePercent", "probabilityPercent", "weightedAmount", "forecastCategory")
        .Under(FieldSection.Dates, "openedOn", "expectedCloseOn")
        .Under(FieldSection.Origin, "source", "campaignId", "region");

    private static void Member(CoreTypeBuilder<OpportunityMember> type) => type
        .PartOf(m => m.OpportunityId, "opportunity", "Opportunity", "商机")
        .Reference(m => m.UserId, "user", "User", "用户", f => f with { IsRequired = true })
        .Choice(m => m.Role, "Role", "角色", Option("other", "Other", "其他"), Option("lead", "Lead", "负责人"), Option("sales", "Sales", "销售"), Option("pre-sales", "Pre-sales", "售前"),
            Option("delivery", "Delivery", "交付"), Option("legal", "Legal", "法务"), Option("finance", "Finance", "财务"), Option("executive", "Executive", "高层"))
        .Text(m => m.Stages, "Responsible for stages", "负责的阶段", 1_000)
        .KnownBy(m => m.Role);

    private static void Competitor(CoreTypeBuilder<OpportunityCompetitor> type) => type
        .PartOf(c => c.OpportunityId, "opportunity", "Opportunity", "商机")
        .Reference(c => c.AccountId, "account", "Account", "客户")
        .Name(c => c.Name)
        .Long(c => c.Strengths, "Strengths", "优势")
        .Long(c => c.Weaknesses, "Weaknesses", "劣势")
        .Field(c => c.IsWinner, "Won the sale", "赢得订单");
}
