using CrmKit.Accounts;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Leads;

/// <summary>Finds the account and the contact that a lead is about, among those that the actor may see. Of several the oldest is taken.</summary>
internal static class LeadMatcher
{
    private const int Candidates = 1000;

    public static async Task<Account?> AccountAsync(ICrmSession session, Lead lead, CancellationToken cancellationToken)
    {
        if (lead.ExternalId is { } key && await FirstAsync(session, new Specification<Account>(a => a.ExternalId == key), cancellationToken) is { } same) return same;

        var domain = EmailDomains.OfEmail(lead.Email);
        var name = CompanyName.Key(lead.CompanyName);
        if (name.Length > 0)
        {
            var start = CompanyName.Core(lead.CompanyName!);
            var alike = await session.Records.ListAsync(Oldest(new Specification<Account>(a => TextMatch.StartsWith(a.Name, start))).Take(Candidates), cancellationToken);
            var named = alike.Where(a => CompanyName.Key(a.Name) == name).ToList();
            if (named.Count > 0) return named.FirstOrDefault(a => domain is not null && a.EmailDomain == domain) ?? named[0];
        }
        return domain is null ? null : await FirstAsync(session, new Specification<Account>(a => a.EmailDomain == domain), cancellationToken);
    }

    public static async Task<Contact?> ContactAsync(ICrmSession session, Lead lead, Guid? accountId, CancellationToken cancellationToken)
    {
        var email = lead.Email?.Trim().ToLowerInvariant();
        if (!string.IsNullOrEmpty(email) && await BestAsync(session, new Specification<Contact>(c => c.Email == email), accountId, cancellationToken) is { } known) return known;
        var phones = PhoneForms.Of(lead.Phone);
        return phones.Count == 0
            ? null
            : await BestAsync(session, new Specification<Contact>(c => phones.Contains(c.Phone!) || phones.Contains(c.Mobile!)), accountId, cancellationToken);
    }

    private static async Task<Contact?> BestAsync(ICrmSession session, Specification<Contact> specification, Guid? accountId, CancellationToken cancellationToken)
    {
        var found = await session.Records.ListAsync(Oldest(specification).Take(Candidates), cancellationToken);
        return found.FirstOrDefault(c => accountId is not null && c.AccountId == accountId) ?? (found is [var oldest, ..] ? oldest : null);
    }

    private static async Task<T?> FirstAsync<T>(ICrmSession session, Specification<T> specification, CancellationToken cancellationToken) where T : Record =>
        await session.Records.ListAsync(Oldest(specification).Take(1), cancellationToken) is [var first, ..] ? first : null;

    private static Specification<T> Oldest<T>(Specification<T> specification) where T : Record => specification.OrderBy(r => r.CreatedAt);
}
