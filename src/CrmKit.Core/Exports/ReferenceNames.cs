using CrmKit.Imports.Writing;
using CrmKit.Sessions;

namespace CrmKit.Exports;

/// <summary>What the records are called that a page of records points at: one query per type, with the rights of whoever exports; what he may not see has no name.</summary>
internal sealed class ReferenceNames
{
    private readonly Dictionary<(string Type, Guid Id), string?> _names = [];

    public static async Task<ReferenceNames> OfAsync(CrmSession session, IReadOnlyList<FieldDefinition> fields, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        var names = new ReferenceNames();
        foreach (var references in fields.Where(f => f is { Kind: FieldKind.Reference, ReferenceType: not null }).GroupBy(f => f.ReferenceType!))
        {
            if (!session.Catalog.TryType(references.Key, out var type)) continue;
            var ids = references.SelectMany(f => records.Select(f.Get)).OfType<Guid>().Distinct().Cast<object>().ToList();
            if (ids.Count == 0) continue;
            var name = type.Field(type.NameField);
            foreach (var record in await RecordLookup.For(type).FindAsync(session, [(type.Field("id"), ids)], cancellationToken)) names._names[(type.Key, record.Id)] = name.Get(record) as string;
        }
        return names;
    }

    public object? Named(FieldDefinition field, object? value) =>
        value is Guid id && field is { Kind: FieldKind.Reference, ReferenceType: { } type } ? _names.GetValueOrDefault((type, id)) : value;
}
