using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Matching;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Intake;

/// <summary>Signals as leads, or as messages and notes on leads that are open already. The unique external id makes each signal count once.</summary>
internal sealed class IntakeDoor(CrmSession session, RecordWriter writer, CreationCheck creations, Bounces bounced) : IIntake
{
    private const int Tries = 5;
    private const int KeysPerQuery = 500;

    public async Task<IReadOnlyList<IntakeResult>> CaptureAsync(IReadOnlyList<LeadSignal> signals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signals);
        Check(signals);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(signals, cancellationToken);
            }
            catch (CrmValidationException race) when (attempt < Tries && session.Transaction is null && race.Errors.All(e => e is { Code: "field.duplicate", Field: "externalId" }))
            {
                // somebody took one of the same signals in at the same moment: now it is there to be found
            }
        }
    }

    public Task<IReadOnlyList<RecordRef>> BounceAsync(IReadOnlyList<EmailBounce> bounces, CancellationToken cancellationToken = default) => bounced.TakeAsync(bounces, cancellationToken);

    private static void Check(IReadOnlyList<LeadSignal> signals)
    {
        var errors = new List<CrmError>();
        for (var i = 0; i < signals.Count; i++)
        {
            var signal = signals[i];
            if (!SignalKey.IsSource(signal.Source)) errors.Add(IntakeErrors.SourceInvalid(i, signal.Source ?? ""));
            if (string.IsNullOrWhiteSpace(signal.Key)) errors.Add(IntakeErrors.KeyRequired(i));
            if (new[] { signal.Name, signal.CompanyName, signal.Email, signal.Phone }.All(string.IsNullOrWhiteSpace)) errors.Add(IntakeErrors.Empty(i));
        }
        if (errors.Count > 0) throw new CrmValidationException(errors);
    }

    private async Task<IReadOnlyList<IntakeResult>> TryAsync(IReadOnlyList<LeadSignal> signals, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var known = await KnownAsync(work.Transaction, [.. signals.Select(SignalKey.Of).Distinct()], cancellationToken);
        var people = new OpenLeads(session.Matches, session.Options.Country);
        var made = signals.Where(s => !known.ContainsKey(SignalKey.Of(s))).Distinct(ReferenceEqualityComparer.Instance).Cast<LeadSignal>()
            .ToDictionary(s => s, s => LeadOf(s, SignalKey.Of(s)), (IEqualityComparer<LeadSignal>)ReferenceEqualityComparer.Instance);
        await people.LoadAsync([.. made.Select(m => (m.Key, m.Value))], cancellationToken);

        var results = new IntakeResult[signals.Count];
        List<WriteRequest> leads = [], added = [];
        for (var i = 0; i < signals.Count; i++)
        {
            var (signal, key) = (signals[i], SignalKey.Of(signals[i]));
            if (known.TryGetValue(key, out var lead))
            {
                results[i] = new IntakeResult(lead, IntakeOutcome.Repeated);
                continue;
            }
            if (people.Find(signal) is { } open)
            {
                lead = new RecordRef("lead", open.Id);
                var more = ActivityOf(signal, key, open);
                added.Add(Creation(session.Catalog.Type(more.GetType()).Key, more, owner: open.OwnerId is null ? null : new Ownership(open.OwnerId, open.TeamId)));
                results[i] = new IntakeResult(lead, IntakeOutcome.Added);
            }
            else
            {
                var created = made[signal];
                lead = new RecordRef("lead", created.Id);
                leads.Add(Creation("lead", created, signal.Values));
                people.Add(created);
                results[i] = new IntakeResult(lead, IntakeOutcome.Created);
            }
            known[key] = lead;
        }
        if (leads.Count > 0)
        {
            var saved = await writer.ExecuteAsync(leads, allOrNothing: true, reason: null, cancellationToken);
            await creations.QueueAsync(session.Catalog.Type("lead"), [.. saved.Outcomes.Select(o => o.Record!)], cancellationToken);
        }
        if (added.Count > 0) await writer.ExecuteAsync(added, allOrNothing: true, reason: null, cancellationToken);
        Failpoint.Hit("intake.before-commit");
        await work.CommitAsync(cancellationToken);
        return results;
    }

    // Rights do not matter here: a signal that was taken in was taken in, whoever may see what it became.
    private static async Task<Dictionary<string, RecordRef>> KnownAsync(IStoreReader reader, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, RecordRef>(StringComparer.Ordinal);
        foreach (var some in keys.Chunk(KeysPerQuery))
        {
            await AddAsync<Note>(known, reader, some, cancellationToken);
            await AddAsync<ChannelMessage>(known, reader, some, cancellationToken);
            foreach (var lead in await reader.ListAsync(reader.Query<Lead>().Where(l => some.Contains(l.ExternalId)).Select(l => new { l.Id, l.ExternalId }), cancellationToken))
                known[lead.ExternalId!] = new RecordRef("lead", lead.Id);
        }
        return known;
    }

    private static async Task AddAsync<T>(Dictionary<string, RecordRef> known, IStoreReader reader, string[] keys, CancellationToken cancellationToken) where T : CrmActivity
    {
        var added = reader.Query<T>().Where(a => keys.Contains(a.ExternalId) && a.RegardingType == "lead").Select(a => new { a.ExternalId, a.RegardingId });
        foreach (var activity in await reader.ListAsync(added, cancellationToken)) known[activity.ExternalId!] = new RecordRef("lead", activity.RegardingId!.Value);
    }

    private static WriteRequest Creation(string type, Record record, IReadOnlyDictionary<string, object?>? values = null, Ownership? owner = null) => new()
    {
        Operation = RecordOperation.Create,
        Ref = new RecordRef(type, record.Id),
        Record = record,
        Values = values ?? new Dictionary<string, object?>(),
        Owner = owner,
    };

    private static Lead LeadOf(LeadSignal signal, string key) => new()
    {
        ExternalId = key,
        Name = signal.Name ?? "",
        CompanyName = signal.CompanyName,
        Email = signal.Email,
        Phone = signal.Phone,
        Source = signal.Source,
        Channel = signal.Channel,
        NeedDescription = signal.Message,
    };

    // What was written to us over a channel of messages is one of them; all else is a note of what came.
    private CrmActivity ActivityOf(LeadSignal signal, string key, Lead lead)
    {
        var said = new[] { signal.Message, signal.Name, signal.CompanyName, signal.Email, signal.Phone }.Concat(signal.Values.Select(v => v.Value is null ? null : $"{v.Key}: {v.Value}"));
        var body = string.Join(Environment.NewLine, said.Where(s => !string.IsNullOrWhiteSpace(s)));
        CrmActivity activity = Channels.OfMessages.Any(c => c.Code == signal.Channel)
            ? new ChannelMessage { Direction = ActivityDirection.Incoming, Channel = signal.Channel, Address = signal.Phone ?? signal.Email, StartsAt = session.Now }
            : new Note();
        (activity.ExternalId, activity.Subject, activity.Body, activity.RegardingType, activity.RegardingId) = (key, signal.Source, body, "lead", lead.Id);
        return activity;
    }
}
