using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Quotes;

namespace CrmKit.Conversions;

/// <summary>The chain from lead to service: what is copied from link to link, and which links an industry uses.</summary>
internal sealed class ChainFeature : CrmPlugin
{
    private static readonly IReadOnlyList<StageCategory> OpenOrWon = [StageCategory.Open, StageCategory.Won];

    private static readonly IReadOnlyList<FieldCopy> Line = Same("position", "productId", "description", "quantity", "unitPrice", "discountPercent", "taxPercent");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Conversion(new ConversionDefinition
        {
            From = "lead",
            To = "opportunity",
            SourceStage = "converted",
            AllowedCategories = OpenOrWon,
            Copies =
            [
                .. Same("name", "accountId", "contactId", "productId", "source", "campaignId", "region", "currency"),
                new FieldCopy("estimatedAmount", "amount"), new FieldCopy("needDescription", "need"),
            ],
        })
        .Conversion(new ConversionDefinition
        {
            From = "lead",
            To = "order",
            SourceStage = "converted",
            AllowedCategories = OpenOrWon,
            Copies =
            [
                .. Same("name", "accountId", "contactId", "currency"), new FieldCopy("needDescription", "description"), new FieldCopy("name", "shippingName"),
                new FieldCopy("street", "shippingStreet"), new FieldCopy("city", "shippingCity"), new FieldCopy("region", "shippingRegion"),
                new FieldCopy("postalCode", "shippingPostalCode"), new FieldCopy("country", "shippingCountry"),
            ],
        })
        .Conversion(new ConversionDefinition
        {
            From = "opportunity",
            To = "project",
            AllowedCategories = OpenOrWon,
            Copies = [.. Same("name", "accountId", "currency", "description"), new FieldCopy("id", "opportunityId"), new FieldCopy("expectedCloseOn", "plannedEndOn")],
            Parts = [new PartCopy("opportunity-member", "project-member", Same("userId"))],
        })
        .Conversion(new ConversionDefinition
        {
            From = "opportunity",
            To = "contract",
            AllowedCategories = OpenOrWon,
            Copies = [.. Same("name", "accountId", "amount", "currency"), new FieldCopy("id", "opportunityId")],
        })
        .Conversion(new ConversionDefinition
        {
            From = "opportunity",
            To = "order",
            AllowedCategories = OpenOrWon,
            Copies = [.. Same("name", "accountId", "contactId", "currency", "priceBookId"), new FieldCopy("id", "opportunityId")],
            Parts = [new PartCopy("opportunity-line", "order-line", Line)],
        })
        .Conversion(new ConversionDefinition
        {
            From = "opportunity",
            To = "quote",
            AllowedCategories = OpenOrWon,
            Copies = [.. Same("name", "accountId", "contactId", "currency", "priceBookId"), new FieldCopy("id", "opportunityId")],
            Parts = [new PartCopy("opportunity-line", "quote-line", Line)],
        })
        .Conversion(new ConversionDefinition
        {
            From = "quote",
            To = "quote",
            SourceStage = QuoteStages.Replaced,
            AllowedCategories = [StageCategory.Open, StageCategory.Lost], // what was accepted is no longer offered
            Copies = Same("name", "accountId", "contactId", "opportunityId", "currency", "priceBookId", "discountPercent", "discountAmount", "adjustment", "terms", "description"),
            Parts = [new PartCopy("quote-line", "quote-line", Line)],
        })
        .Conversion(new ConversionDefinition
        {
            From = "quote",
            To = "order",
            SourceStage = "accepted",
            AllowedCategories = OpenOrWon,
            Copies = [.. Same("name", "accountId", "contactId", "opportunityId", "currency", "priceBookId"), new FieldCopy("id", "quoteId"), new FieldCopy("terms", "description")],
            Parts = [new PartCopy("quote-line", "order-line", Line)],
        })
        .Conversion(new ConversionDefinition
        {
            From = "quote",
            To = "contract",
            SourceStage = "accepted",
            AllowedCategories = OpenOrWon,
            Copies = [.. Same("name", "accountId", "opportunityId", "currency", "terms"), new FieldCopy("id", "quoteId")],
        })
        .Conversion(new ConversionDefinition
        {
            From = "project",
            To = "contract",
            AllowedCategories = OpenOrWon,
            Copies = [.. Same("name", "accountId", "opportunityId", "currency"), new FieldCopy("id", "projectId")],
        })
        .Conversion(new ConversionDefinition
        {
            From = "contract",
            To = "order",
            AllowedCategories = [StageCategory.Won], // an order needs a signature
            Copies = [.. Same("name", "accountId", "opportunityId", "quoteId", "currency"), new FieldCopy("id", "contractId"), new FieldCopy("terms", "description")],
            Parts = [new PartCopy("quote-line", "order-line", Line) { Via = "quoteId" }, new PartCopy("opportunity-line", "order-line", Line) { Via = "opportunityId", IsFallback = true }],
        })
        .Conversion(new ConversionDefinition
        {
            From = "order",
            To = "case",
            AllowedCategories = OpenOrWon,
            Copies = [.. Same("accountId", "contactId"), new FieldCopy("name", "subject"), new FieldCopy("id", "orderId")],
        })
        .AddConversionStep<OpportunityNaming>("lead", "opportunity").AddConversionStep<QuoteRevision>("quote", "quote").AddConversionStep<QuoteFacts>("quote", "order").AddConversionStep<QuoteFacts>("quote", "contract").AddConversionStep<QuoteFacts>("contract", "order")
        .AddConversionStep<OpportunityFacts>("project", "contract").AddConversionStep<OpportunityFacts>("contract", "order")
        .Process(new SalesProcess { Key = "standard", Label = new("Standard", "标准"), Links = ["lead", "opportunity", "project", "contract", "order", "case"] })
        .Process(new SalesProcess { Key = "direct", Label = new("Direct sale", "直接销售"), Links = ["lead", "opportunity", "contract", "order", "case"] })
        .Process(new SalesProcess { Key = "quoted", Label = new("Sale by quote", "报价销售"), Links = ["lead", "opportunity", "quote", "order", "case"] })
        .Process(new SalesProcess { Key = "shop", Label = new("Shop", "零售"), Links = ["lead", "order", "case"] });

    private static List<FieldCopy> Same(params string[] fields) => [.. fields.Select(f => new FieldCopy(f, f))];
}
