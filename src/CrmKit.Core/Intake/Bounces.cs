using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Sessions;

namespace CrmKit.Intake;

/// <summary>Marks contacts and leads whose address bounced: those that the actor may change, and that are not marked yet.</summary>
internal sealed class Bounces(CrmSession session, IAccess access, RecordWriter writer) : ISessionService
{
    private const int AddressesPerQuery = 500;

    public async Task<IReadOnlyList<RecordRef>> TakeAsync(IReadOnlyList<EmailBounce> bounces, CancellationToken cancellationToken)
    {
        Check(bounces);
        // Reported twice, an address bounces since the first time.
        var since = bounces.GroupBy(b => b.Address.Trim().ToLowerInvariant()).ToDictionary(g => g.Key, g => g.Min(b => b.At is { } at ? Instants.Truncate(at) : session.Now), StringComparer.Ordinal);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var requests = new List<WriteRequest>();
        foreach (var some in since.Keys.Chunk(AddressesPerQuery))
        {
            var addresses = some;
            var contacts = (await ChangeableAsync<Contact>(cancellationToken)).Where(c => addresses.Contains(c.Email) && c.EmailBouncedAt == null);
            foreach (var contact in await work.Transaction.ListAsync(contacts.Select(c => new { c.Id, c.Email }), cancellationToken)) requests.Add(Mark("contact", contact.Id, since[contact.Email!]));
            var leads = (await ChangeableAsync<Lead>(cancellationToken)).Where(l => addresses.Contains(l.Email) && l.EmailBouncedAt == null);
            foreach (var lead in await work.Transaction.ListAsync(leads.Select(l => new { l.Id, l.Email }), cancellationToken)) requests.Add(Mark("lead", lead.Id, since[lead.Email!]));
        }
        if (requests.Count > 0) await writer.ExecuteAsync(requests, allOrNothing: true, reason: null, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return [.. requests.Select(r => r.Ref)];
    }

    private async Task<IQueryable<T>> ChangeableAsync<T>(CancellationToken cancellationToken) where T : Record
    {
        var type = session.Catalog.Type(typeof(T));
        return (await new RecordSource(session, access).VisibleAsync<T>(type, RecordLife.Alive, cancellationToken)).Where(await access.PredicateAsync<T>(type, Operations.Update, cancellationToken));
    }

    // Rights were asked by the query: the mark itself is nobody's to write.
    private static WriteRequest Mark(string type, Guid id, DateTimeOffset at) => new()
    {
        Operation = RecordOperation.Update,
        Ref = new RecordRef(type, id),
        Values = new Dictionary<string, object?> { ["emailBouncedAt"] = at },
        IsTrusted = true,
    };

    private void Check(IReadOnlyList<EmailBounce> bounces)
    {
        ArgumentNullException.ThrowIfNull(bounces);
        var errors = new List<CrmError>();
        for (var i = 0; i < bounces.Count; i++)
            if (bounces[i].Address is not { } address || address.Trim() is not { Length: > 2 and <= 320 } trimmed || trimmed.IndexOf('@', StringComparison.Ordinal) is not > 0) errors.Add(IntakeErrors.BounceAddress(i));
            else if (bounces[i].At > session.Now) errors.Add(IntakeErrors.BounceInFuture(i, bounces[i].At!.Value));
        if (errors.Count > 0) throw new CrmValidationException(errors);
    }
}
