using CrmKit.Access;
using CrmKit.Filters;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>The rows that somebody may see, for figures that are worked out of some of their fields.</summary>
internal static class ReadableRows
{
    /// <summary>Those of a class that a filter lets through.</summary>
    /// <exception cref="CrmForbiddenException">As <see cref="DemandAsync"/>.</exception>
    /// <exception cref="CrmValidationException"><c>filter.…</c></exception>
    public static async Task<IQueryable<T>> OfAsync<T>(CrmSession session, IReadOnlyList<string> fields, CancellationToken cancellationToken, string? filter = null) where T : Record
    {
        var (type, source) = (session.Catalog.Type(typeof(T)), new RecordSource(session, session.Access));
        await DemandAsync(session, type, fields, cancellationToken);
        var rows = await source.VisibleAsync<T>(type, RecordLife.Alive, cancellationToken);
        return string.IsNullOrWhiteSpace(filter) ? rows : rows.Where(await Filter.CompileAsync<T>(filter, type, new SessionFilterScope(session, session.Access, source), cancellationToken));
    }

    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor may see none of them; <c>filter.field-forbidden</c>: he may not read one of the fields.</exception>
    public static async Task DemandAsync(CrmSession session, RecordTypeDefinition type, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, type));
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        foreach (var field in fields)
            if (hidden.Contains(field)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(type.Key, field));
    }
}
