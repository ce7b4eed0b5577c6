using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Assignment;

/// <summary>Ownership as write requests, with the event of who had it before.</summary>
internal sealed class AssignmentsDoor(CrmSession session, RecordWriter writer, RecordLoader loader) : IAssignments
{
    private const int BatchSize = 500;

    public async Task AssignAsync(IReadOnlyList<RecordRef> records, Guid ownerId, Guid? teamId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var owner = await ActiveUserAsync(ownerId, cancellationToken);
        await DemandTeamAsync(teamId, cancellationToken);
        var stored = await VisibleAsync(records, cancellationToken);
        await GiveAsync(stored, Operations.Assign, _ => new Ownership(ownerId, teamId ?? owner.TeamId), cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task ClaimAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (session.Actor.UserId is not { } me) throw new CrmRuleException(AssignmentErrors.NobodyClaims());
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await ActiveUserAsync(me, cancellationToken);
        var stored = await LoadedAsync(records, cancellationToken);
        var taken = stored.Where(s => s.Record.OwnerId is { } owner && owner != me).ToList();
        if (taken.Count > 0)
        {
            // Once it is somebody else's, the claimer may not even see it: being late is not the same as never having seen it.
            throw new CrmConflictException([.. taken.Select(s => AssignmentErrors.Claimed(s.Ref))]);
        }
        var free = await DemandVisibleAsync([.. stored.Where(s => s.Record.OwnerId is null)], cancellationToken);
        foreach (var type in free.Select(s => s.Type).Distinct()) // nobody owns a pool: who may own and assign such records at all may take what he sees there
            if (await session.Access.ScopeAsync(type, Operations.Assign, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Assign, type));
        try
        {
            await GiveAsync(free, Operations.Read, s => new Ownership(me, s.Record.TeamId), cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
        catch (CrmConflictException late) when (late.Error.Code == "record.conflict")
        {
            throw new CrmConflictException([.. late.Errors.Select(e => AssignmentErrors.Claimed(e.Record!.Value))], late);
        }
    }

    public async Task ReleaseAsync(IReadOnlyList<RecordRef> records, Guid? teamId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await DemandTeamAsync(teamId, cancellationToken);
        var stored = await VisibleAsync(records, cancellationToken);
        await GiveAsync(stored, Operations.Assign, s => new Ownership(null, teamId ?? s.Record.TeamId), cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<int> TransferAsync(Guid fromOwnerId, Guid toOwnerId, CancellationToken cancellationToken = default)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var owner = await ActiveUserAsync(toOwnerId, cancellationToken);
        var count = 0;
        if (fromOwnerId != toOwnerId)
            foreach (var type in session.Catalog.Types.Where(t => t.IsRoot && t.TryField("ownerId", out _)))
                while (await OwnedAsync(type, fromOwnerId, cancellationToken) is { Count: > 0 } stored)
                {
                    await GiveAsync(stored, Operations.Assign, _ => new Ownership(toOwnerId, owner.TeamId), cancellationToken);
                    count += stored.Count;
                }
        await work.CommitAsync(cancellationToken);
        return count;
    }

    private async Task GiveAsync(IReadOnlyList<Owned> stored, Operations right, Func<Owned, Ownership> ownership, CancellationToken cancellationToken)
    {
        var changed = stored.Select(s => (Owned: s, To: ownership(s))).Where(c => new Ownership(c.Owned.Record.OwnerId, c.Owned.Record.TeamId) != c.To).ToList();
        if (changed.Count == 0) return;
        var requests = changed.Select(c => new WriteRequest
        {
            Operation = RecordOperation.Update,
            Ref = c.Owned.Ref,
            ExpectedVersion = c.Owned.Record.Version,
            Right = right,
            Owner = c.To,
        }).ToList();
        var from = changed.ToDictionary(c => c.Owned.Ref, c => c.Owned.Record.OwnerId);
        await writer.ExecuteAsync(requests, allOrNothing: true, reason: null, cancellationToken);

        var events = new StoreBatch();
        foreach (var type in changed.Where(c => from[c.Owned.Ref] != c.To.OwnerId).GroupBy(c => c.Owned.Ref.Type))
            events.Inserts.Add(EventWriter.Message(session, type.Key + ".assigned", type, (json, c) =>
            {
                json.WriteString("id", c.Owned.Ref.Id);
                Write(json, "from", from[c.Owned.Ref]);
                Write(json, "to", c.To.OwnerId);
            }));
        if (events.Inserts.Count > 0) await session.Transaction!.WriteAsync(events, cancellationToken);
        Failpoint.Hit("assignment.before-commit");
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, string name, Guid? id)
    {
        if (id is { } known) json.WriteString(name, known);
        else json.WriteNull(name);
    }

    private async Task<IReadOnlyList<Owned>> VisibleAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken) =>
        await DemandVisibleAsync(await LoadedAsync(records, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<Owned>> LoadedAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken)
    {
        var found = new List<Owned>(records.Count);
        foreach (var sameType in records.GroupBy(r => r.Type, r => r.Id))
        {
            var type = session.Catalog.Type(sameType.Key);
            var ids = sameType.Distinct().ToList();
            if (!type.IsRoot) throw new CrmRuleException(AssignmentErrors.NotOwnable(type.Ref(ids[0])));
            var stored = await loader.LoadAsync(type, ids, withDeleted: false, cancellationToken);
            if (stored.Count < ids.Count) throw new CrmNotFoundException([.. ids.Except(stored.Select(r => r.Id)).Select(id => RecordErrors.NotFound(type.Ref(id)))]);
            found.AddRange(stored.Select(r => new Owned(type, (RootRecord)r)));
        }
        return found;
    }

    private async Task<IReadOnlyList<Owned>> DemandVisibleAsync(IReadOnlyList<Owned> stored, CancellationToken cancellationToken)
    {
        foreach (var type in stored.GroupBy(s => s.Type))
        {
            var records = type.Select(s => s.Record).ToList();
            var may = await session.Access.MayAsync(type.Key, Operations.Read, records, cancellationToken);
            var hidden = records.Where((_, i) => !may[i]).Select(r => RecordErrors.NotFound(type.Key.Ref(r.Id))).ToList();
            if (hidden.Count > 0) throw new CrmNotFoundException(hidden);
        }
        return stored;
    }

    // What the actor sees of somebody's records; the first batch each time, because those given away are no longer among them.
    private async Task<IReadOnlyList<Owned>> OwnedAsync(RecordTypeDefinition type, Guid owner, CancellationToken cancellationToken)
    {
        var page = await session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = $"ownerId eq '{owner}'", Size = BatchSize, OrderBy = "id" }, cancellationToken);
        return [.. page.Items.Select(r => new Owned(type, (RootRecord)r))];
    }

    private async Task<User> ActiveUserAsync(Guid id, CancellationToken cancellationToken)
    {
        var users = await loader.LoadAsync(session.Catalog.Type(typeof(User)), [id], withDeleted: false, cancellationToken);
        return users is [User { IsActive: true } user] ? user : throw new CrmRuleException(AssignmentErrors.UserInactive(id));
    }

    private async Task DemandTeamAsync(Guid? id, CancellationToken cancellationToken)
    {
        if (id is { } team && (await loader.LoadAsync(session.Catalog.Type(typeof(Team)), [team], withDeleted: false, cancellationToken)).Count == 0)
            throw new CrmRuleException(AssignmentErrors.TeamMissing(team));
    }

    private sealed record Owned(RecordTypeDefinition Type, RootRecord Record)
    {
        public RecordRef Ref => Type.Ref(Record.Id);
    }
}
