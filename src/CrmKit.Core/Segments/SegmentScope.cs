using CrmKit.Filters;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>What a segment's filter is evaluated against: all records, as of one moment.</summary>
internal sealed class SegmentScope(CrmSession session, DateTimeOffset asOf) : IFilterScope
{
    private static readonly HashSet<string> NoFields = [];

    public CatalogSnapshot Catalog => session.Catalog;
    public Guid? Me => null;
    public DateOnly Today => Instants.DayOf(asOf, TimeZone);
    public DateTimeOffset Now => asOf;
    public string TimeZone => session.Options.TimeZone;

    public ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlySet<string>>(NoFields);

    public void Reads(RecordTypeDefinition type, FieldDefinition field) => session.Reads(type, field);

    public async Task<IQueryable> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        await type.VisitAsync(new Rows(await session.ReaderAsync(cancellationToken), type));

    private sealed class Rows(IStoreReader reader, RecordTypeDefinition type) : IRecordClassVisitor<IQueryable>
    {
        public Task<IQueryable> VisitAsync<T>() where T : Record => Task.FromResult<IQueryable>(RecordSource.Rows<T>(reader, type, RecordLife.Alive));
    }
}
