using CrmKit.Accounts;
using CrmKit.Matching;
using CrmKit.Sessions;

namespace CrmKit.Leads;

/// <summary>Finds the person that a lead is about: by e-mail address, else by telephone number. Of several one at the account, else the oldest.</summary>
internal sealed class LeadContactMatcher : IRecordMatcher
{
    private const int Candidates = 1000;

    public async ValueTask MatchAsync(MatchContext context, CancellationToken cancellationToken)
    {
        foreach (var probe in context.Probes)
        {
            if (probe.Record is not Lead lead) continue;
            var email = lead.Email?.Trim().ToLowerInvariant();
            if (!string.IsNullOrEmpty(email) && await MatchAsync(context, probe, new Specification<Contact>(c => c.Email == email), 1, "same e-mail address", cancellationToken)) continue;
            var phones = PhoneForms.Of(lead.Phone, lead.Country ?? ((CrmSession)context.Session).Options.Country);
            if (phones.Count > 0)
                await MatchAsync(context, probe, new Specification<Contact>(c => phones.Contains(c.Phone!) || phones.Contains(c.Mobile!)), 0.9m, "same telephone number", cancellationToken);
        }
    }

    private static async Task<bool> MatchAsync(MatchContext context, MatchProbe probe, Specification<Contact> specification, decimal confidence, string reason, CancellationToken cancellationToken)
    {
        var found = await context.Session.Records.ListAsync(specification.OrderBy(c => c.CreatedAt).Take(Candidates), cancellationToken);
        foreach (var contact in found.OrderByDescending(c => probe.AccountId is not null && c.AccountId == probe.AccountId)) context.Found(probe, contact, confidence, reason);
        return found.Count > 0;
    }
}
