using CrmKit.Campaigns;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What each source, or each campaign, brought and what that cost: leads, opportunities, revenue, and the return on what was spent.</summary>
internal sealed class SourcesReport : IReport
{
    private static readonly ReportColumn[] Columns =
    [
        new("leads", new("Leads", "线索"), FieldKind.Integer), new("converted", new("Converted", "已转化"), FieldKind.Integer), new("conversionRate", new("Conversion rate", "转化率"), FieldKind.Percent),
        new("opportunities", new("Opportunities", "商机"), FieldKind.Integer), new("won", new("Won", "赢单"), FieldKind.Integer), new("revenue", new("Revenue", "收入"), FieldKind.Money), new("cost", new("Cost", "成本"), FieldKind.Money),
        new("costPerLead", new("Cost per lead", "每线索成本"), FieldKind.Money), new("costPerWon", new("Cost per won deal", "每赢单成本"), FieldKind.Money), new("returnOnCost", new("Return on cost", "投资回报率"), FieldKind.Percent),
        new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("sources", parameters, "from", "until");
        var by = parameters.By ?? Dimension.Source;
        var reader = await session.ReaderAsync(cancellationToken);
        var campaigns = await reader.ListAsync((await ReadableRows.OfAsync<Campaign>(session, ["source", "actualCost", "startsOn"], cancellationToken))
            .Select(c => new Spent { Id = c.Id, Source = c.Source, StartsOn = c.StartsOn, Cost = c.ActualCost, Currency = c.Currency }), cancellationToken);
        var (leads, opened, won) = (await LeadsAsync(session, parameters, cancellationToken), await OpenedAsync(session, parameters, cancellationToken), await WonAsync(session, parameters, cancellationToken));
        var spent = campaigns.Where(c => (parameters.From is null || c.StartsOn >= parameters.From) && (parameters.Until is null || c.StartsOn <= parameters.Until)).ToList();
        var money = CurrencySums.Over([.. won.Select(w => (w.Currency, w.Count, StoredAmount.Unscaled(w.Amount))), .. spent.Select(c => (c.Currency, 1L, c.Cost ?? 0))], session.Options);

        var sourceOf = campaigns.ToDictionary(c => c.Id, c => c.Source);
        DimensionKey Key(string? source, Guid? campaign) => by == Dimension.Campaign ? new DimensionKey { RecordId = campaign }
            : new DimensionKey { Text = source is { Length: > 0 } ? source : campaign is { } id ? sourceOf.GetValueOrDefault(id) : null };
        var brought = leads.Select(l => (Key: Key(l.Source, l.CampaignId), Brought: new Brought { Leads = l.Count, Converted = l.Converted }))
            .Concat(opened.Select(o => (Key: Key(o.Source, o.CampaignId), Brought: new Brought { Opportunities = o.Count })))
            .Concat(won.Select(w => (Key: Key(w.Source, w.CampaignId), Brought: new Brought { Won = w.Count, Revenue = money.Includes(w.Currency, session.Options) ? StoredAmount.Unscaled(w.Amount) : 0 })))
            .Concat(spent.Select(c => (Key: Key(null, c.Id), Brought: new Brought { Cost = money.Includes(c.Currency, session.Options) ? c.Cost ?? 0 : 0 })))
            .ToList();
        var names = await DimensionNames.LoadAsync(session, by, [.. brought.Select(b => b.Key).Distinct()], cancellationToken);
        var rows = brought.GroupBy(b => names.Of(b.Key)).Select(g => (g.Key, Sum: g.Aggregate(new Brought(), (sum, b) => sum + b.Brought)))
            .OrderByDescending(r => r.Sum.Revenue).ThenByDescending(r => r.Sum.Won).ThenByDescending(r => r.Sum.Leads).ThenBy(r => r.Key.Label, StringComparer.Ordinal).ThenBy(r => r.Key.Id);
        var free = spent.Count(c => c.Cost is null);
        return new ReportTable("sources", parameters.Until is { } until && until < session.Today ? until : session.Today, [.. Dimension.Columns(by), .. Columns],
            [.. rows.Select(r => (IReadOnlyList<object?>)
            [
                r.Key.Label, .. Dimension.Columns(by).Skip(1).Select(_ => (object?)r.Key.Id), r.Sum.Leads, r.Sum.Converted, Figures.Percent(r.Sum.Converted, r.Sum.Leads), r.Sum.Opportunities, r.Sum.Won, r.Sum.Revenue, r.Sum.Cost,
                r.Sum.Cost == 0 ? null : Figures.Mean(r.Sum.Cost, r.Sum.Leads), r.Sum.Cost == 0 ? null : Figures.Mean(r.Sum.Cost, r.Sum.Won), r.Sum.Cost == 0 ? null : Figures.Round(100 * (r.Sum.Revenue - r.Sum.Cost) / r.Sum.Cost), money.Currency,
            ])])
        {
            Remarks = [.. money.Remarks, .. free > 0 ? [$"Campaigns without an actual cost: {free}. What they brought is counted, and no return on it."] : Array.Empty<string>()],
        };
    }

    private static async Task<IReadOnlyList<Found>> LeadsAsync(CrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var (start, end) = SpanOf(session, parameters);
        var leads = (await ReadableRows.OfAsync<Lead>(session, ["source", "campaignId"], cancellationToken)).Where(l => (start == null || l.CreatedAt >= start) && (end == null || l.CreatedAt < end));
        return await (await session.ReaderAsync(cancellationToken)).ListAsync(leads.GroupBy(l => new { l.Source, l.CampaignId })
            .Select(g => new Found { Source = g.Key.Source, CampaignId = g.Key.CampaignId, Count = g.LongCount(), Converted = g.Sum(l => l.ConvertedAt == null ? 0L : 1L) }), cancellationToken);
    }

    // Those without a day of opening count from the day of their creation, as in the funnel.
    private static async Task<IReadOnlyList<Found>> OpenedAsync(CrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var ((start, end), from, until) = (SpanOf(session, parameters), parameters.From, parameters.Until);
        var opened = (await ReadableRows.OfAsync<Opportunity>(session, ["source", "campaignId", "openedOn"], cancellationToken))
            .Where(o => from == null || (o.OpenedOn != null ? o.OpenedOn >= from : o.CreatedAt >= start)).Where(o => until == null || (o.OpenedOn != null ? o.OpenedOn <= until : o.CreatedAt < end));
        return await (await session.ReaderAsync(cancellationToken)).ListAsync(opened.GroupBy(o => new { o.Source, o.CampaignId })
            .Select(g => new Found { Source = g.Key.Source, CampaignId = g.Key.CampaignId, Count = g.LongCount() }), cancellationToken);
    }

    private static async Task<IReadOnlyList<Found>> WonAsync(CrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var (from, until) = (parameters.From, parameters.Until);
        var won = (await ReadableRows.OfAsync<Opportunity>(session, ["source", "campaignId", "stageCategory", "closedOn", "amount"], cancellationToken))
            .Where(o => o.StageCategory == StageCategory.Won && (from == null || o.ClosedOn >= from) && (until == null || o.ClosedOn <= until));
        return await (await session.ReaderAsync(cancellationToken)).ListAsync(won.GroupBy(o => new { o.Source, o.CampaignId, o.Currency })
            .Select(g => new Found { Source = g.Key.Source, CampaignId = g.Key.CampaignId, Currency = g.Key.Currency, Count = g.LongCount(), Amount = g.Sum(o => StoredAmount.Scaled(o.Amount)) ?? 0 }), cancellationToken);
    }

    private static (DateTimeOffset? Start, DateTimeOffset? End) SpanOf(CrmSession session, ReportParameters parameters) =>
        (parameters.From is { } from ? Instants.StartOf(from, session.Options.TimeZone) : null, parameters.Until is { } until ? Instants.StartOf(until.AddDays(1), session.Options.TimeZone) : null);

    private sealed class Found
    {
        public string? Source { get; init; }
        public Guid? CampaignId { get; init; }
        public string? Currency { get; init; }
        public long Count { get; init; }
        public long Converted { get; init; }
        public long Amount { get; init; }
    }

    private sealed class Spent
    {
        public Guid Id { get; init; }
        public string? Source { get; init; }
        public DateOnly? StartsOn { get; init; }
        public decimal? Cost { get; init; }
        public string? Currency { get; init; }
    }

    private readonly record struct Brought
    {
        public long Leads { get; init; }
        public long Converted { get; init; }
        public long Opportunities { get; init; }
        public long Won { get; init; }
        public decimal Revenue { get; init; }
        public decimal Cost { get; init; }

        public static Brought operator +(Brought one, Brought other) => new()
        {
            Leads = one.Leads + other.Leads, Converted = one.Converted + other.Converted, Opportunities = one.Opportunities + other.Opportunities, Won = one.Won + other.Won, Revenue = one.Revenue + other.Revenue, Cost = one.Cost + other.Cost,
        };
    }
}
