using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Consents;

/// <summary>Adds proofs and reads them; the newest decides.</summary>
internal sealed class ConsentsDoor(CrmSession session, ConsentRecords records, ConsentPeople people, ConsentRows rows, ConsentLinks links) : IConsents
{
    private const int Chunk = 500;

    public async Task<IReadOnlyList<Consent>> ListAsync(RecordRef person, CancellationToken cancellationToken = default)
    {
        await records.DemandAsync([person], Operations.Read, cancellationToken);
        var ids = (await people.OfAsync([person.Id], cancellationToken))[person.Id];
        return await ViewsAsync((await EntriesAsync(ids, [], cancellationToken)).OrderByDescending(e => e.At).ThenByDescending(e => e.Id), cancellationToken);
    }

    public async Task<IReadOnlyList<Consent>> AddAsync(IReadOnlyList<ConsentDraft> consents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(consents);
        if (consents.Count == 0) return [];
        var errors = consents.SelectMany((c, i) => Problems(c).Select(e => e with { Index = i })).ToList();
        if (errors.Count > 0) throw new CrmValidationException(errors);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var found = await records.DemandAsync(consents.Select(c => c.Person), Operations.Update, cancellationToken);
        var batch = new StoreBatch();
        foreach (var consent in consents)
        {
            var record = found[consent.Person];
            var row = rows.New(session.Catalog.TypeOf(record).Ref(record.Id), consent.Purpose, consent.Channel, consent.Act, consent.Method);
            row.At = consent.At is { } at ? Instants.Truncate(at) : row.At;
            row.Address = ConsentRecords.Normalised(consent.Address, consent.Channel) ?? records.AddressOf(record, consent.Channel);
            (row.Text, row.Language, row.Evidence) = (consent.Text, consent.Language, consent.Evidence);
            batch.Inserts.Add(row);
        }
        await work.Transaction.WriteAsync(batch, cancellationToken);
        Failpoint.Hit("consents.before-commit");
        await work.CommitAsync(cancellationToken);
        return await ViewsAsync(batch.Inserts.Cast<ConsentEntry>(), cancellationToken);
    }

    public async Task<IReadOnlyList<ConsentAnswer>> MayAsync(IReadOnlyList<ConsentQuestion> questions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(questions);
        if (questions.Count == 0) return [];
        foreach (var question in questions) ConsentRows.DemandPurpose(question.Purpose);
        var found = await records.DemandAsync(questions.Select(q => q.Person), Operations.Read, cancellationToken);
        var asked = questions.Select(q => (Question: q, Record: found[q.Person], Address: ConsentRecords.Normalised(q.Address, q.Channel) ?? records.AddressOf(found[q.Person], q.Channel))).ToList();
        var same = await people.OfAsync([.. questions.Select(q => q.Person.Id)], cancellationToken);
        var entries = await EntriesAsync([.. same.Values.SelectMany(s => s).Distinct()], [.. asked.Select(a => a.Address).OfType<string>().Distinct()], cancellationToken);
        var (byPerson, byAddress) = (entries.ToLookup(e => e.RecordId), entries.Where(e => e.Address is not null).ToLookup(e => e.Address!));
        var answers = new List<ConsentAnswer>(asked.Count);
        foreach (var (question, record, address) in asked)
        {
            var (answer, proof) = Answer(question, record, address, [.. same[question.Person.Id].SelectMany(id => byPerson[id])], address is null ? [] : byAddress[address]);
            // Whose the address is as well is nobody's business who asks about this person.
            answers.Add(answer with
            {
                Address = question.Address is null && await records.HidesAddressAsync(question.Person.Type, question.Channel, cancellationToken) ? null : answer.Address,
                Proof = proof is not null && same[question.Person.Id].Contains(proof.RecordId) ? await ViewAsync(proof, cancellationToken) : null,
            });
        }
        return answers;
    }

    public Task<ConsentLink> FindLinkAsync(string token, CancellationToken cancellationToken = default) => links.FindAsync(token, cancellationToken);

    public Task<ConsentLink> FollowLinkAsync(string token, CancellationToken cancellationToken = default) => links.FollowAsync(token, cancellationToken);

    // Given by the person himself; withdrawn also by whoever else has the address. Of one instant the withdrawal counts.
    private (ConsentAnswer Answer, ConsentEntry? Proof) Answer(ConsentQuestion question, Record record, string? address, IReadOnlyList<ConsentEntry> own, IEnumerable<ConsentEntry> ofAddress)
    {
        bool IsMeant(ConsentEntry entry) => entry.Purpose == question.Purpose && entry.Channel == question.Channel;
        ConsentEntry? Newest(IEnumerable<ConsentEntry> from, ConsentAct act) => from.Where(e => e.Act == act && IsMeant(e)).OrderBy(e => e.At).ThenBy(e => e.Id).LastOrDefault();
        var (given, withdrawn, confirming) = (Newest(own, ConsentAct.Given), Newest(own.Concat(ofAddress), ConsentAct.Withdrawn), Newest(own, ConsentAct.Asked));
        var isReached = question.Channel is ConsentChannel.Post or ConsentChannel.Chat;
        var (reason, proof) =
            record.DeletedAt is not null ? (ConsentReason.Gone, null)
            : withdrawn is not null && !(given?.At > withdrawn.At) ? (ConsentReason.Withdrawn, withdrawn)
            : given is null ? (confirming is null ? ConsentReason.NeverGiven : ConsentReason.NotConfirmed, confirming)
            : address is null && !isReached ? (ConsentReason.NoAddress, given)
            : given.Address is { } meant && address is not null && meant != address ? (ConsentReason.OtherAddress, given)
            : question.Channel == ConsentChannel.Email && records.HasBounced(record) ? (ConsentReason.Bounced, given)
            : (ConsentReason.Given, (ConsentEntry?)given);
        var maySend = reason == ConsentReason.Given;
        return (new ConsentAnswer(question, maySend, reason, address, null, maySend && given?.WithdrawToken is { } token ? links.UrlOf(token) : null), proof);
    }

    private async Task<IReadOnlyList<Consent>> ViewsAsync(IEnumerable<ConsentEntry> entries, CancellationToken cancellationToken)
    {
        var views = new List<Consent>();
        foreach (var entry in entries) views.Add(await ViewAsync(entry, cancellationToken));
        return views;
    }

    private async ValueTask<Consent> ViewAsync(ConsentEntry entry, CancellationToken cancellationToken)
    {
        var view = ConsentRows.View(entry);
        return view.Address is not null && await records.HidesAddressAsync(entry.RecordType, entry.Channel, cancellationToken) ? view with { Address = null } : view;
    }

    private IEnumerable<CrmError> Problems(ConsentDraft consent)
    {
        if (!ConsentRows.IsPurpose(consent.Purpose)) yield return ConsentErrors.Purpose(consent.Purpose);
        if (consent.Act is not (ConsentAct.Given or ConsentAct.Withdrawn) || consent.Method is not (ConsentMethod.Hand or ConsentMethod.Import or ConsentMethod.Api)) yield return ConsentErrors.Act();
        if (consent.At > session.Now) yield return ConsentErrors.At();
        foreach (var (name, text) in new[] { ("text", consent.Text), ("evidence", consent.Evidence), ("address", consent.Address), ("language", consent.Language) })
            if (text is not null && (text.Length > ConsentErrors.LongestText || text.Contains('\0', StringComparison.Ordinal))) yield return ConsentErrors.Text(name);
    }

    private async Task<IReadOnlyList<ConsentEntry>> EntriesAsync(IReadOnlyCollection<Guid> ids, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, ConsentEntry>();
        foreach (var some in ids.Chunk(Chunk))
            foreach (var entry in await reader.ListAsync(reader.Query<ConsentEntry>().Where(e => some.Contains(e.RecordId)), cancellationToken)) found[entry.Id] = entry;
        foreach (var some in addresses.Chunk(Chunk))
            foreach (var entry in await reader.ListAsync(reader.Query<ConsentEntry>().Where(e => e.Address != null && some.Contains(e.Address)), cancellationToken)) found[entry.Id] = entry;
        return [.. found.Values];
    }
}
