using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>Why records may no longer be true, each as a condition that the database answers, over what the actor may read.</summary>
internal sealed class DecayReasons(CrmSession session, int days)
{
    public const string Bounced = "bounced", JobChanged = "job-changed", AccountChanged = "account-changed", Left = "left", Untouched = "untouched";

    private readonly DateTimeOffset _since = Instants.StartOf(session.Today.AddDays(-days), session.Options.TimeZone);
    private readonly RecordSource _source = new(session, session.Access);
    private IStoreReader _reader = null!;

    /// <summary>The records of a type per reason, as ids, in order of the reasons.</summary>
    public async Task<IReadOnlyList<(string Reason, IReadOnlyList<Guid> Ids)>> FindAsync<T>(RecordTypeDefinition type, IQueryable<T> rows, CancellationToken cancellationToken) where T : RootRecord
    {
        _reader = await session.ReaderAsync(cancellationToken);
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var found = new List<(string, IReadOnlyList<Guid>)>();
        if (!hidden.Contains("emailBouncedAt")) await AddAsync(Bounced, IsBounced(rows));
        await AddAsync(JobChanged, Changed(rows, type, [.. JobFields(type.Key).Where(f => !hidden.Contains(f))]));
        await AddAsync(AccountChanged, Changed(rows, type, [.. AccountFields(type.Key).Where(f => !hidden.Contains(f))]));
        await AddAsync(Left, await HasLeftAsync(rows, cancellationToken));
        await AddAsync(Untouched, await IsUntouchedAsync(rows, cancellationToken));
        return found;

        async Task AddAsync(string reason, IQueryable<T>? decayed)
        {
            if (decayed is not null) found.Add((reason, await _reader.ListAsync(decayed.Select(r => r.Id), cancellationToken)));
        }
    }

    private static string[] JobFields(string type) => type is "contact" or "lead" ? ["jobTitle", "department"] : [];

    private static string[] AccountFields(string type) => type switch { "contact" => ["accountId"], "lead" => ["companyName"], _ => ["name", "parentId"] };

    private static IQueryable<T>? IsBounced<T>(IQueryable<T> rows) where T : RootRecord => rows switch
    {
        IQueryable<Contact> contacts => (IQueryable<T>)contacts.Where(c => c.EmailBouncedAt != null),
        IQueryable<Lead> leads => (IQueryable<T>)leads.Where(l => l.EmailBouncedAt != null),
        _ => null,
    };

    // What had a value and has another one now, or none: filling a field in for the first time is no change of a life.
    private IQueryable<T>? Changed<T>(IQueryable<T> rows, RecordTypeDefinition type, IReadOnlyList<string> fields) where T : RootRecord
    {
        if (fields.Count == 0) return null;
        var (key, since) = (type.Key, _since);
        var (first, last, firstNew, lastNew) = ($"\"{fields[0]}\":[", $"\"{fields[^1]}\":[", $"\"{fields[0]}\":[null", $"\"{fields[^1]}\":[null");
        var changes = _reader.Query<AuditEntry>().Where(a => a.RecordType == key && a.At >= since && a.Operation == RecordOperation.Update
            && ((a.Changes.Contains(first) && !a.Changes.Contains(firstNew)) || (a.Changes.Contains(last) && !a.Changes.Contains(lastNew))));
        return rows.Where(r => r.UpdatedAt >= since && changes.Any(a => a.RecordId == r.Id));
    }

    private async Task<IQueryable<T>?> HasLeftAsync<T>(IQueryable<T> rows, CancellationToken cancellationToken) where T : RootRecord
    {
        if (!session.Catalog.TryType("account-contact", out var type) || (await session.Access.HiddenFieldsAsync(type, cancellationToken)).Contains("endedOn")) return null;
        var today = session.Today;
        var ended = (await _source.VisibleAsync<AccountContact>(type, RecordLife.Alive, cancellationToken)).Where(p => p.EndedOn < today);
        return rows switch
        {
            IQueryable<Contact> contacts => (IQueryable<T>)contacts.Where(c => ended.Any(p => p.ContactId == c.Id && p.AccountId == c.AccountId)),
            IQueryable<Account> accounts => (IQueryable<T>)accounts.Where(a => ended.Any(p => p.AccountId == a.Id && p.IsPrimary)),
            _ => null,
        };
    }

    // Nobody wrote it, and nothing happened around it. What the actor may not read cannot tell him.
    private async Task<IQueryable<T>> IsUntouchedAsync<T>(IQueryable<T> rows, CancellationToken cancellationToken) where T : RootRecord
    {
        var since = _since;
        var written = _reader.Query<AuditEntry>().Where(a => a.At >= since && a.ActorId != null);
        rows = rows.Where(r => r.CreatedAt < since && (r.UpdatedAt < since || !written.Any(a => a.RecordId == r.Id)));
        rows = await WithoutAsync<T, PhoneCall>(rows, cancellationToken);
        rows = await WithoutAsync<T, Appointment>(rows, cancellationToken);
        rows = await WithoutAsync<T, EmailMessage>(rows, cancellationToken);
        rows = await WithoutAsync<T, ChannelMessage>(rows, cancellationToken);
        rows = await WithoutAsync<T, SurveyAnswer>(rows, cancellationToken);
        rows = await WithoutAsync<T, FollowUp>(rows, cancellationToken);
        return await WithoutAsync<T, Note>(rows, cancellationToken);
    }

    private async Task<IQueryable<T>> WithoutAsync<T, TActivity>(IQueryable<T> rows, CancellationToken cancellationToken) where T : RootRecord where TActivity : CrmActivity
    {
        var since = _since;
        var activities = (await _source.VisibleAsync<TActivity>(session.Catalog.Type(typeof(TActivity)), RecordLife.Alive, cancellationToken)).Where(a => a.CreatedAt >= since || a.StartsAt >= since || a.DoneAt >= since);
        return rows.Where(r => !activities.Any(a => a.RegardingId == r.Id) && !activities.Any(a => a.ContactId == r.Id));
    }
}
