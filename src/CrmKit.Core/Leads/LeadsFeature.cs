using CrmKit.Accounts;
using CrmKit.Documents;
using CrmKit.Intake;
using CrmKit.Pipelines;
using CrmKit.Matching;
using CrmKit.Places;
using CrmKit.Plugins;
using CrmKit.Quality;
using static CrmKit.Catalog.CoreTypeFields;
using static CrmKit.Pipelines.Stages;

namespace CrmKit.Leads;

/// <summary>Signals of interest, until they are qualified or dropped.</summary>
internal sealed class LeadsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Lead>("lead", "leads", new("Lead", "线索"), new("Leads", "线索"), Lead);
        plugin.Pipeline(new PipelineDefinition
        {
            Key = "lead.standard",
            RecordType = "lead",
            Label = new("Lead qualification", "线索跟进"),
            Stages =
            [
                Open("new", "New", "新线索", 5, ageingDays: 2),
                Open("contacted", "Contacted", "已联系", 15, ageingDays: 14),
                Open("qualified", "Qualified", "已确认", 30, ageingDays: 14),
                Converted("converted", "Converted", "已转化"),
                Lost("disqualified", "Disqualified", "无效", requiresLossReason: true),
                Shelved("nurturing", "Nurturing", "培育中", 5),
            ],
        });
        plugin.AddNormalizer<CurrencyNormalizer>("lead").AddNormalizer<LeadNormalizer>("lead").AddNormalizer<QuarantineRule>("lead").AddBeforeSave<AddressLine>("lead").AddBeforeSave<BounceReset>("lead").AddValidator<CurrencyValidator>("lead")
            .AddMatcher<OpenLeadMatcher>("lead", "lead").AddMatcher<LeadAccountMatcher>("lead", "account").AddMatcher<LeadContactMatcher>("lead", "contact");
    }

    private static void Lead(CoreTypeBuilder<Lead> type) => type
        .Name(l => l.Name, "Name", "姓名").Matched(MatchKind.FullName)
        .Text(l => l.CompanyName, "Company", "公司", indexed: true, searchable: true).Matched(MatchKind.Company)
        .Text(l => l.JobTitle, "Job title", "职位")
        .Field(l => l.Email, "E-mail", "电子邮箱", FieldKind.Email, f => f with { IsIndexed = true }).Matched(MatchKind.Email)
        .Computed(l => l.EmailBouncedAt, "E-mail bounced at", "邮件退回时间")
        .Field(l => l.Phone, "Phone", "电话", FieldKind.Phone, f => f with { IsIndexed = true }).Matched(MatchKind.Phone)
        .Field(l => l.Website, "Website", "网站", FieldKind.Url)
        .Text(l => l.Source, "Source", "来源", 100, indexed: true)
        .Choice(l => l.Channel, "Channel", "渠道", [.. Channels.All])
        .Reference(l => l.CampaignId, "campaign", "Campaign", "市场活动")
        .Integer(l => l.Score, "Score", "评分", 0, 100)
        .Text(l => l.Pool, "Pool", "线索池", 100, indexed: true)
        .Choice(l => l.Rating, "Rating", "热度", Option("cold", "Cold", "冷"), Option("warm", "Warm", "温"), Option("hot", "Hot", "热"))
        .Long(l => l.NeedDescription, "Need", "需求")
        .Reference(l => l.ProductId, "product", "Product", "产品")
        .Text(l => l.Street, "Street", "街道").Matched(MatchKind.Text)
        .Text(l => l.City, "City", "城市").Matched(MatchKind.Text)
        .Text(l => l.Region, "Region", "地区", indexed: true)
        .Text(l => l.PostalCode, "Postal code", "邮政编码", 20).Matched(MatchKind.Code)
        .Text(l => l.Country, "Country", "国家", 100)
        .Computed(l => l.Address, "Address", "地址", FieldKind.LongText)
        .Money(l => l.EstimatedAmount, "Estimated amount", "预计金额")
        .Currency(l => l.Currency)
        .Reference(l => l.AccountId, "account", "Account", "客户")
        .Reference(l => l.ContactId, "contact", "Contact", "联系人")
        .Quarantined(l => l.QuarantinedAt, l => l.QuarantineReason)
        .Under(FieldSection.Reach, "email", "emailBouncedAt", "phone", "website")
        .Under(FieldSection.Origin, "source", "channel", "campaignId", "pool")
        .Under(FieldSection.Address, "street", "city", "region", "postalCode", "country", "address")
        .Under(FieldSection.Money, "estimatedAmount", "currency")
        .IsAPerson("source", "channel", "score", "pool", "rating", "region", "country", "estimatedAmount", "currency", "quarantinedAt", "quarantineReason");
}
