using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Filters;

/// <summary>A session's view: its catalog, its clock, its rights.</summary>
internal sealed class SessionFilterScope(CrmSession session, IAccess access, RecordSource source) : IFilterScope
{
    public CatalogSnapshot Catalog => session.Catalog;
    public Guid? Me => session.Actor.UserId;
    public DateOnly Today => Instants.DayOf(session.Now, TimeZone);
    public DateTimeOffset Now => session.Now;
    public string TimeZone => session.Zone.Id;

    public ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) => access.HiddenFieldsAsync(type, cancellationToken);

    public void Reads(RecordTypeDefinition type, FieldDefinition field) => session.Reads(type, field);

    public Task<IQueryable> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken) => source.VisibleAsync(type, RecordLife.Alive, cancellationToken);
}
