using CrmKit.Catalog;

namespace CrmKit.Sessions;

/// <summary>Follows references backwards.</summary>
public static class RelatedRecords
{
    /// <summary>One page of the records that point at a record through a relation, as far as the actor may see them.</summary>
    /// <param name="session">Whose rights.</param>
    /// <param name="record">The record pointed at.</param>
    /// <param name="relation">A key of <see cref="CatalogSnapshot.RelationsOf"/> of its type: <c>contact:accountId</c>.</param>
    /// <param name="query">A further filter, order and page; its type is the relation's. <see langword="null"/> for the newest 50.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>; <c>catalog.relation-unknown</c>.</exception>
    /// <exception cref="CrmValidationException"><c>filter.…</c></exception>
    public static async Task<RecordPage> RelatedAsync(this ICrmSession session, RecordRef record, string relation, RecordQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(relation);
        if (session.Catalog.RelationsOf(record.Type).FirstOrDefault(r => r.Key == relation) is not { } known) throw new CrmNotFoundException(CatalogErrors.RelationUnknown(record.Type, relation));
        await session.Records.GetAsync(record, cancellationToken); // who may not see it is not told who points at it
        var path = session.Catalog.Type(known.RecordType).Field(known.Field).IsCustom ? "custom." + known.Field : known.Field;
        var pointing = $"{path} eq '{record.Id:D}'";
        query ??= new RecordQuery(known.RecordType);
        return await session.Records.QueryAsync(query with { Type = known.RecordType, Filter = query.Filter is { } filter ? $"({filter}) and {pointing}" : pointing }, cancellationToken);
    }
}
