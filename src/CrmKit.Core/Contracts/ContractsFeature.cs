using CrmKit.Documents;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;
using static CrmKit.Pipelines.Stages;

namespace CrmKit.Contracts;

/// <summary>Agreements with their versions, parties, terms and renewals.</summary>
internal sealed class ContractsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Contract>("contract", "contracts", new("Contract", "合同"), new("Contracts", "合同"), Contract);
        plugin.CoreType<ContractVersion>("contract-version", "contract-versions", new("Contract version", "合同版本"), new("Contract versions", "合同版本"), Version);
        plugin.CoreType<ContractParty>("contract-party", "contract-parties", new("Contract party", "合同方"), new("Contract parties", "合同方"), Party);
        plugin.Pipeline(new PipelineDefinition
        {
            Key = "contract.standard",
            RecordType = "contract",
            Label = new("Contract", "合同"),
            Stages =
            [
                Open("draft", "Draft", "草拟", 40, ageingDays: 14),
                Open("negotiation", "Negotiation", "谈判", 60, ageingDays: 30),
                Open("review", "In review", "审核", 80, ageingDays: 14),
                Won("active", "Signed", "已签署"),
                Lost("terminated", "Terminated", "已终止", requiresLossReason: true),
                Lost("expired", "Expired", "已到期"),
            ],
        });
        plugin.AddNormalizer<CurrencyNormalizer>("contract").AddBeforeSave<NumberGiver>("contract").AddBeforeSave<ContractTerm>("contract")
            .AddValidator<CurrencyValidator>("contract").AddValidator<DateOrderValidator>("contract").AddValidator<ContractRules>("contract")
            .AddBeforeSave<VersionNumbers>("contract-version").AddValidator<VersionRules>("contract-version")
            .AddValidator<PartyRules>("contract-party");
    }

    private static void Contract(CoreTypeBuilder<Contract> type) => type
        .Name(c => c.Name)
        .Text(c => c.Number, "Number", "编号", 60, unique: true)
        .Reference(c => c.AccountId, "account", "Account", "客户")
        .Reference(c => c.OpportunityId, "opportunity", "Opportunity", "商机")
        .Reference(c => c.ProjectId, "project", "Project", "项目")
        .Reference(c => c.QuoteId, "quote", "Quote", "报价单")
        .Money(c => c.Amount, "Amount", "金额")
        .Currency(c => c.Currency)
        .Field(c => c.StartsOn, "Starts on", "生效日期")
        .Field(c => c.EndsOn, "Ends on", "到期日期", null, f => f with { IsIndexed = true })
        .Choice(c => c.RenewalKind, "Renewal", "续约方式", Option("none", "None", "不续约"), Option("automatic", "Automatic", "自动续约"), Option("by-agreement", "By agreement", "协商续约"))
        .Integer(c => c.RenewalMonths, "Renewal in months", "续约月数", 1, 1200)
        .Integer(c => c.NoticeDays, "Notice in days", "提前通知天数", 0, 3650)
        .Computed(c => c.NoticeByOn, "Notice by", "通知截止日期", FieldKind.Date, f => f with { IsIndexed = true })
        .Field(c => c.SignedOn, "Signed on", "签署日期")
        .Long(c => c.Terms, "Terms", "条款")
        .Long(c => c.Description, "Description", "描述")
        .Under(FieldSection.Money, "amount", "currency")
        .Under(new("term", new("Term and renewal", "期限与续约")), "startsOn", "endsOn", "renewalKind", "renewalMonths", "noticeDays", "noticeByOn", "signedOn");

    private static void Version(CoreTypeBuilder<ContractVersion> type) => type
        .PartOf(v => v.ContractId, "contract", "Contract", "合同")
        .Field(v => v.VersionNumber, "Version", "版本号", FieldKind.Integer, f => f with { Minimum = 1, Maximum = 100_000, IsRequired = true })
        .Choice(v => v.Status, "Status", "状态", Option("draft", "Draft", "草稿"), Option("proposed", "Proposed", "已提交"), Option("agreed", "Agreed", "已同意"), Option("rejected", "Rejected", "已拒绝"))
        .Text(v => v.Summary, "Summary", "摘要", 400)
        .Long(v => v.Text, "Text", "正文")
        .Text(v => v.ProposedBy, "Proposed by", "提出方")
        .Field(v => v.ProposedOn, "Proposed on", "提出日期")
        .KnownBy(v => v.VersionNumber);

    private static void Party(CoreTypeBuilder<ContractParty> type) => type
        .PartOf(p => p.ContractId, "contract", "Contract", "合同")
        .Reference(p => p.AccountId, "account", "Account", "客户")
        .Reference(p => p.ContactId, "contact", "Contact", "联系人")
        .Choice(p => p.Role, "Role", "角色", Option("customer", "Customer", "买方"), Option("supplier", "Supplier", "卖方"), Option("guarantor", "Guarantor", "担保人"),
            Option("broker", "Broker", "中介"), Option("witness", "Witness", "见证人"), Option("other", "Other", "其他"))
        .KnownBy(p => p.Role);
}
