using CrmKit.Documents;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Campaigns;

/// <summary>Outreach that brings leads.</summary>
internal sealed class CampaignsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Campaign>("campaign", "campaigns", new("Campaign", "市场活动"), new("Campaigns", "市场活动"), Campaign);
        plugin.AddNormalizer<CurrencyNormalizer>("campaign").AddValidator<CurrencyValidator>("campaign").AddValidator<DateOrderValidator>("campaign");
    }

    private static void Campaign(CoreTypeBuilder<Campaign> type) => type
        .Name(c => c.Name)
        .Text(c => c.Code, "Code", "代码", 60, unique: true)
        .Choice(c => c.Kind, "Kind", "类型", Option("email", "E-mail", "邮件"), Option("phone", "Telephone", "电话"), Option("online-ads", "Online advertising", "网络广告"),
            Option("social", "Social media", "社交媒体"), Option("event", "Event", "活动"), Option("trade-fair", "Trade fair", "展会"), Option("webinar", "Webinar", "网络研讨会"),
            Option("print", "Print", "印刷广告"), Option("referral", "Referral", "转介绍"), Option("partner", "Partner", "合作伙伴"), Option("other", "Other", "其他"))
        .Field(c => c.StartsOn, "Starts on", "开始日期")
        .Field(c => c.EndsOn, "Ends on", "结束日期")
        .Money(c => c.Budget, "Budget", "预算")
        .Money(c => c.ActualCost, "Actual cost", "实际成本")
        .Currency(c => c.Currency)
        .Text(c => c.Source, "Source", "来源", 100)
        .Long(c => c.Description, "Description", "描述")
        .Under(FieldSection.Money, "budget", "actualCost", "currency")
        .Under(FieldSection.Dates, "startsOn", "endsOn");
}
