using CrmKit.Plugins;

namespace CrmKit.Documents.Printing;

/// <summary>What is printed of offers, sales and agreements, and what stands on top of it.</summary>
internal sealed class PrintingFeature : CrmPlugin
{
    public const string Letter = "letter";

    public static readonly Field<string> CompanyName = Field.Text("company-name");
    public static readonly Field<string> CompanyAddress = Field.LongText("company-address");
    public static readonly Field<string> CompanyLogo = Field.LongText("company-logo");
    public static readonly Field<string> Paper = Field.Option("document-paper");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Settings(settings => settings
            .Add(CompanyName, new("Company on documents", "单据上的公司名称"), f => f with { MaxLength = 200 })
            .Add(CompanyAddress, new("Address and numbers on documents", "单据上的地址与联系方式"), f => f with { MaxLength = 1_000 })
            .Add(CompanyLogo, new("Logo on documents, as a data address of a PNG or JPEG picture", "单据上的徽标（PNG 或 JPEG 图片的 data 地址）"), f => f with { MaxLength = 200_000, Pattern = "data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+" })
            .Add(Paper, new("Paper of documents", "单据纸张"), "a4", f => f with { IsRequired = true, Options = [new("a4", new("A4", "A4")), new(Letter, new("Letter", "信纸"))] }))
        .AddDocumentTemplate(PrintedTemplates.Of("quote", "quote", new("Quote", "报价单")))
        .AddDocumentTemplate(PrintedTemplates.Of("order", "order", new("Order", "订单")))
        .AddDocumentTemplate(PrintedTemplates.Of("payment-plan", "order", new("Payment plan", "付款计划")))
        .AddDocumentTemplate(PrintedTemplates.Of("delivery-note", "order", new("Delivery note", "送货单")))
        .AddDocumentTemplate(PrintedTemplates.Of("delivery", "delivery", new("Delivery note", "送货单")))
        .AddDocumentTemplate(PrintedTemplates.Of("contract", "contract", new("Contract", "合同")));
}
