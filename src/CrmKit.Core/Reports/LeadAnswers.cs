using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>How soon leads were answered: by the first call, e-mail, message or appointment that did not come from them, or the first move to another stage, whichever was earlier.</summary>
internal static class LeadAnswers
{
    public static async Task<IReadOnlyList<Answer>> OfAsync(CrmSession session, string filter, CancellationToken cancellationToken)
    {
        var leads = await ReadableRows.OfAsync<Lead>(session, ["createdAt", "ownerId", "teamId"], cancellationToken, filter);
        var reader = await session.ReaderAsync(cancellationToken);
        var first = new Dictionary<Guid, DateTimeOffset>();
        Note(await reader.ListAsync(leads.Join(reader.Query<StageHistoryEntry>().Where(h => h.RecordType == "lead" && h.LeftAt != null), l => l.Id, h => h.RecordId, (l, h) => new Touch { LeadId = l.Id, DoneAt = h.LeftAt, CreatedAt = l.CreatedAt }), cancellationToken));
        await AddAsync<PhoneCall>(c => c.Direction != ActivityDirection.Incoming);
        await AddAsync<EmailMessage>(m => m.Direction != ActivityDirection.Incoming);
        await AddAsync<ChannelMessage>(m => m.Direction != ActivityDirection.Incoming);
        await AddAsync<Appointment>(_ => true);
        if (first.Count == 0) return [];
        var known = await reader.ListAsync(leads.Select(l => new Created { Id = l.Id, OwnerId = l.OwnerId, TeamId = l.TeamId, At = l.CreatedAt }), cancellationToken);
        return [.. known.Where(l => first.ContainsKey(l.Id)).Select(l => new Answer(l.OwnerId, l.TeamId, (int)Math.Clamp((first[l.Id] - l.At).TotalMinutes, 0, int.MaxValue)))];

        async Task AddAsync<T>(Expression<Func<T, bool>> isOurs) where T : CrmActivity
        {
            var type = session.Catalog.Type(typeof(T));
            if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None || (await session.Access.HiddenFieldsAsync(type, cancellationToken)).Overlaps(["doneAt", "startsAt", "regardingId", "direction"])) return;
            var ours = (await ReadableRows.OfAsync<T>(session, [], cancellationToken)).Where(isOurs).Where(a => a.RegardingType == "lead");
            Note(await reader.ListAsync(leads.Join(ours, l => (Guid?)l.Id, a => a.RegardingId, (l, a) => new Touch { LeadId = l.Id, DoneAt = a.DoneAt, StartsAt = a.StartsAt, CreatedAt = a.CreatedAt }), cancellationToken));
        }

        // What is planned for later has not happened.
        void Note(IEnumerable<Touch> touches)
        {
            foreach (var touch in touches)
            {
                var at = touch.DoneAt ?? touch.StartsAt ?? touch.CreatedAt;
                if (at <= session.Now && (!first.TryGetValue(touch.LeadId, out var earlier) || at < earlier)) first[touch.LeadId] = at;
            }
        }
    }

    /// <param name="OwnerId">Whose lead it is.</param>
    /// <param name="TeamId">Of which team.</param>
    /// <param name="Minutes">From its creation to the answer.</param>
    public sealed record Answer(Guid? OwnerId, Guid? TeamId, int Minutes);

    private sealed class Touch
    {
        public Guid LeadId { get; init; }
        public DateTimeOffset? DoneAt { get; init; }
        public DateTimeOffset? StartsAt { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
    }

    private sealed class Created
    {
        public Guid Id { get; init; }
        public Guid? OwnerId { get; init; }
        public Guid? TeamId { get; init; }
        public DateTimeOffset At { get; init; }
    }
}
