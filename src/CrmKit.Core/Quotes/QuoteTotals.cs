using CrmKit.Documents;
using CrmKit.Sessions;
using Microsoft.Extensions.Options;

namespace CrmKit.Quotes;

/// <summary>Computes the totals of quotes from their lines, and dates those that leave their first stage.</summary>
internal sealed class QuoteTotals(IOptions<CrmKitOptions> options) : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var quotes = context.Living<Quote>().ToList();
        var stored = quotes.Where(q => q.Change.Operation != RecordOperation.Create).Select(q => (Guid?)q.Record.Id).ToList();
        var lines = stored.Count == 0 ? null : (await context.ListAsync<QuoteLine>(l => stored.Contains(l.QuoteId), cancellationToken)).ToLookup(l => l.QuoteId);
        foreach (var (change, quote) in quotes)
        {
            quote.Revision ??= 1;
            if (!QuoteStages.IsHistory(context) && quote.StageEnteredAt is { } at && !QuoteStages.IsDraft(context, quote)) quote.IssuedOn ??= Instants.DayOf(at, options.Value.TimeZone);
            DocumentTotals.Write(context, change, quote, lines is null ? [] : DocumentTotals.InOrder(lines[quote.Id]));
        }
    }
}
