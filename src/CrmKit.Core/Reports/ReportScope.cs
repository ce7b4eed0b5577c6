using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What a report over a pipeline is about: the pipeline, its record type, the day, and the records as facts.</summary>
internal sealed record ReportScope(CrmSession Session, PipelineDefinition Pipeline, RecordTypeDefinition Type, DateOnly AsOf, IReadOnlySet<string> Hidden, IQueryable<Fact> Facts)
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
        var facts = await Reports.Facts.OfAsync(session, type, parameters.Filter, cancellationToken);
        var pipelineKey = pipeline.Key;
        return new ReportScope(session, pipeline, type, parameters.AsOf ?? session.Today, await session.Access.HiddenFieldsAsync(type, cancellationToken),
            facts.Where(f => f.Pipeline == pipelineKey));
    }

    /// <summary>The first instant after the day.</summary>
    public DateTimeOffset EndOfDay => Instants.StartOf(AsOf.AddDays(1), Session.Options.TimeZone);

    /// <summary>Whether amounts can be shown.</summary>
    public bool HasAmount => Reports.Facts.FieldOf(nameof(Fact.Amount), Type, Hidden) is not null;

    /// <summary>Closed in the period, up to the day.</summary>
    public IQueryable<Fact> Closed(ReportParameters parameters)
    {
        var last = parameters.Until is { } until && until < AsOf ? until : AsOf;
        var closed = Facts.Where(f => (f.Category == StageCategory.Won || f.Category == StageCategory.Lost) && f.ClosedOn <= last);
        return parameters.From is { } from ? closed.Where(f => f.ClosedOn >= from) : closed;
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(IQueryable<T> query, CancellationToken cancellationToken) =>
        await (await Session.ReaderAsync(cancellationToken)).ListAsync(query, cancellationToken);
}
