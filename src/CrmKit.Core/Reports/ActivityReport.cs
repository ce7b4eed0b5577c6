using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Filters;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What people did in a period, kind by kind, and which of their tasks are open and late now.</summary>
internal sealed class ActivityReport : IReport
{
    private static readonly ReportColumn[] Figures =
    [
        new("calls", new("Calls", "电话"), FieldKind.Integer), new("appointments", new("Appointments", "约会"), FieldKind.Integer), new("emails", new("E-mails", "邮件"), FieldKind.Integer), new("messages", new("Messages", "消息"), FieldKind.Integer),
        new("notes", new("Notes", "备注"), FieldKind.Integer), new("tasksDone", new("Tasks done", "已完成任务"), FieldKind.Integer),
        new("tasksOpen", new("Tasks open", "未完成任务"), FieldKind.Integer), new("tasksLate", new("Tasks late", "逾期任务"), FieldKind.Integer),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        Unheeded.Refuse("activity", parameters, "from", "until", "filter");
        var asked = new Asked((CrmSession)caller, parameters);
        var now = asked.Session.Now;
        var counts = new List<IReadOnlyList<Count>?>
        {
            await asked.HappenedAsync<PhoneCall>(cancellationToken), await asked.HappenedAsync<Appointment>(cancellationToken), await asked.HappenedAsync<EmailMessage>(cancellationToken),
            await asked.HappenedAsync<ChannelMessage>(cancellationToken), await asked.HappenedAsync<Note>(cancellationToken),
            await asked.CountAsync(asked.Done<FollowUp>(), cancellationToken), await asked.CountAsync<FollowUp>(t => t.DoneAt == null, cancellationToken), await asked.CountAsync<FollowUp>(t => t.DoneAt == null && t.DueAt < now, cancellationToken),
        };
        var by = parameters.By ?? Dimension.Owner;
        DimensionKey KeyOf(Count count) => new() { RecordId = by switch { Dimension.Owner => count.OwnerId, Dimension.Team => count.TeamId, _ => null } };
        var names = await DimensionNames.LoadAsync(asked.Session, by, [.. counts.OfType<IReadOnlyList<Count>>().SelectMany(c => c).Select(KeyOf).Distinct()], cancellationToken);
        var groups = counts.OfType<IReadOnlyList<Count>>().SelectMany(c => c).Select(c => names.Of(KeyOf(c))).Distinct().OrderBy(g => g.Label, StringComparer.Ordinal).ThenBy(g => g.Id).ToList();
        var rows = groups.Select(g => (IReadOnlyList<object?>)
        [
            g.Label, .. Dimension.Columns(by).Skip(1).Select(_ => (object?)g.Id),
            .. counts.Select(c => (object?)c?.Where(x => names.Of(KeyOf(x)) == g).Sum(x => x.Number)),
        ]);
        return new ReportTable("activity", asked.Session.Today, [.. Dimension.Columns(by), .. Figures], [.. rows])
        {
            Remarks = counts.Contains(null) ? ["Kinds of activities that you may not see are left out."] : [],
        };
    }

    /// <summary>The question, put to one kind of activity after the other.</summary>
    private sealed class Asked(CrmSession session, ReportParameters parameters)
    {
        private readonly DateTimeOffset _from = parameters.From is { } from ? Instants.StartOf(from, session.Options.TimeZone) : new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private readonly DateTimeOffset _end = parameters.Until is { } until && Instants.StartOf(until.AddDays(1), session.Options.TimeZone) is var end && end < session.Now ? end : session.Now.AddMilliseconds(1);

        public CrmSession Session => session;

        public Expression<Func<T, bool>> Done<T>() where T : CrmActivity => a => a.DoneAt >= _from && a.DoneAt < _end;

        /// <summary>By when it was done, and what nobody marked as done by when it began.</summary>
        public Task<IReadOnlyList<Count>?> HappenedAsync<T>(CancellationToken cancellationToken) where T : CrmActivity =>
            CountAsync<T>(a => (a.DoneAt >= _from && a.DoneAt < _end) || (a.DoneAt == null && a.StartsAt >= _from && a.StartsAt < _end), cancellationToken);

        /// <returns><see langword="null"/> when the actor may see none of that kind.</returns>
        public async Task<IReadOnlyList<Count>?> CountAsync<T>(Expression<Func<T, bool>> which, CancellationToken cancellationToken) where T : CrmActivity
        {
            var type = session.Catalog.Type(typeof(T));
            if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) return null;
            var rows = (await ReadableRows.OfAsync<T>(session, ["ownerId", "teamId", "doneAt", "dueAt", "startsAt"], cancellationToken, parameters.Filter)).Where(which);
            return await (await session.ReaderAsync(cancellationToken)).ListAsync(rows.GroupBy(a => new { a.OwnerId, a.TeamId }).Select(g => new Count { OwnerId = g.Key.OwnerId, TeamId = g.Key.TeamId, Number = g.LongCount() }), cancellationToken);
        }
    }

    private sealed class Count
    {
        public Guid? OwnerId { get; init; }
        public Guid? TeamId { get; init; }
        public long Number { get; init; }
    }
}
