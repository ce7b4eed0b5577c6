using CrmKit.Consents;
using CrmKit.Imports.Mapping;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports.Writing;

/// <summary>What rows say that people allowed or forbade, recorded by the door of consents in the transaction of their records: once, however often the file comes.</summary>
internal sealed class ImportedConsents(CrmSession session, string reason)
{
    private const int Chunk = 500;

    public async Task RecordAsync(IEnumerable<RowAttempt> written, CancellationToken cancellationToken)
    {
        var said = written.Where(r => r.Record is not null).SelectMany(r => r.Row.Consents, (row, consent) => Draft(row, consent)).ToList();
        if (said.Count == 0) return;
        var known = await KnownAsync([.. said.Select(c => c.Person.Id).Distinct()], cancellationToken);
        var news = said.Where(c => !known.Contains((c.Person.Id, c.Purpose, c.Channel, c.Act, c.At))).ToList();
        if (news.Count > 0) await session.Consents.AddAsync(news, cancellationToken);
    }

    private ConsentDraft Draft(RowAttempt row, MappedConsent consent) => new(row.Record!.Value, consent.Setting.Purpose, consent.Setting.Channel, consent.Act, ConsentMethod.Import)
    {
        At = consent.At is { } at ? Instants.Truncate(at) : null,
        Text = consent.Setting.Text,
        Language = consent.Setting.Language,
        Evidence = $"{consent.Setting.Evidence}{(consent.Evidence.Length > 0 ? $": {consent.Evidence}" : "")} ({reason}, line {row.Row.Line})",
    };

    private async Task<HashSet<(Guid, string, ConsentChannel, ConsentAct, DateTimeOffset?)>> KnownAsync(IReadOnlyList<Guid> people, CancellationToken cancellationToken)
    {
        var (transaction, found) = (session.Transaction!, new HashSet<(Guid, string, ConsentChannel, ConsentAct, DateTimeOffset?)>());
        foreach (var some in people.Chunk(Chunk))
            foreach (var entry in await transaction.ListAsync(transaction.Query<ConsentEntry>().Where(e => some.Contains(e.RecordId) && e.Method == ConsentMethod.Import), cancellationToken))
                found.Add((entry.RecordId, entry.Purpose, entry.Channel, entry.Act, entry.At));
        return found;
    }
}
