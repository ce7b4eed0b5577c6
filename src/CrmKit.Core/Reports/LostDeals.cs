using CrmKit.Opportunities;
using CrmKit.Pipelines;

namespace CrmKit.Reports;

/// <summary>Lost records one by one, the latest first: from which stage, why, to whom, and what was noted then.</summary>
internal static class LostDeals
{
    private const int Most = 200;

    public static readonly ReportColumn ReasonColumn = new(LossesReport.Reason, new("Loss reason", "丢单原因"), FieldKind.Option);
    public static readonly ReportColumn CompetitorColumn = new(LossesReport.Competitor, new("Lost to", "输给"), FieldKind.Text);
    public static readonly ReportColumn[] StageColumns = [new(LossesReport.Stage, new("Stage", "阶段"), FieldKind.Option), new("label", new("Lost from", "输单前阶段"), FieldKind.Text)];

    private static readonly ReportColumn[] Columns =
    [
        new(LossesReport.Deal, new("Deal", "商机"), FieldKind.Text), new("dealId", new("Deal id", "商机编号"), FieldKind.Reference), new("lostOn", new("Lost on", "输单日期"), FieldKind.Date), .. StageColumns, ReasonColumn, CompetitorColumn,
        new("note", new("Note", "备注"), FieldKind.Text), new("amount", new("Amount", "金额"), FieldKind.Money), new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    /// <summary>The stays in which lost records are now: they say why, and where from.</summary>
    public static IQueryable<StageHistoryEntry> Stays(ReportScope scope) => scope.Stays.Where(h => h.LeftAt == null && h.Category == StageCategory.Lost);

    /// <summary>Whom opportunities were lost to: at most one of each.</summary>
    /// <exception cref="CrmForbiddenException">As <see cref="ReadableRows.DemandAsync"/>.</exception>
    public static async Task<IQueryable<OpportunityCompetitor>> WinnersAsync(ReportScope scope, CancellationToken cancellationToken) =>
        (await ReadableRows.OfAsync<OpportunityCompetitor>(scope.Session, ["opportunityId", "name", "isWinner"], cancellationToken)).Where(c => c.IsWinner);

    public static async Task<ReportTable> ListAsync(ReportScope scope, IQueryable<Fact> lost, CancellationToken cancellationToken)
    {
        var latest = await scope.ListAsync(lost.OrderByDescending(f => f.ClosedOn).ThenByDescending(f => f.Id).Take(Most + 1).Select(f => new Lost { Id = f.Id, ClosedOn = f.ClosedOn, Amount = f.Amount, Currency = f.Currency }), cancellationToken);
        var ids = latest.Take(Most).Select(l => l.Id).ToList();
        var stays = (await scope.ListAsync(Stays(scope).Where(h => ids.Contains(h.RecordId)), cancellationToken)).ToDictionary(h => h.RecordId);
        var (winners, maySeeWinners) = await ToWhomAsync(scope, ids, cancellationToken);
        var (nameField, hidesNames, hidesNotes) = (scope.Type.Field(scope.Type.NameField), scope.Hidden.Contains(scope.Type.NameField), scope.Hidden.Contains("stageNote"));
        var names = hidesNames ? [] : (await scope.Session.Records.GetManyAsync(scope.Type.Key, ids, cancellationToken)).ToDictionary(r => r.Id, r => nameField.Get(r) as string);
        return new ReportTable("losses", scope.AsOf, Columns, [.. latest.Take(Most).Select(deal =>
        {
            var stay = stays.GetValueOrDefault(deal.Id);
            return (IReadOnlyList<object?>)
            [
                names.GetValueOrDefault(deal.Id) ?? "(hidden)", deal.Id, deal.ClosedOn, stay?.FromStageKey, stay?.FromStageKey is { } from ? scope.Pipeline.FindStage(from)?.Label.English ?? from : null, stay?.LossReason, winners.GetValueOrDefault(deal.Id),
                hidesNotes ? null : stay?.Note, deal.Amount, deal.Currency is { Length: > 0 } currency ? currency : scope.Session.Options.Currency,
            ];
        })])
        {
            Remarks = [.. latest.Count > Most ? [$"Only the latest {Most} are listed. Narrow them by time or with a filter."] : Array.Empty<string>(), .. maySeeWinners ? [] : new[] { "Competitors that you may not see are left out." }],
        };
    }

    private static async Task<(Dictionary<Guid, string> Names, bool IsAllowed)> ToWhomAsync(ReportScope scope, List<Guid> ids, CancellationToken cancellationToken)
    {
        try
        {
            var found = await scope.ListAsync((await WinnersAsync(scope, cancellationToken)).Where(c => ids.Contains(c.OpportunityId!.Value)).Select(c => new Winner { Of = c.OpportunityId!.Value, Name = c.Name }), cancellationToken);
            return (found.ToDictionary(c => c.Of, c => c.Name), true);
        }
        catch (CrmForbiddenException)
        {
            return ([], false);
        }
    }

    private sealed class Lost
    {
        public Guid Id { get; init; }
        public DateOnly? ClosedOn { get; init; }
        public decimal? Amount { get; init; }
        public string? Currency { get; init; }
    }

    private sealed class Winner
    {
        public Guid Of { get; init; }
        public string Name { get; init; } = "";
    }
}
