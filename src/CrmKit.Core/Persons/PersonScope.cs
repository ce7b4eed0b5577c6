using CrmKit.Activities;
using CrmKit.Conversions;
using CrmKit.Sessions;

namespace CrmKit.Persons;

/// <summary>Finds all records that say something about a person, whoever may see them.</summary>
internal sealed class PersonScope(CrmSession session, RecordLoader loader) : ISessionService
{
    public async Task<PersonSet> OfAsync(RecordTypeDefinition type, Guid id, CancellationToken cancellationToken)
    {
        var people = await PeopleAsync(type, id, cancellationToken);
        var refs = people.Select(p => p.Ref).ToHashSet();
        var related = new Dictionary<RecordRef, PersonRecord>();
        foreach (var person in people)
            foreach (var (child, field) in References(person.Type))
                foreach (var record in await loader.PointingAsync(child, field, person.Record.Id, cancellationToken))
                {
                    if (record is CrmActivity regarding && field.Key == "regardingId" && regarding.RegardingType != person.Type.Key) continue;
                    var at = child.Ref(record.Id);
                    if (refs.Contains(at)) continue;
                    var isOwn = record is CrmActivity activity && (activity.RegardingId is not { } about || refs.Contains(new RecordRef(activity.RegardingType!, about)));
                    related.TryAdd(at, new PersonRecord(child, record, isOwn));
                }
        return new PersonSet(people, [.. related.Values]);
    }

    // The record itself, what was merged into it and what became of it: they are all the same person.
    private async Task<IReadOnlyList<PersonRecord>> PeopleAsync(RecordTypeDefinition type, Guid id, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new Dictionary<RecordRef, PersonRecord>();
        for (var next = new Queue<RecordRef>([type.Ref(id)]); next.TryDequeue(out var at);)
        {
            if (found.ContainsKey(at) || !session.Catalog.TryType(at.Type, out var one) || !one.IsPerson) continue;
            if (await loader.LoadAsync(one, [at.Id], withDeleted: true, cancellationToken) is not [var record]) continue;
            found[at] = new PersonRecord(one, record, IsOwn: true);
            foreach (var loser in await reader.ListAsync(reader.Query<RecordMerge>().Where(m => m.RecordType == at.Type && m.WinnerId == at.Id && m.ActiveLoserId != null).Select(m => m.LoserId), cancellationToken)) next.Enqueue(at with { Id = loser });
            foreach (var winner in await reader.ListAsync(reader.Query<RecordMerge>().Where(m => m.RecordType == at.Type && m.ActiveLoserId == at.Id).Select(m => m.WinnerId), cancellationToken)) next.Enqueue(at with { Id = winner });
            var became = (Guid?)at.Id;
            foreach (var link in await reader.ListAsync(reader.Query<ConversionLink>().Where(l => (l.SourceType == at.Type && l.SourceId == at.Id) || (l.TargetType == at.Type && l.TargetId == at.Id) || l.PersonId == became), cancellationToken))
            {
                if (link.PersonId is { } person) next.Enqueue(new RecordRef("contact", person));
                next.Enqueue(new RecordRef(link.SourceType, link.SourceId));
                next.Enqueue(new RecordRef(link.TargetType, link.TargetId));
            }
            foreach (var (child, field) in References(one).Where(r => r.Type.IsPerson))
                foreach (var other in await loader.PointingAsync(child, field, at.Id, cancellationToken)) next.Enqueue(child.Ref(other.Id));
        }
        return [.. found.Values];
    }

    private IEnumerable<(RecordTypeDefinition Type, FieldDefinition Field)> References(RecordTypeDefinition type)
    {
        foreach (var relation in session.Catalog.RelationsOf(type.Key))
            if (session.Catalog.Type(relation.RecordType) is { IsAppendOnly: false } child) yield return (child, child.Field(relation.Field));
        foreach (var key in ActivityTypes.Keys) yield return (session.Catalog.Type(key), session.Catalog.Type(key).Field("regardingId"));
    }
}
