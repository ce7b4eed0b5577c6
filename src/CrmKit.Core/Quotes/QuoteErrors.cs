namespace CrmKit.Quotes;

internal static class QuoteErrors
{
    public static CrmError Fixed(Quote quote, FieldDefinition field) => new("quote.fixed",
        $"Quote {quote.Number} was sent, so '{field.Label}' no longer changes. Revise the quote: convert it into a quote.") { Field = field.Key, Label = field.Label };

    public static CrmError LinesFixed(Quote quote) => new("quote.fixed",
        $"Quote {quote.Number} was sent, so its lines no longer change. Revise the quote: convert it into a quote.");

    public static CrmError WasSent(Quote quote) => new("quote.was-sent",
        $"Quote {quote.Number} was sent and is not drafted again. Revise the quote: convert it into a quote.");

    public static CrmError IsReplaced(Quote quote, string? by) => new("quote.replaced",
        $"Quote {quote.Number} is replaced by {by}. Work on that one.");

    public static CrmError IsExpired(Quote quote) => new("quote.expired",
        $"Quote {quote.Number} was valid until {quote.ValidUntilOn:yyyy-MM-dd}. Revise it, and have the revision accepted.");

    public static CrmError IsEmpty(Quote quote) => new("quote.empty",
        $"Quote {quote.Number} has no lines. Add what is offered first.");

    public static CrmError CustomerMissing(Quote quote) => new("quote.customer-missing",
        $"Quote {quote.Number} says nobody to whom it is made. Fill in the account or the contact.");

    public static CrmError ProductInactive(Quote quote, string product) => new("quote.product-inactive",
        $"Quote {quote.Number} offers '{product}', which is no longer sold. Take the line out, or offer another product.");

    public static CrmError IsDraft(Quote quote) => new("quote.draft",
        $"Quote {quote.Number} was not sent yet, so there is nothing to revise. Change it instead.");
}
