using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Brings along the records that references point at: one more query per referenced type, through the actor's rights.</summary>
internal static class Includes
{
    public static async Task<IReadOnlyDictionary<RecordRef, Record>> LoadAsync(
        CrmSession session, IAccess access, RecordQueries queries, RecordTypeDefinition type, IReadOnlyList<string> includes, IReadOnlyList<Record> records, IReadOnlySet<string> hidden, CancellationToken cancellationToken)
    {
        if (includes.Count == 0) return new Dictionary<RecordRef, Record>();
        var fields = includes.Select(i => Reference(session.Catalog, type, i)).Distinct().ToList();
        foreach (var field in fields)
            if (hidden.Contains(field.Key)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(type.Key, field.Key));

        var found = new Dictionary<RecordRef, Record>();
        foreach (var group in fields.GroupBy(f => f.ReferenceType!))
        {
            var ids = group.SelectMany(f => records.Select(f.Get)).OfType<Guid>().Distinct().ToList();
            var target = session.Catalog.Type(group.Key);
            if (ids.Count == 0 || await access.ScopeAsync(target, Operations.Read, cancellationToken) == AccessScope.None) continue;
            foreach (var record in await queries.GetManyAsync(target.Key, ids, cancellationToken)) found[target.Ref(record.Id)] = record;
        }
        return found;
    }

    private static FieldDefinition Reference(CatalogSnapshot catalog, RecordTypeDefinition type, string name)
    {
        var field = Filters.FieldPaths.Reference(type, name);
        return field?.ReferenceType is { } target && catalog.TryType(target, out _) ? field : throw new CrmValidationException(ReadErrors.IncludeInvalid(type.Key, name));
    }
}
