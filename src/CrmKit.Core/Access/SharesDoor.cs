using System.Text.Json;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Access;

/// <summary>Shares records, takes shares back, and lists them. Every change stands in the record's history.</summary>
internal sealed class SharesDoor(CrmSession session, UserAccess user, Standings standings, RecordLoader loader) : ISessionService
{
    /// <summary>Beyond it, a team or a role says it better.</summary>
    public const int MostOfOne = 200;

    /// <summary>Of what was shared with somebody, as much is listed.</summary>
    public const int MostReceived = 200;

    public async Task ShareAsync(IReadOnlyList<RecordRef> records, IReadOnlyList<RecordShare> shares, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(shares);
        if (records.Count == 0 || shares.Count == 0) return;
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([.. records.Select(r => r.Id).Distinct().Order().Select(id => new StoreLock($"shares/{id}"))], cancellationToken);
        var targets = await VisibleAsync(records, cancellationToken);
        await DemandAsync(targets, shares.Any(s => s.CanWrite), cancellationToken);
        var given = await RecipientsAsync(shares, cancellationToken);
        var known = await EntriesAsync(work.Transaction, targets, cancellationToken);
        var batch = new StoreBatch();
        foreach (var (type, record) in targets)
        {
            var of = known[record.Id].ToDictionary(e => e.RecipientId);
            foreach (var share in given)
            {
                var recipient = share.UserId ?? share.TeamId!.Value;
                var before = of.GetValueOrDefault(recipient);
                var after = new ShareEntry
                {
                    Id = before?.Id ?? SequentialGuid.Next(), TenantId = session.TenantId, RecordType = type.Key, RecordId = record.Id, RecipientId = recipient, IsTeam = share.TeamId is not null,
                    CanWrite = share.CanWrite, Until = share.Until, SharedAt = session.Now, SharedById = session.Actor.UserId,
                };
                if (before is null) batch.Inserts.Add(after);
                else batch.RowUpdates.Add(new StoreRowUpdate(after, [nameof(ShareEntry.CanWrite), nameof(ShareEntry.Until), nameof(ShareEntry.SharedAt), nameof(ShareEntry.SharedById)]));
                batch.Inserts.Add(Audit(type, record, before, after));
                of[recipient] = after;
            }
            if (of.Count > MostOfOne) throw new CrmValidationException(AccessErrors.ShareLimit(type.Ref(record.Id), MostOfOne));
        }
        await WriteAsync(work, batch, cancellationToken);
    }

    public async Task RevokeAsync(RecordRef record, Guid recipientId, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([new StoreLock($"shares/{record.Id}")], cancellationToken);
        var targets = await VisibleAsync([record], cancellationToken);
        if (recipientId != session.Actor.UserId) await DemandAsync(targets, toWrite: false, cancellationToken);
        var (type, stored) = targets[0];
        if ((await EntriesAsync(work.Transaction, targets, cancellationToken))[stored.Id].FirstOrDefault(e => e.RecipientId == recipientId) is not { } share)
            throw new CrmNotFoundException(AccessErrors.ShareUnknown(record, recipientId));
        await WriteAsync(work, new StoreBatch { Deletes = { share }, Inserts = { Audit(type, stored, share, null) } }, cancellationToken);
    }

    public async Task<IReadOnlyList<RecordShare>> ListAsync(RecordRef record, CancellationToken cancellationToken)
    {
        var targets = await VisibleAsync([record], cancellationToken);
        var entries = await EntriesAsync(await session.ReaderAsync(cancellationToken), targets, cancellationToken);
        return [.. entries[targets[0].Record.Id].Where(e => e.Until is null || e.Until > session.Now).OrderBy(e => e.Id).Select(Share)];
    }

    public async Task<IReadOnlyList<ReceivedShare>> ReceivedAsync(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostReceived);
        if (session.Actor.UserId is not { } me || await standings.ReadAsync(me, cancellationToken) is not { } standing) return [];
        var reader = await session.ReaderAsync(cancellationToken);
        // More than are asked for: of some the record is deleted, or its type away with a plugin.
        var entries = await reader.ListAsync(Shares.Current(reader, standing.Grants.Recipients, session.Now).OrderByDescending(e => e.SharedAt).ThenByDescending(e => e.Id).Take(2 * MostReceived), cancellationToken);
        var received = new List<ReceivedShare>(most);
        foreach (var some in entries.DistinctBy(e => e.RecordId).Chunk(most))
        {
            var seen = await ReadableAsync(some, cancellationToken);
            received.AddRange(some.Where(e => seen.Contains(e.RecordId)).Select(e => new ReceivedShare(new RecordRef(e.RecordType, e.RecordId), Share(e))));
            if (received.Count >= most) break;
        }
        return [.. received.Take(most)];
    }

    private async Task<HashSet<Guid>> ReadableAsync(IEnumerable<ShareEntry> entries, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Guid>();
        foreach (var sameType in entries.GroupBy(e => e.RecordType, e => e.RecordId))
        {
            if (!session.Catalog.TryType(sameType.Key, out var type)) continue;
            var records = await loader.LoadAsync(type, [.. sameType], withDeleted: false, cancellationToken);
            var may = await session.Access.MayAsync(type, Operations.Read, records, cancellationToken);
            seen.UnionWith(records.Where((_, i) => may[i]).Select(r => r.Id));
        }
        return seen;
    }

    private async Task WriteAsync(UnitOfWork work, StoreBatch batch, CancellationToken cancellationToken)
    {
        await work.Transaction.WriteAsync(batch, cancellationToken);
        standings.ForgetShares();
        Failpoint.Hit("access.before-share-commit");
        await work.CommitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<RecordShare>> RecipientsAsync(IReadOnlyList<RecordShare> shares, CancellationToken cancellationToken)
    {
        foreach (var share in shares)
        {
            if (share.UserId is null == share.TeamId is null) throw new CrmValidationException(AccessErrors.ShareRecipient());
            if (share.Until <= session.Now) throw new CrmValidationException(AccessErrors.ShareEnded());
        }
        var users = await loader.LoadAsync(session.Catalog.Type(typeof(User)), [.. shares.Select(s => s.UserId).OfType<Guid>().Distinct()], withDeleted: false, cancellationToken);
        var teams = await loader.LoadAsync(session.Catalog.Type(typeof(Team)), [.. shares.Select(s => s.TeamId).OfType<Guid>().Distinct()], withDeleted: false, cancellationToken);
        var known = users.Where(u => ((User)u).IsActive).Concat(teams).Select(r => r.Id).ToHashSet();
        if (shares.FirstOrDefault(s => !known.Contains(s.UserId ?? s.TeamId!.Value)) is { } unknown) throw new CrmValidationException(AccessErrors.ShareRecipient(unknown.UserId ?? unknown.TeamId!.Value));
        return [.. shares.GroupBy(s => s.UserId ?? s.TeamId!.Value, (_, same) => same.Last())];
    }

    private async Task<IReadOnlyList<(RecordTypeDefinition Type, Record Record)>> VisibleAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken)
    {
        var found = new List<(RecordTypeDefinition, Record)>(records.Count);
        foreach (var sameType in records.GroupBy(r => r.Type, r => r.Id))
        {
            var type = session.Catalog.Type(sameType.Key);
            if (!type.IsRoot) throw new CrmRuleException(AccessErrors.NotShareable(type));
            var ids = sameType.Distinct().ToList();
            var stored = await loader.LoadAsync(type, ids, withDeleted: false, cancellationToken);
            var may = await session.Access.MayAsync(type, Operations.Read, stored, cancellationToken);
            var seen = stored.Where((_, i) => may[i]).ToList();
            if (seen.Count < ids.Count) throw new CrmNotFoundException([.. ids.Except(seen.Select(r => r.Id)).Select(id => RecordErrors.NotFound(type.Ref(id)))]);
            found.AddRange(seen.Select(r => (type, r)));
        }
        return found;
    }

    private async Task DemandAsync(IReadOnlyList<(RecordTypeDefinition Type, Record Record)> targets, bool toWrite, CancellationToken cancellationToken)
    {
        if (session.IsUnconfined) return;
        foreach (var sameType in targets.GroupBy(t => t.Type, t => t.Record))
        {
            var records = sameType.ToList();
            var may = await session.Access.MayAsync(sameType.Key, Operations.Assign, records, cancellationToken); // of a plugin too
            var byRole = toWrite ? await user.MayByRoleAsync(sameType.Key, Operations.Update, records, cancellationToken) : may;
            for (var i = 0; i < records.Count; i++)
                if (!may[i] || !byRole[i]) throw new CrmForbiddenException(AccessErrors.ShareForbidden(sameType.Key.Ref(records[i].Id), may[i]));
        }
    }

    private static async Task<ILookup<Guid, ShareEntry>> EntriesAsync(IStoreReader reader, IReadOnlyList<(RecordTypeDefinition Type, Record Record)> targets, CancellationToken cancellationToken)
    {
        var entries = new List<ShareEntry>();
        foreach (var some in targets.Select(t => t.Record.Id).Chunk(500)) entries.AddRange(await reader.ListAsync(reader.Query<ShareEntry>().Where(e => some.Contains(e.RecordId)), cancellationToken));
        return entries.ToLookup(e => e.RecordId);
    }

    private AuditEntry Audit(RecordTypeDefinition type, Record record, ShareEntry? before, ShareEntry? after) => new()
    {
        TenantId = session.TenantId,
        RecordType = type.Key,
        RecordId = record.Id,
        RecordVersion = record.Version,
        Operation = RecordOperation.Update,
        At = session.Now,
        ActorId = session.Actor.UserId,
        ActorName = session.Actor.IsSystem ? session.Actor.Name : null,
        Door = session.Door,
        CorrelationId = session.CorrelationId,
        Changes = JsonSerializer.Serialize(new Dictionary<string, string?[]> { ["shares"] = [Text(before), Text(after)] }),
    };

    private static string? Text(ShareEntry? share) => share is null ? null
        : $"{(share.IsTeam ? "team" : "user")} {share.RecipientId}, {(share.CanWrite ? "write" : "read")}{(share.Until is { } until ? $", until {until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}";

    private static RecordShare Share(ShareEntry entry) => new()
    {
        UserId = entry.IsTeam ? null : entry.RecipientId, TeamId = entry.IsTeam ? entry.RecipientId : null,
        CanWrite = entry.CanWrite, Until = entry.Until, SharedById = entry.SharedById, SharedAt = entry.SharedAt,
    };
}
