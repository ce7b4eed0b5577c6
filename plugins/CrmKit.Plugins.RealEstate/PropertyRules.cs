using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>A property that is listed has a price.</summary>
internal sealed class PropertyRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.After is CustomRecord property && property[Properties.Status] == Properties.Listed && property[Properties.AskingPrice] is not > 0)
                context.Refuse(change, RealEstateErrors.PriceRequired(property));
        return default;
    }
}

/// <summary>The day a property is listed is written down when nobody gives one.</summary>
internal sealed class ListingDate : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.After[Properties.Status] == Properties.Listed && change.After[Properties.ListedOn] is null)
                change.After[Properties.ListedOn] = context.Session.Today;
        return default;
    }
}
