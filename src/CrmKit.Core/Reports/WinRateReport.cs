using System.Linq.Expressions;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>Won, lost and open records, their amounts, and the share of won ones among the closed.</summary>
internal sealed class WinRateReport : IReport
{
    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var scope = await ReportScope.OpenAsync(session, parameters, cancellationToken);
        var by = parameters.By ?? Dimension.Total;
        Dimension.RefuseHidden(scope, by);
        var options = scope.Session.Options;

        var once = await ClosedRecords.OnceAsync(scope, parameters, cancellationToken);
        IReadOnlyList<Sum> closed = [.. await scope.ListAsync(Sums(Keyed(ClosedRecords.Still(scope, parameters), by)), cancellationToken), .. Sums(Keyed(once.AsQueryable(), by))];
        var open = by == Dimension.Quarter ? [] : await scope.ListAsync(Sums(Keyed(ClosedRecords.OpenThen(scope), by)), cancellationToken);
        var names = await DimensionNames.LoadAsync(scope.Session, by, [.. closed.Concat(open).Select(s => s.Key)], cancellationToken);
        var money = CurrencySums.Over(closed.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), options);

        var rows = closed.Select(s => (Sum: s, IsOpen: false)).Concat(open.Select(s => (Sum: s, IsOpen: true)))
            .GroupBy(s => names.Of(s.Sum.Key))
            .Select(g =>
            {
                (long Count, decimal Amount, long Priced) Of(StageCategory category)
                {
                    var sums = g.Where(s => !s.IsOpen && s.Sum.Category == category).Select(s => s.Sum).ToList();
                    var priced = sums.Where(s => money.Includes(s.Currency, options)).ToList();
                    return (sums.Sum(s => s.Count), priced.Sum(s => StoredAmount.Unscaled(s.Amount)), priced.Sum(s => s.Count));
                }
                var (won, lost) = (Of(StageCategory.Won), Of(StageCategory.Lost));
                return (g.Key, Won: won, Lost: lost, Open: g.Where(s => s.IsOpen).Sum(s => s.Sum.Count));
            });
        rows = by == Dimension.Quarter ? rows.OrderBy(r => r.Key.Label, StringComparer.Ordinal) : rows.OrderByDescending(r => r.Won.Amount).ThenByDescending(r => r.Won.Count).ThenBy(r => r.Key.Label, StringComparer.Ordinal).ThenBy(r => r.Key.Id);
        if (by == Dimension.Total && closed.Count + open.Count == 0) rows = [(("total", null), default, default, 0)];

        return new ReportTable("winrate", scope.AsOf, [.. Dimension.Columns(by), .. Columns],
            [.. rows.Select(r => (IReadOnlyList<object?>)
            [
                r.Key.Label, .. Dimension.Columns(by).Skip(1).Select(_ => (object?)r.Key.Id),
                r.Won.Count, r.Lost.Count, by == Dimension.Quarter ? null : r.Open, Figures.Percent(r.Won.Count, r.Won.Count + r.Lost.Count),
                .. scope.HasAmount ? [r.Won.Amount, r.Lost.Amount, Figures.Mean(r.Won.Amount, r.Won.Priced)] : new object?[] { null, null, null }, money.Currency,
            ])])
        {
            Remarks = [.. money.Remarks, .. scope.HasAmount ? [] : new[] { "There are no amounts, or you may not read them." }, .. by == Dimension.Quarter ? ["Open records have no quarter of closing and are left out."] : Array.Empty<string>()],
        };
    }

    private static ReportColumn[] Columns =>
    [
        new("won", new("Won", "赢单"), FieldKind.Integer), new("lost", new("Lost", "输单"), FieldKind.Integer), new("open", new("Open", "进行中"), FieldKind.Integer),
        new("winRate", new("Win rate", "赢单率"), FieldKind.Percent), new("wonValue", new("Won value", "赢单金额"), FieldKind.Money), new("lostValue", new("Lost value", "输单金额"), FieldKind.Money),
        new("averageWonValue", new("Average won value", "平均赢单金额"), FieldKind.Money), new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    private static IQueryable<Sum> Sums(IQueryable<Keyed> facts) => facts
        .GroupBy(f => new { f.RecordId, f.Text, f.TeamId, f.OwnerId, f.Day, f.Fact.Category, f.Fact.Currency })
        .Select(g => new Sum
        {
            Key = new DimensionKey { RecordId = g.Key.RecordId, Text = g.Key.Text, TeamId = g.Key.TeamId, OwnerId = g.Key.OwnerId, Day = g.Key.Day },
            Category = g.Key.Category,
            Currency = g.Key.Currency,
            Count = g.LongCount(),
            Amount = g.Sum(f => StoredAmount.Scaled(f.Fact.Amount)) ?? 0,
        });

    // Every property is set: the translation knows nothing of defaults.
    internal static IQueryable<Keyed> Keyed(IQueryable<Fact> facts, string by) => by switch
    {
        Dimension.Owner => facts.Select(f => new Keyed { Fact = f, RecordId = f.OwnerId, Text = null, TeamId = null, OwnerId = null, Day = null }),
        Dimension.Team => facts.Select(f => new Keyed { Fact = f, RecordId = f.TeamId, Text = null, TeamId = null, OwnerId = null, Day = null }),
        Dimension.Product => facts.Select(f => new Keyed { Fact = f, RecordId = f.ProductId, Text = null, TeamId = null, OwnerId = null, Day = null }),
        Dimension.Source => facts.Select(f => new Keyed { Fact = f, RecordId = null, Text = f.Source, TeamId = null, OwnerId = null, Day = null }),
        Dimension.Region => facts.Select(f => new Keyed { Fact = f, RecordId = null, Text = f.Region, TeamId = f.TeamId, OwnerId = f.OwnerId, Day = null }),
        Dimension.Quarter => facts.Select(f => new Keyed { Fact = f, RecordId = null, Text = null, TeamId = null, OwnerId = null, Day = f.ClosedOn }),
        _ => facts.Select(f => new Keyed { Fact = f, RecordId = null, Text = null, TeamId = null, OwnerId = null, Day = null }),
    };

    private sealed class Sum
    {
        public DimensionKey Key { get; init; } = null!;
        public StageCategory? Category { get; init; }
        public string? Currency { get; init; }
        public long Count { get; init; }
        public long Amount { get; init; }
    }
}

/// <summary>A fact with what its dimension needs.</summary>
internal sealed class Keyed
{
    public Fact Fact { get; init; } = null!;
    public Guid? RecordId { get; init; }
    public string? Text { get; init; }
    public Guid? TeamId { get; init; }
    public Guid? OwnerId { get; init; }
    public DateOnly? Day { get; init; }
}
