using CrmKit.Records;

namespace CrmKit.RealEstate;

internal static class RealEstateErrors
{
    public static CrmError PriceRequired(CustomRecord property) => new("realestate.price-required",
        $"Property '{property.Name}' is listed without an asking price above 0. Enter the price, or keep it a draft.") { Field = Properties.AskingPrice.Key };

    public static CrmError BudgetRange(decimal from, decimal to) => new("realestate.budget-range",
        $"The budget runs from {from} to {to}. Exchange the two amounts, or clear one.") { Field = Searches.BudgetMinimum.Key };

    public static CrmError PropertyRequired(RootRecord opportunity) => new("realestate.property-required",
        $"Opportunity {opportunity.Id} is at the offer or beyond, and names no property. Choose the property it is about.") { Field = Searches.Property.Key };

    public static CrmError PropertyUnavailable(CustomRecord property) => new("realestate.property-unavailable",
        $"Property '{property.Name}' is {property[Properties.Status]}. Choose another one, or wait until it is listed again.") { Field = Searches.Property.Key };
}
