using CrmKit.Contracts;
using CrmKit.Conversions;
using CrmKit.Opportunities;

namespace CrmKit.RealEstate;

/// <summary>What a sale of a unit may bring: the buyer's budget at first, the agreed price in the contract.</summary>
/// <remarks>A step and no copy map: an amount is everybody's, and only sales of units take it from here.</remarks>
internal sealed class SaleAmounts : IConversionStep
{
    public ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        if (context.Target is Opportunity sale) sale.Amount ??= context.Source[Searches.Budget];
        else if (context.Target is Contract contract && context.Source[Searches.Unit] is not null && context.Source[Searches.AgreedPrice] is { } price && !context.Options.Values.ContainsKey("amount")) contract.Amount = price;
        return default;
    }
}
