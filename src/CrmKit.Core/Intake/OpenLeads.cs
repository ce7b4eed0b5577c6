using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Intake;

/// <summary>The leads still being worked on, found by the addresses and numbers of signals; as far as the actor may see them.</summary>
internal sealed class OpenLeads(CrmSession session)
{
    private const int ValuesPerQuery = 500;
    private readonly Dictionary<string, Lead> _byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lead> _byPhone = new(StringComparer.Ordinal);

    public async Task LoadAsync(IReadOnlyList<LeadSignal> signals, CancellationToken cancellationToken)
    {
        foreach (var emails in signals.Select(s => EmailOf(s.Email)).Where(e => e.Length > 0).Distinct().Chunk(ValuesPerQuery))
            await AddAsync(new Specification<Lead>(l => emails.Contains(l.Email!)), cancellationToken);
        foreach (var phones in signals.SelectMany(s => PhoneForms.Of(s.Phone)).Distinct().Chunk(ValuesPerQuery))
            await AddAsync(new Specification<Lead>(l => phones.Contains(l.Phone!)), cancellationToken);
    }

    /// <summary>By e-mail address, else by telephone number.</summary>
    public Lead? Find(LeadSignal signal)
    {
        if (_byEmail.TryGetValue(EmailOf(signal.Email), out var lead)) return lead;
        foreach (var form in PhoneForms.Of(signal.Phone))
            if (_byPhone.TryGetValue(form, out lead)) return lead;
        return null;
    }

    /// <summary>A lead that is known from now on; the one known first stays.</summary>
    public void Add(Lead lead)
    {
        if (EmailOf(lead.Email) is { Length: > 0 } email) _byEmail.TryAdd(email, lead);
        foreach (var form in PhoneForms.Of(lead.Phone)) _byPhone.TryAdd(form, lead);
    }

    private async Task AddAsync(Specification<Lead> specification, CancellationToken cancellationToken)
    {
        var open = specification.Where(l => l.ConvertedAt == null && (l.StageCategory == null || l.StageCategory == StageCategory.Open || l.StageCategory == StageCategory.Shelved));
        foreach (var lead in await session.Records.ListAsync(open.OrderBy(l => l.CreatedAt), cancellationToken)) Add(lead);
    }

    private static string EmailOf(string? email) => email?.Trim().ToLowerInvariant() ?? "";
}
