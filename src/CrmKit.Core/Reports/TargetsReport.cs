using CrmKit.Access;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>The targets whose period a day lies in: what was won of each, and what the open opportunities may add.</summary>
internal sealed class TargetsReport : IReport
{
    private static readonly ReportColumn[] Columns =
    [
        new("target", new("Target", "目标"), FieldKind.Text), new("targetId", new("Target id", "目标编号"), FieldKind.Reference), new("for", new("For", "对象"), FieldKind.Text),
        new("userId", new("User id", "用户编号"), FieldKind.Reference), new("teamId", new("Team id", "团队编号"), FieldKind.Reference),
        new("startsOn", new("Starts on", "开始日期"), FieldKind.Date), new("endsOn", new("Ends on", "结束日期"), FieldKind.Date), new("goal", new("Goal", "目标金额"), FieldKind.Money),
        new("won", new("Won", "赢单"), FieldKind.Money), new("attainment", new("Attainment", "完成率"), FieldKind.Percent), new("elapsed", new("Time elapsed", "时间进度"), FieldKind.Percent),
        new("forecast", new("Forecast", "预测"), FieldKind.Money), new("expected", new("Won and forecast", "赢单加预测"), FieldKind.Money), new("expectedAttainment", new("Expected attainment", "预计完成率"), FieldKind.Percent),
        new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("targets", parameters, "asOf");
        var (asOf, deals) = (parameters.AsOf ?? session.Today, session.Catalog.Type(typeof(Opportunity)));
        var scope = await session.Access.ScopeAsync(deals, Operations.Read, cancellationToken);
        if (scope == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, deals));
        var hidden = await session.Access.HiddenFieldsAsync(deals, cancellationToken);
        foreach (var needed in (ReadOnlySpan<string>)["amount", "currency", "ownerId", "teamId", "closedOn"])
            if (hidden.Contains(needed)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(deals.Key, needed));

        var targets = await TargetsAsync(session, asOf, cancellationToken);
        var teams = await TeamsAsync(session, cancellationToken);
        var sums = targets.Count == 0 ? new Sums([], null) : await SumsAsync(session, deals, targets.Min(t => t.StartsOn!.Value), targets.Max(t => t.EndsOn!.Value), asOf, hidden.Contains("expectedCloseOn"), cancellationToken);
        var names = await NamesAsync(session, targets, cancellationToken);
        var rows = targets.Select(t =>
        {
            var (starts, ends, goal, currency) = (t.StartsOn!.Value, t.EndsOn!.Value, t.Amount!.Value, t.Currency ?? session.Options.Currency);
            var won = Of(t, sums.Won);
            var forecast = sums.Open is { } open ? Of(t, open) : (decimal?)null;
            decimal Of(SalesTarget target, IReadOnlyList<Sum> all) => StoredAmount.Unscaled(all
                .Where(s => s.On >= starts && s.On <= ends && (s.Currency is null or "" ? session.Options.Currency : s.Currency) == currency && IsFor(target, s, teams)).Sum(s => s.Amount));
            return (IReadOnlyList<object?>)
            [
                t.Name, t.Id, (t.UserId ?? t.TeamId) is { } whom ? names.GetValueOrDefault(whom, "(hidden)") : "all", t.UserId, t.TeamId, starts, ends, goal,
                won, Share(won, goal), Share(Math.Min(asOf.DayNumber, ends.DayNumber) - starts.DayNumber + 1, ends.DayNumber - starts.DayNumber + 1),
                forecast, won + forecast, forecast is { } more ? Share(won + more, goal) : null, currency,
            ];
        });
        return new ReportTable("targets", asOf, Columns, [.. rows])
        {
            Remarks =
            [
                .. scope != AccessScope.All && targets.Count > 0 ? ["Only opportunities that you may see are counted."] : Array.Empty<string>(),
                .. asOf < session.Today && targets.Count > 0 ? ["Of a past day there is no forecast."] : Array.Empty<string>(),
            ],
        };
    }

    // Without a right to targets one knows what one is to reach oneself, and one's team.
    private static async Task<IReadOnlyList<SalesTarget>> TargetsAsync(CrmSession session, DateOnly day, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(typeof(SalesTarget));
        var reader = await session.ReaderAsync(cancellationToken);
        IQueryable<SalesTarget> targets;
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.All) targets = await new RecordSource(session, session.Access).VisibleAsync<SalesTarget>(type, RecordLife.Alive, cancellationToken);
        else if (session.Confinement is not null || session.Actor.UserId is not { } me || session.Actor.Scopes?.Allow(type.Key, Operations.Read) == false) return [];
        else
        {
            var mine = reader.Query<User>().Where(u => u.Id == me && u.TeamId != null).Select(u => u.TeamId);
            targets = RecordSource.Rows<SalesTarget>(reader, type, RecordLife.Alive).Where(t => t.UserId == me || mine.Contains(t.TeamId));
        }
        return [.. (await reader.ListAsync(targets.Where(t => t.StartsOn <= day && t.EndsOn >= day && t.Amount > 0), cancellationToken)).OrderBy(t => t.UserId is not null).ThenBy(t => t.EndsOn).ThenBy(t => t.Name, StringComparer.Ordinal)];
    }

    private static async Task<Sums> SumsAsync(CrmSession session, RecordTypeDefinition deals, DateOnly from, DateOnly until, DateOnly asOf, bool isBlind, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var facts = await Facts.OfAsync(session, deals, null, null, cancellationToken);
        var last = asOf < until ? asOf : until;
        var won = await reader.ListAsync(facts.Where(f => f.Category == StageCategory.Won && f.ClosedOn >= from && f.ClosedOn <= last)
            .GroupBy(f => new { f.OwnerId, f.TeamId, f.Currency, f.ClosedOn })
            .Select(g => new Sum { OwnerId = g.Key.OwnerId, TeamId = g.Key.TeamId, Currency = g.Key.Currency, On = g.Key.ClosedOn, Amount = g.Sum(f => StoredAmount.Scaled(f.Amount)) ?? 0 }), cancellationToken);
        if (isBlind || asOf < session.Today) return new Sums(won, null);
        var open = await reader.ListAsync(facts.Where(f => f.Category == StageCategory.Open && f.ExpectedOn >= from && f.ExpectedOn <= until)
            .GroupBy(f => new { f.OwnerId, f.TeamId, f.Currency, f.ExpectedOn })
            .Select(g => new Sum { OwnerId = g.Key.OwnerId, TeamId = g.Key.TeamId, Currency = g.Key.Currency, On = g.Key.ExpectedOn, Amount = g.Sum(f => StoredAmount.Scaled(f.Weighted)) ?? 0 }), cancellationToken);
        return new Sums(won, open);
    }

    private static bool IsFor(SalesTarget target, Sum sum, Dictionary<Guid, Guid?> parents)
    {
        if (target.UserId is { } user) return sum.OwnerId == user;
        if (target.TeamId is not { } team) return true;
        for (var (at, steps) = (sum.TeamId, 0); at is { } id && steps <= parents.Count; (at, steps) = (parents.GetValueOrDefault(id), steps + 1))
            if (id == team) return true;
        return false;
    }

    private static async Task<Dictionary<Guid, Guid?>> TeamsAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        return (await reader.ListAsync(reader.Query<Team>().Select(t => new { t.Id, t.ParentId }), cancellationToken)).ToDictionary(t => t.Id, t => t.ParentId);
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(CrmSession session, IReadOnlyList<SalesTarget> targets, CancellationToken cancellationToken)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var user in await session.Records.GetManyAsync("user", [.. targets.Select(t => t.UserId).OfType<Guid>().Distinct()], cancellationToken)) names[user.Id] = ((User)user).Name;
        foreach (var team in await session.Records.GetManyAsync("team", [.. targets.Select(t => t.TeamId).OfType<Guid>().Distinct()], cancellationToken)) names[team.Id] = ((Team)team).Name;
        return names;
    }

    private static decimal? Share(decimal part, decimal whole) => whole == 0 ? null : Figures.Round(100m * part / whole);

    private sealed record Sums(IReadOnlyList<Sum> Won, IReadOnlyList<Sum>? Open);

    private sealed class Sum
    {
        public Guid? OwnerId { get; init; }
        public Guid? TeamId { get; init; }
        public string? Currency { get; init; }
        public DateOnly? On { get; init; }
        public long Amount { get; init; }
    }
}
