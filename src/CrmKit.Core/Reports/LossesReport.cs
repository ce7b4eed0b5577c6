using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What was lost: by its reason, by the stage it was lost from, by who won instead, by what sales are broken down by; or deal by deal with what was noted, to learn from.</summary>
internal sealed class LossesReport : IReport
{
    public const string Reason = "reason";
    public const string Stage = "stage";
    public const string Competitor = "competitor";
    public const string Deal = "deal";

    private static readonly ReportColumn[] Sums =
    [
        new("lost", new("Lost", "输单"), FieldKind.Integer), new("share", new("Share", "占比"), FieldKind.Percent), new("lostValue", new("Lost value", "输单金额"), FieldKind.Money),
        new("averageLostValue", new("Average lost value", "平均输单金额"), FieldKind.Money), new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        Unheeded.Refuse("losses", parameters, "from", "until", "pipeline", "filter");
        var scope = await ReportScope.OpenAsync(session, parameters, cancellationToken);
        foreach (var field in (ReadOnlySpan<string>)["stageCategory", "closedOn", "lossReason"])
            if (scope.Hidden.Contains(field)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(scope.Type.Key, field));
        var by = parameters.By ?? Reason;
        Dimension.RefuseHidden(scope, by);
        var lost = ClosedRecords.Still(scope, parameters).Where(f => f.Category == StageCategory.Lost);
        return by == Deal ? await LostDeals.ListAsync(scope, lost, cancellationToken) : await GroupAsync(scope, await KeyedAsync(scope, lost, by, cancellationToken), by, cancellationToken);
    }

    private static async Task<ReportTable> GroupAsync(ReportScope scope, IQueryable<Keyed> lost, string by, CancellationToken cancellationToken)
    {
        var options = scope.Session.Options;
        var sums = await scope.ListAsync(lost.GroupBy(f => new { f.RecordId, f.Text, f.TeamId, f.OwnerId, f.Day, f.Fact.Currency }).Select(g => new Sum
        {
            Key = new DimensionKey { RecordId = g.Key.RecordId, Text = g.Key.Text, TeamId = g.Key.TeamId, OwnerId = g.Key.OwnerId, Day = g.Key.Day },
            Currency = g.Key.Currency,
            Count = g.LongCount(),
            Amount = g.Sum(f => StoredAmount.Scaled(f.Fact.Amount)) ?? 0,
        }), cancellationToken);
        var names = await DimensionNames.LoadAsync(scope.Session, by, [.. sums.Select(s => s.Key)], cancellationToken);
        var money = CurrencySums.Over(sums.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), options);
        var whole = sums.Sum(s => s.Count);
        var rows = sums.GroupBy(s => names.Of(s.Key)).Select(g =>
        {
            var priced = g.Where(s => money.Includes(s.Currency, options)).ToList();
            return (g.Key, Count: g.Sum(s => s.Count), Amount: StoredAmount.Unscaled(priced.Sum(s => s.Amount)), Priced: priced.Sum(s => s.Count));
        });
        rows = by switch
        {
            Dimension.Quarter => rows.OrderBy(r => r.Key.Label, StringComparer.Ordinal),
            Stage => rows.OrderBy(r => PositionOf(scope.Pipeline, r.Key.Label)).ThenBy(r => r.Key.Label, StringComparer.Ordinal),
            _ => rows.OrderByDescending(r => r.Count).ThenByDescending(r => r.Amount).ThenBy(r => r.Key.Label, StringComparer.Ordinal).ThenBy(r => r.Key.Id),
        };
        return new ReportTable("losses", scope.AsOf, [.. ColumnsOf(by), .. Sums],
            [.. rows.Select(r => (IReadOnlyList<object?>)
            [
                r.Key.Label, .. Beside(scope.Pipeline, by, r.Key), r.Count, Figures.Percent(r.Count, whole),
                .. scope.HasAmount ? [r.Amount, Figures.Mean(r.Amount, r.Priced)] : new object?[] { null, null }, money.Currency,
            ])])
        {
            Remarks = [.. money.Remarks, .. scope.HasAmount ? [] : new[] { "There are no amounts, or you may not read them." }],
        };
    }

    private static async Task<IQueryable<Keyed>> KeyedAsync(ReportScope scope, IQueryable<Fact> lost, string by, CancellationToken cancellationToken)
    {
        var stays = LostDeals.Stays(scope);
        switch (by)
        {
            case Reason or Stage:
                var isReason = by == Reason;
                return from fact in lost
                       join stay in stays on fact.Id equals stay.RecordId into known
                       from stay in known.DefaultIfEmpty()
                       select new Keyed { Fact = fact, RecordId = null, Text = stay == null ? null : isReason ? stay.LossReason : stay.FromStageKey, TeamId = null, OwnerId = null, Day = null };
            case Competitor:
                var winners = await LostDeals.WinnersAsync(scope, cancellationToken);
                return from fact in lost
                       join winner in winners on (Guid?)fact.Id equals winner.OpportunityId into known
                       from winner in known.DefaultIfEmpty()
                       select new Keyed { Fact = fact, RecordId = null, Text = winner == null ? null : winner.Name, TeamId = null, OwnerId = null, Day = null };
            default:
                return WinRateReport.Keyed(lost, by);
        }
    }

    private static IEnumerable<ReportColumn> ColumnsOf(string by) => by switch
    {
        Reason => [LostDeals.ReasonColumn],
        Stage => LostDeals.StageColumns,
        Competitor => [LostDeals.CompetitorColumn],
        _ => Dimension.Columns(by),
    };

    private static IEnumerable<object?> Beside(PipelineDefinition pipeline, string by, (string Label, Guid? Id) key) => by switch
    {
        Reason or Competitor => [],
        Stage => [pipeline.FindStage(key.Label)?.Label.English ?? key.Label],
        _ => Dimension.Columns(by).Skip(1).Select(_ => (object?)key.Id),
    };

    private static int PositionOf(PipelineDefinition pipeline, string stage)
    {
        for (var i = 0; i < pipeline.Stages.Count; i++)
            if (pipeline.Stages[i].Key == stage) return i;
        return int.MaxValue;
    }

    private sealed class Sum
    {
        public DimensionKey Key { get; init; } = null!;
        public string? Currency { get; init; }
        public long Count { get; init; }
        public long Amount { get; init; }
    }
}
