using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>The rows of a class that somebody may see, for figures that are worked out of some of their fields.</summary>
internal static class ReadableRows
{
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor may see none of them; <c>filter.field-forbidden</c>: he may not read one of the fields.</exception>
    public static async Task<IQueryable<T>> OfAsync<T>(CrmSession session, IEnumerable<string> fields, CancellationToken cancellationToken) where T : Record
    {
        var type = session.Catalog.Type(typeof(T));
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, type));
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        foreach (var field in fields)
            if (hidden.Contains(field)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(type.Key, field));
        return await new RecordSource(session, session.Access).VisibleAsync<T>(type, RecordLife.Alive, cancellationToken);
    }
}
