using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Sessions;

namespace CrmKit.Enrichment;

/// <summary>The accounts of some domains and the people there, as far as who asks may see them.</summary>
internal sealed class KnownFirms
{
    private const int Most = 1_000;
    private readonly Dictionary<string, Firm> _firms = new(StringComparer.Ordinal);

    /// <summary>The firm of a domain; <see langword="null"/> when nobody knows one, or several that nothing tells apart.</summary>
    public Firm? Of(string? domain) => domain is null ? null : _firms.GetValueOrDefault(domain);

    public static async Task<KnownFirms> LoadAsync(ICrmSession session, IReadOnlyCollection<string> domains, CancellationToken cancellationToken)
    {
        var known = new KnownFirms();
        if (domains.Count == 0 || !await ReadsAsync(session, "account", ["emailDomain"], cancellationToken)) return known;
        var accounts = (await session.Records.QueryAsync(new RecordQuery("account") { Filter = $"emailDomain in ({Quoted(domains)})", OrderBy = "createdAt", Size = Most }, cancellationToken)).Items.Cast<Account>().ToList();
        if (accounts.Count == 0) return known;
        var people = await ReadsAsync(session, "contact", ["accountId", "email", "firstName", "lastName"], cancellationToken)
            ? (await session.Records.QueryAsync(new RecordQuery("contact") { Filter = $"accountId in ({Quoted(accounts.Select(a => a.Id.ToString()))}) and email ne null", OrderBy = "-createdAt", Size = Most }, cancellationToken)).Items.Cast<Contact>()
            : [];
        var colleagues = people.Select(p => (Person: p, Address: MailAddress.Read(p.Email))).Where(p => p.Address is not null).ToLookup(p => (p.Person.AccountId, p.Address!.Company));
        foreach (var domain in accounts.GroupBy(a => a.EmailDomain!))
        {
            var firms = domain.Select(a => new Firm(a, [.. colleagues[(a.Id, domain.Key)].Select(c => (c.Person, c.Address!))])).OrderByDescending(f => f.Colleagues.Count).ToList();
            if (firms.Count == 1 || firms[0].Colleagues.Count > firms[1].Colleagues.Count) known._firms[domain.Key] = firms[0];
        }
        return known;
    }

    private static async Task<bool> ReadsAsync(ICrmSession session, string key, string[] fields, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(key);
        return await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) != AccessScope.None && !(await session.Access.HiddenFieldsAsync(type, cancellationToken)).Overlaps(fields);
    }

    private static string Quoted(IEnumerable<string> texts) => string.Join(',', texts.Select(t => $"'{t.Replace("'", "''", StringComparison.Ordinal)}'"));
}

/// <param name="Account">The account.</param>
/// <param name="Colleagues">Its people with an address of the domain.</param>
internal sealed record Firm(Account Account, IReadOnlyList<(Contact Person, MailAddress Address)> Colleagues)
{
    /// <summary>How it makes addresses out of names, as others than one person show.</summary>
    public (AddressHabit Habit, int Colleagues)? HabitWithout(Guid person) =>
        AddressHabits.Of([.. Colleagues.Where(c => c.Person.Id != person && !string.IsNullOrEmpty(c.Person.FirstName) && !string.IsNullOrEmpty(c.Person.LastName)).Select(c => (c.Address, c.Person.FirstName!, c.Person.LastName!))]);
}
