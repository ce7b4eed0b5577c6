using CrmKit.Accounts;
using CrmKit.Cases;
using CrmKit.Matching;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Intake;

/// <summary>The customers that signals of one batch come from, and the open case that each of them has: the latest of his own, else of his account.</summary>
internal sealed class OpenCases(CrmSession session)
{
    public static readonly Field<bool> OfCustomers = Field.Bool("customers-open-cases");
    private const int IdsPerQuery = 500;

    private readonly Dictionary<LeadSignal, Contact> _customers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Guid, SupportCase> _ofContact = [];
    private readonly Dictionary<Guid, SupportCase> _ofAccount = [];
    private bool _opens;

    public async Task LoadAsync(IReadOnlyList<(LeadSignal Signal, Leads.Lead Lead)> signals, CancellationToken cancellationToken)
    {
        if (signals.Count == 0) return;
        var found = await session.Matches.FindAsync("lead", "contact", [.. signals.Select(s => new MatchProbe(s.Lead))], cancellationToken);
        for (var i = 0; i < signals.Count; i++)
            if (found[i].FirstOrDefault(m => m.Confidence >= Match.Certain) is { } best) _customers[signals[i].Signal] = (Contact)best.Record;
        if (_customers.Count == 0) return;
        foreach (var some in _customers.Values.DistinctBy(c => c.Id).Chunk(IdsPerQuery))
        {
            List<Guid?> contacts = [.. some.Select(c => (Guid?)c.Id)], accounts = [.. some.Select(c => c.AccountId).OfType<Guid>().Distinct().Select(a => (Guid?)a)];
            var open = await session.Records.ListAsync(
                new Specification<SupportCase>(c => c.ClosedAt == null && (contacts.Contains(c.ContactId) || (c.ContactId == null && accounts.Contains(c.AccountId)))).OrderBy(c => c.CreatedAt), cancellationToken);
            foreach (var item in open)
                if (item.ContactId is { } contact) _ofContact[contact] = item;
                else _ofAccount[item.AccountId!.Value] = item;
        }
        var (stored, _) = await StoredSettings.ReadAsync(await session.ReaderAsync(cancellationToken), CoreSource.Id, cancellationToken);
        _opens = SettingSchema.Of(session.Catalog, CoreSource.Id).Effective(stored, null, withSecrets: false)[OfCustomers];
    }

    /// <summary>Who sent it; <see langword="null"/> for somebody who is no contact.</summary>
    public Contact? CustomerOf(LeadSignal signal) => _customers.GetValueOrDefault(signal);

    /// <summary>The case that it goes into; <see langword="null"/> when there is none open, and for what is to be a case of its own.</summary>
    public SupportCase? Find(LeadSignal signal) =>
        signal.Use != SignalUse.Conversation || CustomerOf(signal) is not { } customer ? null
        : _ofContact.GetValueOrDefault(customer.Id) ?? (customer.AccountId is { } account ? _ofAccount.GetValueOrDefault(account) : null);

    /// <summary>Whether it opens a case: a problem that was reported, and where administrators chose so whatever a customer tells.</summary>
    public bool Opens(LeadSignal signal) => signal.Use == SignalUse.Case || (signal.Use == SignalUse.Conversation && _opens && CustomerOf(signal) is not null);

    /// <summary>A case that this batch opens: what its customer tells next goes there.</summary>
    public void Add(SupportCase item)
    {
        if (item.ContactId is { } contact) _ofContact[contact] = item;
    }
}
