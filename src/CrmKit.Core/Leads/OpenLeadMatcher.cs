using CrmKit.Matching;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Leads;

/// <summary>Finds leads still being worked on, by e-mail address, else by telephone number; of several the oldest.</summary>
internal sealed class OpenLeadMatcher : IRecordMatcher
{
    private const int ValuesPerQuery = 500;

    public async ValueTask MatchAsync(MatchContext context, CancellationToken cancellationToken)
    {
        var leads = context.Probes.Where(p => p.Record is Lead).Select(p => (Probe: p, Lead: (Lead)p.Record)).ToList();
        var byEmail = leads.Where(l => EmailOf(l.Lead).Length > 0).ToLookup(l => EmailOf(l.Lead), l => l.Probe, StringComparer.Ordinal);
        foreach (var emails in byEmail.Select(g => g.Key).Chunk(ValuesPerQuery))
            foreach (var open in await OpenAsync(context, new Specification<Lead>(l => emails.Contains(l.Email!)), cancellationToken))
                foreach (var probe in byEmail[EmailOf(open)]) context.Found(probe, open, 1, "same e-mail address");

        var usual = ((CrmSession)context.Session).Options.Country;
        var byPhone = leads.SelectMany(l => PhoneForms.Of(l.Lead.Phone, l.Lead.Country ?? usual).Select(form => (form, l.Probe))).ToLookup(p => p.form, p => p.Probe, StringComparer.Ordinal);
        foreach (var phones in byPhone.Select(g => g.Key).Chunk(ValuesPerQuery))
            foreach (var open in await OpenAsync(context, new Specification<Lead>(l => phones.Contains(l.Phone!)), cancellationToken))
                foreach (var probe in PhoneForms.Of(open.Phone, open.Country ?? usual).SelectMany(form => byPhone[form]).Distinct()) context.Found(probe, open, 0.9m, "same telephone number");
    }

    private static async Task<IReadOnlyList<Lead>> OpenAsync(MatchContext context, Specification<Lead> specification, CancellationToken cancellationToken) =>
        await context.Session.Records.ListAsync(specification
            .Where(l => l.ConvertedAt == null && (l.StageCategory == null || l.StageCategory == StageCategory.Open || l.StageCategory == StageCategory.Shelved))
            .OrderBy(l => l.CreatedAt), cancellationToken);

    private static string EmailOf(Lead lead) => lead.Email?.Trim().ToLowerInvariant() ?? "";
}
