using CrmKit.Accounts;
using CrmKit.Matching;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Leads;

/// <summary>Finds the account that a lead is about: by the key of another system, the company's name, or the domain of the e-mail address. Of several the oldest.</summary>
internal sealed class LeadAccountMatcher : IRecordMatcher
{
    private const int Candidates = 1000;

    public async ValueTask MatchAsync(MatchContext context, CancellationToken cancellationToken)
    {
        foreach (var probe in context.Probes)
            if (probe.Record is Lead lead) await MatchAsync(context, probe, lead, cancellationToken);
    }

    private static async Task MatchAsync(MatchContext context, MatchProbe probe, Lead lead, CancellationToken cancellationToken)
    {
        if (lead.ExternalId is { } key && await FirstAsync(context.Session, new Specification<Account>(a => a.ExternalId == key), cancellationToken) is { } same)
        {
            context.Found(probe, same, 1, "same key in another system");
            return;
        }

        var domain = EmailDomains.OfEmail(lead.Email);
        var name = CompanyName.Key(lead.CompanyName);
        if (name.Length > 0)
        {
            var start = CompanyName.Core(lead.CompanyName!);
            var alike = await context.Session.Records.ListAsync(new Specification<Account>(a => TextMatch.StartsWith(a.Name, start)).OrderBy(a => a.CreatedAt).Take(Candidates), cancellationToken);
            var named = alike.Where(a => CompanyName.Key(a.Name) == name).ToList();
            foreach (var account in named)
            {
                var isSameDomain = domain is not null && account.EmailDomain == domain;
                context.Found(probe, account, isSameDomain ? 0.98m : 0.95m, isSameDomain ? "same company name and e-mail domain" : "same company name");
            }
            if (named.Count > 0) return;
        }
        if (domain is not null && await FirstAsync(context.Session, new Specification<Account>(a => a.EmailDomain == domain), cancellationToken) is { } neighbour)
            context.Found(probe, neighbour, 0.85m, "same e-mail domain");
    }

    private static async Task<Account?> FirstAsync(ICrmSession session, Specification<Account> specification, CancellationToken cancellationToken) =>
        await session.Records.ListAsync(specification.OrderBy(a => a.CreatedAt).Take(1), cancellationToken) is [var first, ..] ? first : null;
}
