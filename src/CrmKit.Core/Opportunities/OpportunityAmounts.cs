using CrmKit.Documents;
using CrmKit.Imports;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using Microsoft.Extensions.Options;

namespace CrmKit.Opportunities;

/// <summary>Fills in what follows from stage, day and lines: probability, opening day, amount, weighted amount.</summary>
internal sealed class OpportunityAmounts(IOptions<CrmKitOptions> options) : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var sales = context.Living<Opportunity>().ToList();
        var stored = sales.Where(s => s.Change.Operation != RecordOperation.Create).Select(s => (Guid?)s.Record.Id).ToList();
        var lines = stored.Count == 0 ? null : (await context.ListAsync<OpportunityLine>(l => stored.Contains(l.OpportunityId), cancellationToken)).ToLookup(l => l.OpportunityId);
        foreach (var (change, sale) in sales)
        {
            // A file that does not say when a sale began leaves it unsaid: a guess would falsify ages and cycles.
            if (change.Operation == RecordOperation.Create && context.Session.Door != ImportsDoor.Name) sale.OpenedOn ??= Opened(sale, context.Session.Today, options.Value.TimeZone);
            var units = Currencies.MinorUnits(sale.Currency);
            if (lines?[sale.Id] is { } own && own.Any()) AmountFromLines(context, change, sale, own, units);
            sale.ProbabilityPercent = sale.ProbabilityOverridePercent is { } judged && sale.ClosedAt is null ? judged : OfStage(context, sale);
            sale.WeightedAmount = Weighted(sale, units);
            sale.ForecastCategory = CategoryOf(sale);
        }
    }

    private static void AmountFromLines(SaveContext context, PendingChange change, Opportunity sale, IEnumerable<OpportunityLine> lines, int units)
    {
        try
        {
            var sums = DocumentMath.Document([.. lines.Select(l => LineTerms.Of(l))], default, units);
            var amount = sums.Subtotal - sums.Discount;
            if (change.Before is Opportunity before && before.Amount != sale.Amount && sale.Amount != amount) context.Refuse(change, OpportunityErrors.AmountFromLines(sale.Name));
            sale.Amount = amount;
        }
        catch (OverflowException)
        {
            context.Refuse(change, DocumentErrors.TooLarge());
        }
    }

    private static decimal? Weighted(Opportunity sale, int units)
    {
        try
        {
            return sale.Amount * sale.ProbabilityPercent is { } weighted ? DocumentMath.Round(weighted / 100, units) : null;
        }
        catch (OverflowException)
        {
            return null; // so large an amount is refused by its own field
        }
    }

    private static ForecastCategory CategoryOf(Opportunity sale) => sale.StageCategory switch
    {
        StageCategory.Won => ForecastCategory.Closed,
        StageCategory.Lost or StageCategory.Shelved => ForecastCategory.Omitted,
        _ => sale.ProbabilityPercent switch { >= 75 => ForecastCategory.Commit, >= 50 => ForecastCategory.BestCase, 0 => ForecastCategory.Omitted, _ => ForecastCategory.Pipeline },
    };

    // What is brought from elsewhere began no later than what is known of it.
    private static DateOnly Opened(Opportunity sale, DateOnly today, string timeZone)
    {
        var entered = sale.StageEnteredAt is { } at ? Instants.DayOf(at, timeZone) : today;
        var first = entered < today ? entered : today;
        return sale.ExpectedCloseOn is { } close && close < first ? close : first;
    }

    private static int? OfStage(SaveContext context, Opportunity sale)
    {
        if (sale.PipelineKey is not { } key || sale.StageKey is not { } stage) return null;
        return context.Session.Catalog.TryPipeline(key, out var pipeline) ? pipeline.FindStage(stage)?.ProbabilityPercent : sale.ProbabilityPercent;
    }
}
