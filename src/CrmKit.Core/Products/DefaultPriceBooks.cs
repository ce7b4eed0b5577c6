namespace CrmKit.Products;

/// <summary>On any day, each currency has at most one default price book: with two, the price of a line would be a matter of chance.</summary>
internal sealed class DefaultPriceBooks : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var books = context.Living<PriceBook>().ToList();
        if (!books.Exists(b => b.Record.IsDefault)) return;
        var changing = context.Changes.Select(c => c.After.Id).ToHashSet();
        var standing = (await context.ListAsync<PriceBook>(b => b.IsDefault, cancellationToken)).Where(b => !changing.Contains(b.Id)).ToList();
        foreach (var (change, book) in books)
        {
            if (!book.IsDefault) continue;
            if (standing.Find(other => IsRival(book, other)) is { } rival) context.Refuse(change, ProductErrors.DefaultPriceBook(rival));
            else standing.Add(book);
        }
    }

    private static bool IsRival(PriceBook book, PriceBook other) => book.Currency == other.Currency
        && (book.ValidFromOn ?? DateOnly.MinValue) <= (other.ValidUntilOn ?? DateOnly.MaxValue)
        && (other.ValidFromOn ?? DateOnly.MinValue) <= (book.ValidUntilOn ?? DateOnly.MaxValue);
}
