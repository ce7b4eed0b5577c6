using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>A budget runs upwards, and from the offer on a sale is about one property.</summary>
internal sealed class SearchRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
        {
            if (change.After[Searches.BudgetMinimum] is { } from && change.After[Searches.Budget] is { } to && from > to)
                context.Refuse(change, RealEstateErrors.BudgetRange(from, to));
            if (change.After is RootRecord record && Viewing.IsAboutProperty(record) && record[Searches.Property] is null)
                context.Refuse(change, RealEstateErrors.PropertyRequired(record));
        }
        return default;
    }
}
