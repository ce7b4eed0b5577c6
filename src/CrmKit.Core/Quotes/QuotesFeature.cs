using CrmKit.Documents;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using static CrmKit.Pipelines.Stages;

namespace CrmKit.Quotes;

/// <summary>Offers with lines and revisions.</summary>
internal sealed class QuotesFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Quote>("quote", "quotes", new("Quote", "报价单"), new("Quotes", "报价单"), Quote);
        plugin.CoreType<QuoteLine>("quote-line", "quote-lines", new("Quote line", "报价明细"), new("Quote lines", "报价明细"),
            type => type.PartOf(l => l.QuoteId, "quote", "Quote", "报价单").DocumentLine());
        plugin.Pipeline(new PipelineDefinition
        {
            Key = "quote.standard",
            RecordType = "quote",
            Label = new("Quote", "报价"),
            Stages =
            [
                Open("draft", "Draft", "草拟", 40, ageingDays: 7),
                Open("sent", "Sent", "已发送", 60, ageingDays: 14),
                Won("accepted", "Accepted", "已接受"),
                Lost("rejected", "Rejected", "已拒绝"),
                Lost(QuoteStages.Expired, "Expired", "已过期"),
                Lost(QuoteStages.Replaced, "Replaced", "已被取代"),
            ],
        });
        plugin.AddNormalizer<CurrencyNormalizer>("quote").AddBeforeSave<NumberGiver>("quote").AddBeforeSave<QuoteTotals>("quote")
            .AddValidator<CurrencyValidator>("quote").AddValidator<CurrencyFixed>("quote").AddValidator<DiscountOnce>("quote").AddValidator<DateOrderValidator>("quote")
            .AddValidator<SentQuotes>("quote").AddValidator<QuoteChecks>("quote")
            .AddBeforeSave<LineAmounts>("quote-line").AddValidator<SentQuoteLines>("quote-line")
            .AddAfterSave<SentQuoteLines>("quote-line").AddAfterSave<DocumentPartsChanged>("quote-line");
    }

    private static void Quote(CoreTypeBuilder<Quote> type) => type
        .Name(q => q.Name)
        .Text(q => q.Number, "Number", "编号", 60, unique: true)
        .Computed(q => q.Revision, "Revision", "修订版", FieldKind.Integer)
        .Computed(q => q.RevisionOfId, "Revision of", "修订自", FieldKind.Reference, f => f with { ReferenceType = "quote", IsIndexed = true })
        .Reference(q => q.AccountId, "account", "Account", "客户")
        .Reference(q => q.ContactId, "contact", "Contact", "联系人")
        .Reference(q => q.OpportunityId, "opportunity", "Opportunity", "商机")
        .Reference(q => q.PriceBookId, "price-book", "Price book", "价格表")
        .Currency(q => q.Currency)
        .Field(q => q.IssuedOn, "Issued on", "报价日期", null, f => f with { IsIndexed = true })
        .Field(q => q.ValidUntilOn, "Valid until", "有效期至", null, f => f with { IsIndexed = true })
        .DocumentTerms()
        .Long(q => q.Terms, "Terms", "条款")
        .Long(q => q.Description, "Description", "描述")
        .Under(FieldSection.Money, "priceBookId", "currency")
        .Under(FieldSection.Dates, "issuedOn", "validUntilOn");
}
