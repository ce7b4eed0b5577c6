using CrmKit.Access;
using CrmKit.Attachments;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Persons;

/// <summary>Asks for the right, and lets exporter and eraser do the rest.</summary>
internal sealed class PersonsDoor(CrmSession session, AccessDoor access, RecordLoader loader, PersonScope scope, PersonExporter exporter, PersonEraser eraser, ICrmStore store, IEnumerable<IPersonTraces> places, IFileStore files, ISecurityLog log) : IPersons
{
    private static readonly TimeSpan LinkAge = TimeSpan.FromMinutes(15);
    private const int Page = 2_000;

    public async Task<PersonExportLink> RequestExportAsync(RecordRef person, CancellationToken cancellationToken = default)
    {
        var type = await DemandAsync(person, cancellationToken);
        var token = Secrets.New("person_");
        var ticket = new PersonExportTicket { Hash = Secrets.HashOf(token), RecordType = type.Key, RecordId = person.Id, ActorId = session.Actor.UserId, ExpiresAt = session.Now + LinkAge };
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var now = session.Now;
        await work.Transaction.RemoveAsync(work.Transaction.Query<PersonExportTicket>().Where(t => t.ExpiresAt < now), cancellationToken);
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { ticket } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new PersonExportLink(token, ticket.ExpiresAt);
    }

    public async Task WriteExportAsync(string token, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(output);
        var ticket = await UseAsync(token, cancellationToken);
        var type = await DemandAsync(new RecordRef(ticket.RecordType, ticket.RecordId), cancellationToken);
        log.Write(new SecurityEvent(SecurityKinds.PersonExported) { TenantId = session.TenantId, UserId = session.Actor.UserId, Address = session.Origin?.Address, Detail = SecurityKinds.DetailOf(type.Ref(ticket.RecordId)) });
        await exporter.RunAsync(type, ticket.RecordId, output, cancellationToken);
    }

    public async Task<ErasureForecast> ForeseeErasureAsync(RecordRef person, CancellationToken cancellationToken = default)
    {
        var type = await DemandAsync(person, cancellationToken);
        var set = await scope.OfAsync(type, person.Id, cancellationToken);
        return new ErasureForecast([.. set.People.Select(p => p.Ref)], Counts(set.Related.Where(r => r.IsOwn)), Counts(set.Related.Where(r => !r.IsOwn)), (await exporter.FilesAsync(set, cancellationToken)).Count);

        static Dictionary<string, int> Counts(IEnumerable<PersonRecord> records) => records.GroupBy(r => r.Type.Key).ToDictionary(g => g.Key, g => g.Count());
    }

    public async Task<ErasureReport> EraseAsync(RecordRef person, ErasureGround? ground = null, CancellationToken cancellationToken = default)
    {
        var type = await DemandAsync(person, cancellationToken);
        return await RunAsync(type, person.Id, ground, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ScrubAsync(CancellationToken cancellationToken = default)
    {
        if (!session.IsUnconfined) await AdministratorRights.DemandOfHostAsync(session, session.Options, PersonErrors.HostOnly, cancellationToken); // everybody waits meanwhile, of all tenants
        return await store.ScrubAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ErasuresAsync(CancellationToken cancellationToken = default)
    {
        await AdministratorRights.DemandAsync(session, PersonErrors.AdministratorsOnly, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<PersonErasure>().OrderBy(e => e.At).ThenBy(e => e.Hash).Select(e => e.Hash), cancellationToken);
    }

    public async Task<int> EraseAgainAsync(IReadOnlyCollection<string> erasures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(erasures);
        await AdministratorRights.DemandAsync(session, PersonErrors.AdministratorsOnly, cancellationToken);
        var wanted = erasures.ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0) return 0;
        await RememberAsync(wanted, cancellationToken);
        var count = 0;
        foreach (var type in session.Catalog.Types.Where(t => t.IsPerson)) count += await type.VisitAsync(new Again(this, session, loader, type, wanted, cancellationToken));
        return count;
    }

    private async Task<ErasureReport> RunAsync(RecordTypeDefinition type, Guid id, ErasureGround? ground, CancellationToken cancellationToken)
    {
        var set = await scope.OfAsync(type, id, cancellationToken);
        var uploads = 0;
        foreach (var place in places) uploads += await place.EraseAsync(session.TenantId, [.. set.Identifiers, .. set.Names], cancellationToken);
        var attached = (await exporter.FilesAsync(set, cancellationToken)).Select(f => f.Id).ToList();
        var report = await eraser.RunAsync(type, id, ground, cancellationToken);
        foreach (var file in attached) await files.DeleteAsync(session.TenantId, file, CancellationToken.None); // what is left when the process dies here the sweeper takes
        return uploads == 0 ? report : report with { Traces = new Dictionary<string, int>(report.Traces) { ["uploads"] = uploads } };
    }

    // In the transaction that removes it: of two who use it at once, one finds nothing.
    private async Task<PersonExportTicket> UseAsync(string token, CancellationToken cancellationToken)
    {
        var (hash, now, actor) = (Secrets.HashOf(token), session.Now, session.Actor.UserId);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var mine = work.Transaction.Query<PersonExportTicket>().Where(t => t.Hash == hash && t.ExpiresAt >= now && t.ActorId == actor);
        var found = await work.Transaction.ListAsync(mine, cancellationToken);
        if (found is not [var ticket] || await work.Transaction.RemoveAsync(mine, cancellationToken) == 0) throw new CrmNotFoundException(PersonErrors.LinkUnknown());
        await work.CommitAsync(cancellationToken);
        return ticket;
    }

    private async Task<RecordTypeDefinition> DemandAsync(RecordRef person, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(person.Type);
        if (!type.IsPerson) throw new CrmValidationException(PersonErrors.Type(type.Key));
        if (!session.IsUnconfined && await access.ScopeAsync(type, Operations.Administer, cancellationToken) != AccessScope.All) throw new CrmForbiddenException(PersonErrors.Forbidden(type));
        return (await loader.LoadAsync(type, [person.Id], withDeleted: true, cancellationToken)).Count == 1 ? type : throw new CrmNotFoundException(RecordErrors.NotFound(type.Ref(person.Id)));
    }

    private async Task RememberAsync(HashSet<string> hashes, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var known = (await work.Transaction.ListAsync(work.Transaction.Query<PersonErasure>().Select(e => e.Hash), cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var rows = new StoreBatch();
        rows.Inserts.AddRange(hashes.Where(h => !known.Contains(h)).Select(h => new PersonErasure { Hash = h, At = session.Now, ActorId = session.Actor.UserId }));
        await work.Transaction.WriteAsync(rows, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private sealed class Again(PersonsDoor door, CrmSession session, RecordLoader loader, RecordTypeDefinition type, HashSet<string> wanted, CancellationToken cancellationToken) : IRecordClassVisitor<int>
    {
        public async Task<int> VisitAsync<T>() where T : Record
        {
            var (found, last) = (new List<Guid>(), Guid.Empty);
            var reader = await session.ReaderAsync(cancellationToken);
            for (var ids = await NextAsync(last); ids.Count > 0; ids = await NextAsync(last))
            {
                last = ids[^1];
                found.AddRange(ids.Where(id => wanted.Contains(ErasureHash.Of(session.TenantId, type.Ref(id)))));
            }
            var count = 0;
            foreach (var record in await loader.LoadAsync(type, found, withDeleted: true, cancellationToken))
            {
                if (record.DeletedAt is not null && type.Field(type.NameField).Get(record) is PersonEraser.Blank) continue; // as an earlier erasure left it
                await door.RunAsync(type, record.Id, null, cancellationToken);
                count++;
            }
            return count;

            Task<IReadOnlyList<Guid>> NextAsync(Guid after) => reader.ListAsync(RecordSource.Rows<T>(reader, type, RecordLife.All).Where(r => r.Id > after).OrderBy(r => r.Id).Select(r => r.Id).Take(Page), cancellationToken);
        }
    }
}
