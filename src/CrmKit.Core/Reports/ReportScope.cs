using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What a report over a pipeline is about: the pipeline, its record type, the day, and the records as facts.</summary>
/// <param name="Session">Whose rights apply.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Type">The type of its records.</param>
/// <param name="AsOf">The day.</param>
/// <param name="Hidden">Fields that the actor may not read.</param>
/// <param name="All">The records that were not deleted at the end of the day, whatever pipeline they are in now.</param>
/// <param name="Stays">The stage history of the type.</param>
internal sealed record ReportScope(CrmSession Session, PipelineDefinition Pipeline, RecordTypeDefinition Type, DateOnly AsOf, IReadOnlySet<string> Hidden, IQueryable<Fact> All, IQueryable<StageHistoryEntry> Stays)
{
    private const string DefaultType = "opportunity";

    /// <exception cref="CrmNotFoundException"><c>catalog.pipeline-unknown</c>.</exception>
    /// <exception cref="CrmValidationException"><c>filter.…</c></exception>
    public static async Task<ReportScope> OpenAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        var pipeline = parameters.Pipeline is { } key
            ? session.Catalog.Pipeline(key)
            : session.Catalog.PipelinesOf(DefaultType).FirstOrDefault() ?? throw new CrmNotFoundException(CatalogErrors.PipelineUnknown(DefaultType));
        var type = session.Catalog.Type(pipeline.RecordType);
        var asOf = parameters.AsOf ?? session.Today;
        var reader = await session.ReaderAsync(cancellationToken);
        var typeKey = type.Key;
        return new ReportScope(session, pipeline, type, asOf, await session.Access.HiddenFieldsAsync(type, cancellationToken),
            await Reports.Facts.OfAsync(session, type, parameters.Filter, asOf < session.Today ? EndOf(asOf, session) : null, cancellationToken),
            reader.Query<StageHistoryEntry>().Where(h => h.RecordType == typeKey));
    }

    /// <summary>Whether the day is over: then the stage history says where records stood.</summary>
    public bool IsPast => AsOf < Session.Today;

    /// <summary>The first instant after the day.</summary>
    public DateTimeOffset EndOfDay => EndOf(AsOf, Session);

    /// <summary>The records that are in the pipeline now.</summary>
    public IQueryable<Fact> Facts
    {
        get
        {
            var pipeline = Pipeline.Key;
            return All.Where(f => f.Pipeline == pipeline);
        }
    }

    /// <summary>Where records stood at the end of the day: at most one stay of each, in any pipeline.</summary>
    public IQueryable<StageHistoryEntry> StaysThen
    {
        get
        {
            var end = EndOfDay;
            return Stays.Where(h => h.EnteredAt < end && (h.LeftAt == null || h.LeftAt >= end));
        }
    }

    /// <summary>Whether amounts can be shown.</summary>
    public bool HasAmount => Reports.Facts.FieldOf(nameof(Fact.Amount), Type, Hidden) is not null;

    public async Task<IReadOnlyList<T>> ListAsync<T>(IQueryable<T> query, CancellationToken cancellationToken) =>
        await (await Session.ReaderAsync(cancellationToken)).ListAsync(query, cancellationToken);

    private static DateTimeOffset EndOf(DateOnly day, CrmSession session) => Instants.StartOf(day.AddDays(1), session.Options.TimeZone);
}
