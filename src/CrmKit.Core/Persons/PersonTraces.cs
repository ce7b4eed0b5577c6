using System.Text.Json;
using CrmKit.Access;
using CrmKit.Attachments;
using CrmKit.Behaviour;
using CrmKit.Connectors;
using CrmKit.Consents;
using CrmKit.Dashboards;
using CrmKit.Effects;
using CrmKit.Forms;
using CrmKit.Idempotency;
using CrmKit.Lifecycles;
using CrmKit.Matching;
using CrmKit.Notifications;
using CrmKit.Pipelines;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Transfers;
using CrmKit.Webhooks;
using CrmKit.Workflows;
using Microsoft.Extensions.Options;

namespace CrmKit.Persons;

/// <summary>Removes what the machinery keeps about a person beside records and their history.</summary>
internal sealed class PersonTraces(CrmSession session, BehaviourDoor behaviour, SealedPayloads payloads, IOptions<CrmKitOptions> options) : ISessionService
{
    private const int Chunk = 500;

    public static void Count(IDictionary<string, int> counts, string kind, int count)
    {
        if (count > 0) counts[kind] = counts.TryGetValue(kind, out var before) ? before + count : count;
    }

    public async Task RemoveAsync(PersonSet set, IDictionary<string, int> counts, CancellationToken cancellationToken)
    {
        var people = set.People.Select(p => p.Record.Id).ToList();
        foreach (var ids in set.All.Select(r => r.Record.Id).Chunk(Chunk).Select(c => c.ToList()))
        {
            var nullable = ids.Select(id => (Guid?)id).ToList();
            await RemoveAsync<MergeStep>(counts, "merges", q => q.Where(s => ids.Contains(s.RecordId)), cancellationToken);
            await RemoveAsync<MentionEntry>(counts, "mentions", q => q.Where(m => ids.Contains(m.RecordId)), cancellationToken);
            await RemoveAsync<DuplicatePair>(counts, "duplicates", q => q.Where(p => ids.Contains(p.FirstId) || ids.Contains(p.SecondId)), cancellationToken);
            await EmptyAsync<StageHistoryEntry>(counts, "stages", q => q.Where(h => ids.Contains(h.RecordId) && (h.Note != null || h.LossReason != null)), h => (h.Note, h.LossReason) = (null, null), [nameof(StageHistoryEntry.Note), nameof(StageHistoryEntry.LossReason)], cancellationToken);
            await EmptyAsync<WorkflowRun>(counts, "workflows", q => q.Where(r => ids.Contains(r.RecordId) && r.Error != null), r => r.Error = null, [nameof(WorkflowRun.Error)], cancellationToken);
            await EmptyAsync<ConsentEntry>(counts, "consents", q => q.Where(c => ids.Contains(c.RecordId)), Empty, ConsentProperties, cancellationToken);
            await RemoveAsync<FormSubmissionEntry>(counts, "forms", q => q.Where(s => nullable.Contains(s.LeadId)), cancellationToken);
            await EmptyAsync<ConnectorLink>(counts, "connectors", q => q.Where(l => nullable.Contains(l.RecordId)), Empty, LinkProperties, cancellationToken);
        }
        await RemoveAsync<MergeStep>(counts, "merges", q => q.Where(s => session.Transaction!.Query<RecordMerge>().Any(m => m.Id == s.MergeId && (people.Contains(m.WinnerId) || people.Contains(m.LoserId)) && s.RecordType == m.RecordType)), cancellationToken);
        foreach (var ids in set.Own.Select(r => r.Record.Id).Chunk(Chunk))
        {
            await RemoveAsync<Attachment>(counts, "attachments", q => q.Where(a => ids.Contains(a.RecordId)), cancellationToken);
            await RemoveAsync<ShareEntry>(counts, "shares", q => q.Where(s => ids.Contains(s.RecordId)), cancellationToken);
        }
        await RemoveAsync<SegmentMember>(counts, "segments", q => q.Where(m => people.Contains(m.RecordId)), cancellationToken);
        await RemoveAsync<LifecycleChange>(counts, "lifecycle", q => q.Where(c => people.Contains(c.RecordId)), cancellationToken);
        await RemoveAsync<PersonExportTicket>(counts, "links", q => q.Where(t => people.Contains(t.RecordId)), cancellationToken);
        var keys = set.People.SelectMany(p => IdentityKeys.Of(p.Record.Id, null, [], null)).Concat(set.Identifiers.SelectMany(v => IdentityKeys.Of(Guid.Empty, v, [v], options.Value.Country).Skip(1))).Distinct(StringComparer.Ordinal).ToList();
        Count(counts, "behaviour", await behaviour.EraseAsync(people, keys, session.Transaction!, cancellationToken));
        await TextsAsync(set, counts, cancellationToken);
        await SealedAsync(set, counts, cancellationToken);
    }

    private static readonly string[] ConsentProperties =
        [nameof(ConsentEntry.Address), nameof(ConsentEntry.Evidence), nameof(ConsentEntry.SubmissionId), nameof(ConsentEntry.ConfirmHash), nameof(ConsentEntry.ConfirmUntil), nameof(ConsentEntry.Network), nameof(ConsentEntry.Credential)];

    // That something was allowed or withdrawn, when and by which text must be shown after the person is gone; who it was is not said any more.
    private static void Empty(ConsentEntry proof) =>
        (proof.Address, proof.Evidence, proof.SubmissionId, proof.ConfirmHash, proof.ConfirmUntil, proof.Network, proof.Credential) = (null, null, null, null, null, null, null);

    private static readonly string[] LinkProperties =
        [nameof(ConnectorLink.Synced), nameof(ConnectorLink.Sent), nameof(ConnectorLink.Pending), nameof(ConnectorLink.Error), nameof(ConnectorLink.Status), nameof(ConnectorLink.ExternalVersion), nameof(ConnectorLink.SentBase), nameof(ConnectorLink.TheirVersion)];

    // The key there stays: without it the next pull would bring the person back.
    private static void Empty(ConnectorLink link)
    {
        (link.Synced, link.Sent, link.Pending, link.Error, link.Status) = ("{}", "{}", "{}", null, ConnectorLinkStatus.Deleted);
        (link.ExternalVersion, link.SentBase, link.TheirVersion) = (null, null, null);
    }

    // Texts of the machinery that were made out of records: whatever names the person is emptied as a whole.
    private async Task TextsAsync(PersonSet set, IDictionary<string, int> counts, CancellationToken cancellationToken)
    {
        foreach (var value in set.Identifiers.Concat(set.Names).SelectMany(Forms).Concat(set.Own.Select(p => p.Record.Id.ToString("D"))).Distinct(StringComparer.Ordinal))
        {
            await EmptyAsync<OutboxMessage>(counts, "outbox", q => q.Where(m => m.Class == "effect" && (m.Payload.Contains(value) || m.LastError!.Contains(value) || m.Key!.Contains(value))), m => Empty(m, set), MessageProperties, cancellationToken);
            await EmptyAsync<OutboxMessage>(counts, "outbox", q => q.Where(m => m.Class != "effect" && m.Status == "done" && (m.Payload.Contains(value) || m.LastError!.Contains(value))), m => (m.Payload, m.LastError) = ("{}", null), MessageProperties, cancellationToken);
            await RemoveAsync<IdempotencyEntry>(counts, "answers", q => q.Where(a => a.IsBinary || a.Body.Contains(value) || a.Headers.Contains(value)), cancellationToken); // what is no text cannot be looked into
            await EmptyAsync<WebhookDeliveryEntry>(counts, "webhooks", q => q.Where(d => d.Items.Contains(value) || d.Tries.Contains(value)), d => (d.Items, d.Tries) = ("[]", "[]"), [nameof(WebhookDeliveryEntry.Items), nameof(WebhookDeliveryEntry.Tries)], cancellationToken);
            await RemoveAsync<TransferEntry>(counts, "transfers", q => q.Where(t => t.FinishedAt != null && (t.Request.Contains(value) || t.Result!.Contains(value) || t.Errors!.Contains(value))), cancellationToken);
            await RemoveAsync<ImportQuestionEntry>(counts, "imports", q => q.Where(w => w.Cells.Contains(value) || w.Name!.Contains(value) || w.Reason.Contains(value)), cancellationToken);
            await EmptyAsync<ImportRun>(counts, "imports", q => q.Where(r => r.Report!.Contains(value) || r.RevertReport!.Contains(value)), r => (r.Report, r.RevertReport) = (null, null), [nameof(ImportRun.Report), nameof(ImportRun.RevertReport)], cancellationToken);
        }
        foreach (var value in set.Identifiers.SelectMany(Forms)) await RemoveAsync<FormSubmissionEntry>(counts, "forms", q => q.Where(s => s.Filled.Contains(value)), cancellationToken);
        foreach (var value in set.Identifiers.SelectMany(Forms)) await RemoveAsync<DashboardEntry>(counts, "dashboards", q => q.Where(d => d.Tiles.Contains(value)), cancellationToken); // a filter names the person
        foreach (var value in set.Identifiers)
            await EmptyAsync<ConnectorLink>(counts, "connectors", q => q.Where(l => l.Pending.Contains(value) || l.Error!.Contains(value)), l => (l.Pending, l.Error) = ("{}", null), [nameof(ConnectorLink.Pending), nameof(ConnectorLink.Error)], cancellationToken);
    }

    // What is encrypted cannot be looked for: each is read.
    private async Task SealedAsync(PersonSet set, IDictionary<string, int> counts, CancellationToken cancellationToken)
    {
        await session.Transaction!.LockAsync([SealedPayloads.Lock], cancellationToken);
        var values = set.Identifiers.Concat(set.Names).SelectMany(Forms).ToList();
        var found = (await session.Transaction!.ListAsync(SealedPayloads.In(session.Transaction!), cancellationToken)).Where(m => payloads.Read(m) is not { } text || values.Exists(v => text.Contains(v, StringComparison.Ordinal))).ToList();
        foreach (var message in found) Empty(message, set);
        Count(counts, "outbox", found.Count);
        var rows = new StoreBatch();
        rows.RowUpdates.AddRange(found.Select(m => new StoreRowUpdate(m, MessageProperties)));
        await session.Transaction!.WriteAsync(rows, cancellationToken);
    }

    // As it is, and as JSON writes it where it escapes all but ASCII.
    private static IEnumerable<string> Forms(string value)
    {
        yield return value;
        var escaped = JsonSerializer.Serialize(value)[1..^1];
        if (escaped != value) yield return escaped;
    }

    private static readonly string[] MessageProperties = [nameof(OutboxMessage.Payload), nameof(OutboxMessage.LastError), nameof(OutboxMessage.Status), nameof(OutboxMessage.Key), nameof(OutboxMessage.SettledAt)];

    // What has not gone out does not go out any more. A key that names the person goes as well: nobody asks for that effect again.
    private void Empty(OutboxMessage effect, PersonSet set)
    {
        (effect.Payload, effect.LastError) = ("{}", null);
        if (set.Identifiers.Concat(set.Names).Any(v => effect.Key!.Contains(v, StringComparison.Ordinal))) effect.Key = $"erased/{effect.Id:N}";
        if (effect.Status == "pending") (effect.Status, effect.SettledAt) = ("done", session.Now);
    }

    private async Task RemoveAsync<T>(IDictionary<string, int> counts, string kind, Func<IQueryable<T>, IQueryable<T>> which, CancellationToken cancellationToken) where T : class =>
        Count(counts, kind, await session.Transaction!.RemoveAsync(which(session.Transaction!.Query<T>()), cancellationToken));

    private async Task EmptyAsync<T>(IDictionary<string, int> counts, string kind, Func<IQueryable<T>, IQueryable<T>> which, Action<T> empty, string[] properties, CancellationToken cancellationToken) where T : class
    {
        var rows = new StoreBatch();
        foreach (var row in await session.Transaction!.ListAsync(which(session.Transaction!.Query<T>()), cancellationToken))
        {
            empty(row);
            rows.RowUpdates.Add(new StoreRowUpdate(row, properties));
        }
        Count(counts, kind, rows.RowUpdates.Count);
        await session.Transaction!.WriteAsync(rows, cancellationToken);
    }
}
