using CrmKit.Accounts;
using CrmKit.Documents;
using CrmKit.Intake;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;
using static CrmKit.Pipelines.Stages;

namespace CrmKit.Cases;

/// <summary>Service: cases and the things they are about.</summary>
internal sealed class CasesFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Settings(settings => settings.Add(OpenCases.OfCustomers, new("Messages and calls of known customers without an open case open one, instead of a lead", "没有未结服务单的已知客户来信或来电时，新建服务单而不是线索")));
        plugin.CoreType<SupportCase>("case", "cases", new("Case", "服务单"), new("Cases", "服务单"), Case);
        plugin.CoreType<Asset>("asset", "assets", new("Asset", "资产"), new("Assets", "资产"), Asset);
        plugin.Pipeline(new PipelineDefinition
        {
            Key = "case.standard",
            RecordType = "case",
            Label = new("Service", "服务"),
            Stages =
            [
                Open("new", "New", "新建", 0, ageingDays: 1),
                Open("in-progress", "In progress", "处理中", 0, ageingDays: 3),
                Open("waiting", "Waiting for the customer", "等待客户", 0, ageingDays: 7),
                Won("resolved", "Resolved", "已解决", "resolution"),
                Lost("closed-unsolved", "Closed unsolved", "未解决关闭"),
            ],
        });
        plugin.AddBeforeSave<NumberGiver>("case").AddBeforeSave<CaseTimes>("case").AddValidator<CaseRules>("case")
            .AddBeforeSave<AssetWarranty>("asset").AddValidator<DateOrderValidator>("asset");
    }

    private static void Case(CoreTypeBuilder<SupportCase> type) => type
        .Text(c => c.Number, "Number", "编号", 60, unique: true)
        .Name(c => c.Subject, "Subject", "主题").Personal()
        .Long(c => c.Description, "Description", "描述").Personal()
        .Reference(c => c.AccountId, "account", "Account", "客户")
        .Reference(c => c.ContactId, "contact", "Contact", "联系人")
        .Reference(c => c.AssetId, "asset", "Asset", "资产")
        .Reference(c => c.OrderId, "order", "Order", "订单")
        .Choice(c => c.Priority, "Priority", "优先级", Option("low", "Low", "低"), Option("normal", "Normal", "中"), Option("high", "High", "高"), Option("urgent", "Urgent", "紧急"))
        .Choice(c => c.Channel, "Channel", "渠道", [.. Channels.All])
        .Choice(c => c.Category, "Category", "类别", [.. CaseCategories.All])
        .Computed(c => c.FirstResponseDueAt, "First answer due", "首次响应期限", FieldKind.Instant, f => f with { IsIndexed = true })
        .Computed(c => c.ResolutionDueAt, "Solution due", "解决期限", FieldKind.Instant, f => f with { IsIndexed = true })
        .Field(c => c.FirstRespondedAt, "First answered", "首次响应时间")
        .Computed(c => c.ResolvedAt, "Closed", "关闭时间", FieldKind.Instant)
        .Long(c => c.Resolution, "Resolution", "解决方案").Personal()
        .Integer(c => c.Satisfaction, "Satisfaction", "满意度", 1, 5)
        .Under(FieldSection.Dates, "firstResponseDueAt", "resolutionDueAt", "firstRespondedAt", "resolvedAt")
        .Under(new("solution", new("Solution", "解决")), "resolution", "satisfaction");

    private static void Asset(CoreTypeBuilder<Asset> type) => type
        .Name(a => a.Name)
        .Text(a => a.SerialNumber, "Serial number", "序列号", 100, unique: true)
        .Reference(a => a.ProductId, "product", "Product", "产品")
        .Reference(a => a.AccountId, "account", "Account", "客户")
        .Reference(a => a.ContactId, "contact", "Contact", "联系人")
        .Reference(a => a.OrderId, "order", "Order", "订单")
        .Field(a => a.PurchasedOn, "Purchased on", "购买日期")
        .Field(a => a.WarrantyEndsOn, "Warranty ends on", "保修截止", null, f => f with { IsIndexed = true })
        .Choice(a => a.Status, "Status", "状态", Option("in-use", "In use", "使用中"), Option("in-stock", "In stock", "库存"), Option("in-repair", "In repair", "维修中"),
            Option("returned", "Returned", "已退回"), Option("retired", "Retired", "已报废"))
        .Long(a => a.Description, "Description", "描述");
}
