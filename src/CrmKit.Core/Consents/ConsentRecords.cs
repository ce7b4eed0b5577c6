using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Consents;

/// <summary>The contacts and leads that consents are about, with the right to them, and how they are reached.</summary>
internal sealed class ConsentRecords(CrmSession session, AccessDoor access, RecordLoader loader) : ISessionService
{
    /// <summary>The records as they are stored; deleted ones too, which only some may see.</summary>
    /// <param name="people">Which.</param>
    /// <param name="operation">The right that is needed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmValidationException"><c>consent.type</c>.</exception>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    public async Task<IReadOnlyDictionary<RecordRef, Record>> DemandAsync(IEnumerable<RecordRef> people, Operations operation, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RecordRef, Record>();
        foreach (var sameType in people.Distinct().GroupBy(p => p.Type, p => p.Id))
        {
            var type = session.Catalog.Type(sameType.Key);
            if (!type.IsPerson) throw new CrmValidationException(ConsentErrors.Type(type.Key));
            var ids = sameType.ToList();
            var stored = await loader.LoadAsync(type, ids, withDeleted: true, cancellationToken);
            var may = session.IsUnconfined ? null : await access.MayAsync(type, Operations.Read, stored, cancellationToken);
            var seen = stored.Where((_, i) => may is null || may[i]).ToList();
            if (seen.Count < ids.Count) throw new CrmNotFoundException([.. ids.Except(seen.Select(r => r.Id)).Select(id => RecordErrors.NotFound(type.Ref(id)))]);
            if (operation != Operations.Read && !session.IsUnconfined)
            {
                var changes = await access.MayAsync(type, operation, seen, cancellationToken);
                for (var i = 0; i < seen.Count; i++)
                    if (!changes[i]) throw new CrmForbiddenException(AccessErrors.Forbidden(operation, type, type.Ref(seen[i].Id)));
            }
            foreach (var record in seen) found[new RecordRef(sameType.Key, record.Id)] = record;
        }
        return found;
    }

    /// <summary>Where the person is reached now; <see langword="null"/> when nowhere, and by post.</summary>
    public string? AddressOf(Record record, ConsentChannel channel) =>
        Fields(session.Catalog.TypeOf(record), channel).Select(f => f.Get(record) as string).FirstOrDefault(v => !string.IsNullOrEmpty(v));

    /// <summary>Whether the actor may not see where people of a type are reached on a channel.</summary>
    public async ValueTask<bool> HidesAddressAsync(string recordType, ConsentChannel channel, CancellationToken cancellationToken)
    {
        if (!session.Catalog.TryType(recordType, out var type)) return false;
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        return Fields(type, channel).Any(f => hidden.Contains(f.Key));
    }

    private static IEnumerable<FieldDefinition> Fields(RecordTypeDefinition type, ConsentChannel channel) => channel switch
    {
        ConsentChannel.Email => type.Fields.Where(f => f.Kind == FieldKind.Email),
        ConsentChannel.Phone or ConsentChannel.Sms => type.Fields.Where(f => f.Kind == FieldKind.Phone),
        _ => [],
    };

    /// <summary>An address as records have it.</summary>
    public static string? Normalised(string? address, ConsentChannel channel) =>
        string.IsNullOrWhiteSpace(address) ? null : channel == ConsentChannel.Email ? address.Trim().ToLowerInvariant() : address.Trim();

    public bool HasBounced(Record record) => session.Catalog.TypeOf(record).TryField("emailBouncedAt", out var field) && field.Get(record) is not null;
}
