using CrmKit.Conversions;
using CrmKit.Pipelines;
using CrmKit.Quotes;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

public static class QuoteSnippets
{
    public static async Task OfferAsync(ICrmSession session, Guid account, Guid product, CancellationToken cancellationToken)
    {
        #region quote-offer
        var quote = new Quote { Name = "Packing line", AccountId = account, Currency = "EUR", ValidUntilOn = session.Today.AddDays(30), Terms = "30 days net" };
        var changes = new ChangeSet()
            .Create(quote)
            .Create(new QuoteLine { QuoteId = quote.Id, ProductId = product, Quantity = 2, DiscountPercent = 5 });
        await session.Records.SaveAsync(changes, cancellationToken);
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("quote", quote.Id), "sent")], cancellationToken: cancellationToken);
        #endregion
    }

    public static async Task<int> AcceptAsync(ICrmSession session, RecordRef quote, CancellationToken cancellationToken)
    {
        #region quote-accept
        var order = (await session.Conversions.ConvertAsync(quote, new ConversionOptions { To = "order" }, cancellationToken)).Target;
        var chain = await session.Conversions.ChainAsync(order, cancellationToken); // opportunity → quote → order, from any of them
        #endregion
        return chain.Count;
    }
}
