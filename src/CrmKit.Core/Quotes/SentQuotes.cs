using CrmKit.Pipelines;

namespace CrmKit.Quotes;

/// <summary>What was sent stays as the customer holds it, is accepted while it is valid, and does not come back once it is replaced.</summary>
internal sealed class SentQuotes : IRecordValidator
{
    private static readonly string[] Offered = ["name", "number", "accountId", "currency", "priceBookId", "validUntilOn", "discountPercent", "discountAmount", "adjustment", "terms"];

    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (QuoteStages.IsHistory(context)) return;
        var offered = Offered.Select(context.Type.Field).ToList();
        foreach (var (change, quote) in context.Living<Quote>())
        {
            var before = change.Before as Quote;
            if (quote.StageCategory == StageCategory.Won && before?.StageCategory != StageCategory.Won && quote.ValidUntilOn < quote.ClosedOn) context.Refuse(change, QuoteErrors.IsExpired(quote));
            if (before is null || QuoteStages.IsDraft(context, before)) continue;
            foreach (var field in offered.Where(change.HasChanged)) context.Refuse(change, QuoteErrors.Fixed(before, field));
            if (QuoteStages.IsDraft(context, quote)) context.Refuse(change, QuoteErrors.WasSent(quote));
            else if (before.StageCategory == StageCategory.Lost && quote.StageCategory != StageCategory.Lost && await NewerAsync(context, quote.Id, cancellationToken) is { } newer)
                context.Refuse(change, QuoteErrors.IsReplaced(quote, newer.Number));
        }
    }

    private static async ValueTask<Quote?> NewerAsync(SaveContext context, Guid id, CancellationToken cancellationToken) =>
        (await context.ListAsync<Quote>(q => q.RevisionOfId == id, cancellationToken)) is [var newer, ..] ? newer : null;
}

/// <summary>What was sent keeps its lines.</summary>
internal sealed class SentQuoteLines : IRecordValidator, IAfterSave
{
    // Before writing: lines that come with their quote, or come back with it, are no change of it.
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (QuoteStages.IsHistory(context)) return;
        await RefuseAsync(context, [.. context.Changes.Where(c => c.Operation != RecordOperation.Delete && (c.Operation == RecordOperation.Update || !ComesToo(context, (QuoteLine)c.After)))], cancellationToken);
    }

    // After writing: lines that went with their quote have none that is alive.
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (QuoteStages.IsHistory(context)) return;
        await RefuseAsync(context, [.. context.Changes.Where(c => c.Operation == RecordOperation.Delete)], cancellationToken);
    }

    private static bool ComesToo(SaveContext context, QuoteLine line) => line.QuoteId is { } id && context.Pending(new RecordRef("quote", id)) is not null;

    private static async ValueTask RefuseAsync(SaveContext context, List<PendingChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0) return;
        var ids = changes.SelectMany(c => new[] { c.Before as QuoteLine, (QuoteLine)c.After }).Select(l => l?.QuoteId).OfType<Guid>().ToHashSet();
        var sent = (await context.ListAsync<Quote>(q => ids.Contains(q.Id), cancellationToken)).Where(q => !QuoteStages.IsDraft(context, q)).ToDictionary(q => q.Id);
        if (sent.Count == 0) return;
        foreach (var change in changes)
        {
            var quote = new[] { (change.Before as QuoteLine)?.QuoteId, ((QuoteLine)change.After).QuoteId }.OfType<Guid>().Select(id => sent.GetValueOrDefault(id)).FirstOrDefault(q => q is not null);
            if (quote is not null) context.Refuse(change, QuoteErrors.LinesFixed(quote));
        }
    }
}
