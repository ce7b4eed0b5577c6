using CrmKit.Leads;
using CrmKit.Matching;
using CrmKit.Pipelines;

namespace CrmKit.Intake;

/// <summary>The open leads that signals of one batch are about: stored ones that matchers find, and those that earlier signals of the batch began.</summary>
internal sealed class OpenLeads(IMatches matches, string? country)
{
    private readonly Dictionary<LeadSignal, Match> _stored = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Lead> _byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lead> _byPhone = new(StringComparer.Ordinal);

    public async Task LoadAsync(IReadOnlyList<(LeadSignal Signal, Lead Lead)> signals, CancellationToken cancellationToken)
    {
        var found = await matches.FindAsync("lead", "lead", [.. signals.Select(s => new MatchProbe(s.Lead))], cancellationToken);
        for (var i = 0; i < signals.Count; i++)
            if (found[i].FirstOrDefault(m => m.Confidence >= Match.Certain && IsOpen((Lead)m.Record)) is { } best) _stored[signals[i].Signal] = best;
    }

    /// <summary>The surest first: a stored lead without doubt, one of this batch with the same address, a stored one at all, one of this batch with the same number.</summary>
    public Lead? Find(LeadSignal signal)
    {
        var stored = _stored.GetValueOrDefault(signal);
        if (stored is { Confidence: 1 }) return (Lead)stored.Record;
        if (_byEmail.TryGetValue(EmailOf(signal.Email), out var lead)) return lead;
        if (stored is not null) return (Lead)stored.Record;
        foreach (var form in PhoneForms.Of(signal.Phone, country))
            if (_byPhone.TryGetValue(form, out lead)) return lead;
        return null;
    }

    /// <summary>A lead that this batch begins; the one known first stays.</summary>
    public void Add(Lead lead)
    {
        if (EmailOf(lead.Email) is { Length: > 0 } email) _byEmail.TryAdd(email, lead);
        foreach (var form in PhoneForms.Of(lead.Phone, country)) _byPhone.TryAdd(form, lead);
    }

    private static bool IsOpen(Lead lead) => lead.ConvertedAt is null && lead.StageCategory is (null or StageCategory.Open or StageCategory.Shelved);

    private static string EmailOf(string? email) => email?.Trim().ToLowerInvariant() ?? "";
}
