using CrmKit.Cases;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What reports of service need of each case, of the latest of a period: times between two instants are worked out here, which databases do differently.</summary>
internal sealed class CaseFigures
{
    public const string Category = "category";
    public const string Priority = "priority";
    public const string Month = "month";
    private const int Most = 200_000;

    private readonly CrmSession _session;
    private readonly string _by;
    private readonly bool _isCut;
    private DimensionNames? _names;

    private CaseFigures(CrmSession session, string by, IReadOnlyList<CaseFact> cases, bool isCut) => (_session, _by, Cases, _isCut) = (session, by, cases, isCut);

    public IReadOnlyList<CaseFact> Cases { get; }

    public IReadOnlyList<string> Remarks => _isCut ? [$"Only the latest {Most} cases are counted. Narrow them by time or with a filter."] : [];

    /// <summary>The cases that were closed (<paramref name="closed"/>) or else came in within the period.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="parameters">The period and the filter.</param>
    /// <param name="by">What they are broken down by.</param>
    /// <param name="closed">By which of their times they belong to the period.</param>
    /// <param name="fields">Fields that the figures need beside those.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException">As <see cref="ReadableRows.DemandAsync"/>.</exception>
    public static async Task<CaseFigures> LoadAsync(CrmSession session, ReportParameters parameters, string by, bool closed, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        string[] own = by switch { Dimension.Owner => ["ownerId"], Dimension.Team => ["teamId"], Category or Priority => [by], _ => [] };
        var rows = await ReadableRows.OfAsync<SupportCase>(session, [.. fields, .. own, closed ? "resolvedAt" : "createdAt"], cancellationToken, parameters.Filter);
        if (parameters.From is { } first && Instants.StartOf(first, session.Options.TimeZone) is var from) rows = closed ? rows.Where(c => c.ResolvedAt >= from) : rows.Where(c => c.CreatedAt >= from);
        if (parameters.Until is { } last && Instants.StartOf(last.AddDays(1), session.Options.TimeZone) is var end) rows = closed ? rows.Where(c => c.ResolvedAt < end) : rows.Where(c => c.CreatedAt < end);
        if (closed) rows = rows.Where(c => c.ResolvedAt != null);
        var found = await (await session.ReaderAsync(cancellationToken)).ListAsync((closed ? rows.OrderByDescending(c => c.ResolvedAt) : rows.OrderByDescending(c => c.CreatedAt)).ThenByDescending(c => c.Id).Take(Most + 1).Select(c => new CaseFact
        {
            OwnerId = c.OwnerId, TeamId = c.TeamId, Category = c.Category, Priority = c.Priority, Satisfaction = c.Satisfaction, CreatedAt = c.CreatedAt, ClosedAt = c.ResolvedAt,
            RespondedAt = c.FirstRespondedAt, ResponseDueAt = c.FirstResponseDueAt, ResolutionDueAt = c.ResolutionDueAt,
        }), cancellationToken);
        var figures = new CaseFigures(session, by, [.. found.Take(Most)], found.Count > Most);
        if (by is Dimension.Owner or Dimension.Team) figures._names = await DimensionNames.LoadAsync(session, by, [.. figures.Cases.Select(figures.KeyOf).Distinct()], cancellationToken);
        return figures;
    }

    /// <summary>The leading columns of what they are broken down by.</summary>
    public static IEnumerable<ReportColumn> Columns(string by) => by switch
    {
        Category => [CategoryColumn],
        Priority => [new(Priority, new("Priority", "优先级"), FieldKind.Option)],
        Month => [MonthColumn],
        _ => Dimension.Columns(by),
    };

    public static ReportColumn CategoryColumn { get; } = new(Category, new("Category", "类别"), FieldKind.Option);

    public static ReportColumn MonthColumn { get; } = new(Month, new("Month", "月份"), FieldKind.Text);

    /// <summary>The cases by what they are broken down by, with the values of the leading columns.</summary>
    public IEnumerable<(IReadOnlyList<object?> Key, IReadOnlyList<CaseFact> Cases)> Groups(bool closed)
    {
        var groups = Cases.GroupBy(c => _names is { } names ? names.Of(KeyOf(c)) : (_by switch
        {
            Category => c.Category ?? "(none)",
            Priority => EnumCode.Of(c.Priority),
            Month => MonthOf(closed ? c.ClosedAt!.Value : c.CreatedAt),
            _ => Dimension.Total,
        }, (Guid?)null));
        var ordered = _by switch
        {
            Month => groups.OrderBy(g => g.Key.Item1, StringComparer.Ordinal),
            Priority => groups.OrderByDescending(g => g.First().Priority),
            _ => groups.OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Item1, StringComparer.Ordinal).ThenBy(g => g.Key.Item2),
        };
        return ordered.Select(g => ((IReadOnlyList<object?>)[g.Key.Item1, .. Columns(_by).Skip(1).Select(_ => (object?)g.Key.Item2)], (IReadOnlyList<CaseFact>)[.. g]));
    }

    /// <summary>The month of an instant where the firm is, as <c>2026-03</c>.</summary>
    public string MonthOf(DateTimeOffset at) => Instants.DayOf(at, _session.Options.TimeZone).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

    private DimensionKey KeyOf(CaseFact item) => new() { RecordId = _by == Dimension.Owner ? item.OwnerId : item.TeamId };
}

/// <summary>A case as figures see it.</summary>
internal sealed class CaseFact
{
    public Guid? OwnerId { get; init; }
    public Guid? TeamId { get; init; }
    public string? Category { get; init; }
    public CasePriority Priority { get; init; }
    public int? Satisfaction { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public DateTimeOffset? RespondedAt { get; init; }
    public DateTimeOffset? ResponseDueAt { get; init; }
    public DateTimeOffset? ResolutionDueAt { get; init; }
}
