using CrmKit.Contracts;
using CrmKit.Conversions;
using CrmKit.Orders;

namespace CrmKit.Quotes;

/// <summary>Makes the next revision: a draft with the next number of the same offer, valid for as long as the one before was.</summary>
internal sealed class QuoteRevision : IConversionStep
{
    public ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        var (before, after) = ((Quote)context.Source, (Quote)context.Target);
        var isDraft = before is { PipelineKey: { } key, StageKey: { } stage } && context.Session.Catalog.TryPipeline(key, out var pipeline) && pipeline.RankOf(stage) == 0;
        if (isDraft) throw new CrmRuleException(QuoteErrors.IsDraft(before));
        (after.RevisionOfId, after.Revision) = (before.Id, (before.Revision ?? 1) + 1);
        if (!context.Options.Values.ContainsKey("number")) after.Number = Number(before, after.Revision.Value);
        if (before is { IssuedOn: { } issued, ValidUntilOn: { } until } && until >= issued && !context.Options.Values.ContainsKey("validUntilOn"))
            after.ValidUntilOn = DateOnly.FromDayNumber(Math.Min(context.Session.Today.DayNumber + until.DayNumber - issued.DayNumber, DateOnly.MaxValue.DayNumber));
        return default;
    }

    // Too long a number of one's own gives way to a new one.
    private static string? Number(Quote before, int revision)
    {
        var suffix = $"-R{before.Revision}";
        var first = before.Number is { } number && before.Revision > 1 && number.EndsWith(suffix, StringComparison.Ordinal) ? number[..^suffix.Length] : before.Number;
        var next = $"{first}-R{revision}";
        return first is null || next.Length > 60 ? null : next;
    }
}

/// <summary>Takes what was agreed with a quote into the contract and the order that come of it.</summary>
internal sealed class QuoteFacts : IConversionStep
{
    public async ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        var id = context.Target switch { Contract contract => contract.QuoteId, Order order => order.QuoteId, _ => null };
        if (id is null || await context.Session.Records.FindAsync<Quote>(id.Value, cancellationToken) is not { } quote) return;
        switch (context.Target)
        {
            case Contract contract when contract.Currency == quote.Currency:
                contract.Amount ??= quote.Subtotal - quote.DiscountTotal;
                break;
            case Order order when order.Currency == quote.Currency:
                order.ContactId ??= quote.ContactId;
                order.PriceBookId ??= quote.PriceBookId;
                order.Adjustment ??= quote.Adjustment;
                if (order is { DiscountPercent: null, DiscountAmount: null }) (order.DiscountPercent, order.DiscountAmount) = (quote.DiscountPercent, quote.DiscountAmount);
                break;
        }
    }
}
