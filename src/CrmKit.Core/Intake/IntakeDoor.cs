using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Leads;
using CrmKit.Matching;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Intake;

/// <summary>Signals as leads and cases, or as messages and notes on those that are open already. The unique external id makes each signal count once.</summary>
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
        var known = await KnownAsync(work.Transaction, [.. signals.Select(SignalKey.Of).Distinct()], signals.Any(s => s.Use != SignalUse.Lead), cancellationToken);
        var (people, cases, records) = (new OpenLeads(session.Matches, session.Options.Country), new OpenCases(session), new SignalRecords(session));
        var made = signals.Where(s => !known.ContainsKey(SignalKey.Of(s))).Distinct(ReferenceEqualityComparer.Instance).Cast<LeadSignal>()
            .ToDictionary(s => s, s => SignalRecords.LeadOf(s, SignalKey.Of(s)), (IEqualityComparer<LeadSignal>)ReferenceEqualityComparer.Instance);
        await cases.LoadAsync([.. made.Where(m => m.Key.Use != SignalUse.Lead).Select(m => (m.Key, m.Value))], cancellationToken);
        await people.LoadAsync([.. made.Where(m => m.Key.Use != SignalUse.Case).Select(m => (m.Key, m.Value))], cancellationToken);

        var results = new IntakeResult[signals.Count];
        List<WriteRequest> leads = [], added = [];
        for (var i = 0; i < signals.Count; i++)
        {
            var (signal, key) = (signals[i], SignalKey.Of(signals[i]));
            if (known.TryGetValue(key, out var record))
            {
                results[i] = new IntakeResult(record, IntakeOutcome.Repeated);
                continue;
            }
            var customer = cases.CustomerOf(signal);
            if (cases.Find(signal) is { } running)
            {
                (record, results[i]) = Added(new RecordRef("case", running.Id));
                Add(records.ActivityOf(signal, key, running, customer, isNew: false)!, running);
            }
            else if (signal.Use != SignalUse.Case && people.Find(signal) is { } open)
            {
                (record, results[i]) = Added(new RecordRef("lead", open.Id));
                Add(records.ActivityOf(signal, key, open), open);
            }
            else if (cases.Opens(signal))
            {
                var item = SignalRecords.CaseOf(signal, key, customer);
                (record, results[i]) = Created(new RecordRef("case", item.Id));
                leads.Add(Creation("case", item, signal.Use == SignalUse.Case ? signal.Values : null));
                if (records.ActivityOf(signal, key, item, customer, isNew: true) is { } said) Add(said, item);
                cases.Add(item);
            }
            else
            {
                var created = made[signal];
                (record, results[i]) = Created(new RecordRef("lead", created.Id));
                leads.Add(Creation("lead", created, signal.Values));
                people.Add(created);
            }
            known[key] = record;
        }
        if (leads.Count > 0)
        {
            var saved = await writer.ExecuteAsync(leads, allOrNothing: true, reason: null, cancellationToken);
            var begun = saved.Outcomes.Select(o => o.Record!).ToLookup(r => r is Lead);
            if (begun[true].Any()) await creations.QueueAsync(session.Catalog.Type("lead"), [.. begun[true]], cancellationToken);
            var numbers = begun[false].Cast<SupportCase>().ToDictionary(c => c.Id, c => c.Number);
            for (var i = 0; i < results.Length; i++)
                if (numbers.TryGetValue(results[i].Record.Id, out var number)) results[i] = results[i] with { Number = number };
        }
        if (added.Count > 0) await writer.ExecuteAsync(added, allOrNothing: true, reason: null, cancellationToken);
        Failpoint.Hit("intake.before-commit");
        await work.CommitAsync(cancellationToken);
        return results;

        void Add(CrmActivity more, RootRecord about) =>
            added.Add(Creation(session.Catalog.Type(more.GetType()).Key, more, owner: about.OwnerId is null ? null : new Ownership(about.OwnerId, about.TeamId)));
    }

    private static (RecordRef, IntakeResult) Added(RecordRef record) => (record, new IntakeResult(record, IntakeOutcome.Added));

    private static (RecordRef, IntakeResult) Created(RecordRef record) => (record, new IntakeResult(record, IntakeOutcome.Created));

    // Rights do not matter here: a signal that was taken in was taken in, whoever may see what it became.
    private static async Task<Dictionary<string, RecordRef>> KnownAsync(IStoreReader reader, IReadOnlyList<string> keys, bool withCases, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, RecordRef>(StringComparer.Ordinal);
        foreach (var some in keys.Chunk(KeysPerQuery))
        {
            await AddAsync<Note>(known, reader, some, cancellationToken);
            await AddAsync<ChannelMessage>(known, reader, some, cancellationToken);
            if (withCases)
            {
                await AddAsync<PhoneCall>(known, reader, some, cancellationToken);
                await AddAsync<EmailMessage>(known, reader, some, cancellationToken);
                foreach (var item in await reader.ListAsync(reader.Query<SupportCase>().Where(c => some.Contains(c.ExternalId)).Select(c => new { c.Id, c.ExternalId }), cancellationToken))
                    known[item.ExternalId!] = new RecordRef("case", item.Id);
            }
            foreach (var lead in await reader.ListAsync(reader.Query<Lead>().Where(l => some.Contains(l.ExternalId)).Select(l => new { l.Id, l.ExternalId }), cancellationToken))
                known[lead.ExternalId!] = new RecordRef("lead", lead.Id);
        }
        return known;
    }

    private static async Task AddAsync<T>(Dictionary<string, RecordRef> known, IStoreReader reader, string[] keys, CancellationToken cancellationToken) where T : CrmActivity
    {
        var added = reader.Query<T>().Where(a => keys.Contains(a.ExternalId) && (a.RegardingType == "lead" || a.RegardingType == "case")).Select(a => new { a.ExternalId, a.RegardingType, a.RegardingId });
        foreach (var activity in await reader.ListAsync(added, cancellationToken)) known[activity.ExternalId!] = new RecordRef(activity.RegardingType!, activity.RegardingId!.Value);
    }

    private static WriteRequest Creation(string type, Record record, IReadOnlyDictionary<string, object?>? values = null, Ownership? owner = null) => new()
    {
        Operation = RecordOperation.Create,
        Ref = new RecordRef(type, record.Id),
        Record = record,
        Values = values ?? new Dictionary<string, object?>(),
        Owner = owner,
    };
}
