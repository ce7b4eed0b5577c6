using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Behaviour;

/// <summary>Moves events when contacts change in what they are known by, come, go, or become one.</summary>
internal sealed class ContactChanges : IEventSubscriber
{
    private static readonly string[] Fields = ["email", "phone", "mobile"];

    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        if (!await IsUsedAsync(context, cancellationToken)) return;
        if (await RecordChanges.OfAsync<Contact>(context, [.. Fields, "accountId"], cancellationToken) is not { } change) return;
        var session = (CrmSession)context.Session;
        var (transaction, links, country) = (session.Transaction!, session.Service<VisitorLinks>(), session.Options.Country);
        await transaction.LockAsync([VisitorLinks.Lock], cancellationToken);
        var keys = change.Records.SelectMany(c => IdentityKeys.Of(c.Id, c.Email, [c.Phone, c.Mobile], c.Country ?? country)).Concat(change.Records.SelectMany(c => IdentityKeys.Of(c.Id, c.Email, [c.Phone, c.Mobile], country)))
            .Concat(change.Before(Fields).SelectMany(b => IdentityKeys.Of(b.Id, b.Field == "email" ? b.Value : null, [b.Field == "email" ? null : b.Value], country)));
        var touched = await links.RefreshAsync([.. keys.Distinct(StringComparer.Ordinal)], new Dictionary<BehaviourVisitor, IReadOnlyList<string>>(), cancellationToken);
        foreach (var (contact, account) in change.Before("accountId").Select(b => (b.Id, change.Records.FirstOrDefault(c => c.Id == b.Id)?.AccountId)))
            await links.AttachAccountAsync(transaction.Query<BehaviourEvent>().Where(e => e.ContactId == contact), account, touched, cancellationToken);
        await TellAsync(session, touched, cancellationToken);
    }

    // Where nobody records events, contacts cost nothing.
    internal static async Task<bool> IsUsedAsync(EventContext context, CancellationToken cancellationToken)
    {
        var transaction = ((CrmSession)context.Session).Transaction!;
        return (await transaction.ListAsync(transaction.Query<BehaviourEvent>().Select(e => e.Id).Take(1), cancellationToken)).Count > 0;
    }

    internal static async Task TellAsync(CrmSession session, BehaviourOwners touched, CancellationToken cancellationToken)
    {
        var rows = new StoreBatch();
        touched.Tell(session, rows);
        if (rows.Inserts.Count > 0) await session.Transaction!.WriteAsync(rows, cancellationToken);
    }
}

/// <summary>Moves events when accounts change their domain, come, go, or become one.</summary>
internal sealed class AccountChanges : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        if (!await ContactChanges.IsUsedAsync(context, cancellationToken)) return;
        if (await RecordChanges.OfAsync<Account>(context, ["emailDomain"], cancellationToken) is not { } change) return;
        var session = (CrmSession)context.Session;
        var transaction = session.Transaction!;
        await transaction.LockAsync([VisitorLinks.Lock], cancellationToken);
        var domains = change.Records.Select(a => a.EmailDomain).Concat(change.Before("emailDomain").Select(b => b.Value)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var accounts = await session.Service<IdentityOwners>().AccountsAsync(domains, cancellationToken);
        var placed = transaction.Query<Contact>().Where(c => c.AccountId != null);
        var touched = new BehaviourOwners();
        foreach (var domain in domains)
        {
            Guid? account = accounts.TryGetValue(domain, out var one) ? one : null;
            var events = transaction.Query<BehaviourEvent>().Where(e => e.CompanyDomain == domain && e.AccountId != account && !placed.Any(c => c.Id == e.ContactId));
            var before = await transaction.ListAsync(events.Select(e => e.AccountId).Distinct(), cancellationToken);
            if (before.Count == 0) continue;
            foreach (var owner in before.Append(account)) touched.Add(null, owner);
            await transaction.SetAsync(events, e => e.AccountId, account, cancellationToken);
        }
        await ContactChanges.TellAsync(session, touched, cancellationToken);
    }
}
