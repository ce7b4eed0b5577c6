using CrmKit.Activities;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Pipelines;

/// <summary>Makes the tasks that stages ask for: for who is responsible for the stage in the sales team of an opportunity, else for the owner of the record.</summary>
internal static class StageTasks
{
    private const string WithTeam = "opportunity";
    private const int IdsPerQuery = 500;

    public static async ValueTask AddAsync(CrmSession session, IReadOnlyList<PendingStageEntry> entered, ChangeSet also, CancellationToken cancellationToken)
    {
        var busy = entered.Where(e => e.Target!.Tasks.Count > 0 && e.Entry.At is null).ToList(); // history brought from elsewhere leaves nothing to do
        if (busy.Count == 0) return;
        var responsible = await ResponsibleAsync(session, busy, cancellationToken);
        var doers = busy.Select(e => responsible.TryGetValue((e.Record.Id, e.Target!.Key), out var member) ? member : e.Record.OwnerId).ToList();
        var ids = doers.OfType<Guid>().Distinct().ToList();
        var reader = await session.ReaderAsync(cancellationToken);
        var users = (await reader.ListAsync(reader.Query<User>().Where(u => ids.Contains(u.Id)), cancellationToken)).ToDictionary(u => u.Id);
        foreach (var (pending, doer) in busy.Zip(doers))
        {
            var record = pending.Record;
            var user = doer is { } id ? users.GetValueOrDefault(id) : null;
            foreach (var task in pending.Target!.Tasks)
                also.Create(
                    new FollowUp { Subject = task.Subject.For(user?.Language), RegardingType = pending.Type.Key, RegardingId = record.Id, DueAt = record.StageEnteredAt!.Value + task.DueAfter },
                    new InitialState { OwnerId = doer, TeamId = doer == record.OwnerId ? record.TeamId : user?.TeamId });
        }
    }

    private static async ValueTask<IReadOnlyDictionary<(Guid Record, string Stage), Guid>> ResponsibleAsync(CrmSession session, List<PendingStageEntry> busy, CancellationToken cancellationToken)
    {
        var ids = busy.Where(e => e.Type.Key == WithTeam && e.Before is not null).Select(e => (Guid?)e.Record.Id).ToList(); // a new one has no team yet
        if (ids.Count == 0) return new Dictionary<(Guid, string), Guid>();
        var reader = await session.ReaderAsync(cancellationToken);
        var users = reader.Query<User>();
        var members = new List<OpportunityMember>();
        foreach (var some in ids.Chunk(IdsPerQuery))
            members.AddRange(await reader.ListAsync(reader.Query<OpportunityMember>().Where(m => m.DeletedAt == null && m.Stages != null && some.Contains(m.OpportunityId) && users.Any(u => u.Id == m.UserId && u.IsActive && u.DeletedAt == null)), cancellationToken));
        return MemberStages.Responsible(members);
    }
}
