namespace CrmKit.Documents;

internal static class DocumentErrors
{
    public static CrmError CurrencyUnknown(string code) => new("document.currency-unknown",
        $"'{code}' is not a currency code of ISO 4217. Use three capital letters such as EUR or CNY.") { Field = "currency" };

    public static CrmError CurrencyFixed(string from, string? to, int parts) => new("document.currency-fixed",
        $"The currency cannot change from {from} to {to ?? "none"}, because {parts} lines, payments or prices are in it. Remove them first, or make a new document.") { Field = "currency" };

    public static CrmError DiscountTwice() => new("document.discount-twice",
        "A document has a discount in percent or as an amount, not both. Empty one of them.") { Field = "discountAmount" };

    public static CrmError DatesReversed(FieldDefinition start, FieldDefinition end, object from, object until) => new("document.dates-reversed",
        $"'{end.Label}' ({until:yyyy-MM-dd}) is before '{start.Label}' ({from:yyyy-MM-dd}). Correct one of them.") { Field = end.Key };

    public static CrmError TooLarge() => new("document.too-large",
        $"The amounts come to more than {DocumentMath.GreatestTotal:N0}. Check quantity and unit price.") { Field = "quantity" };
}
