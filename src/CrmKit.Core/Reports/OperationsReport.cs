using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>How the work goes: how soon new leads are answered, what lies about, what is late, and who did how much.</summary>
internal sealed class OperationsReport : IReport
{
    private const int Period = 30;

    private static readonly ReportColumn[] Figures =
    [
        new("leads", new("New leads", "新线索"), FieldKind.Integer), new("leadsAnswered", new("Of them answered", "其中已响应"), FieldKind.Integer), new("answerHours", new("Hours until answered (median)", "响应时长中位数（小时）"), FieldKind.Number),
        new("openLeads", new("Open leads", "未处理线索"), FieldKind.Integer), new("tasksLate", new("Tasks late", "逾期任务"), FieldKind.Integer), new("dealsStuck", new("Deals stuck", "停滞商机"), FieldKind.Integer),
        new("ordersLate", new("Orders late", "延误订单"), FieldKind.Integer), new("casesLate", new("Cases late", "超期工单"), FieldKind.Integer), new("activities", new("Activities", "活动"), FieldKind.Integer),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        Unheeded.Refuse("operations", parameters, "from", "until");
        var asked = new Asked((CrmSession)caller, parameters);
        var counts = new Dictionary<string, IReadOnlyList<Count>?>
        {
            ["leads"] = await asked.CountAsync<Lead>("leads", ["createdAt"], cancellationToken),
            ["openLeads"] = await asked.CountAsync<Lead>("openLeads", ["stage", "stageCategory"], cancellationToken),
            ["tasksLate"] = await asked.CountAsync<FollowUp>("tasksLate", ["doneAt", "dueAt"], cancellationToken),
            ["dealsStuck"] = await asked.CountAsync<Opportunity>("dealsStuck", ["pipeline", "stage", "stageCategory", "stageEnteredAt"], cancellationToken),
            ["ordersLate"] = await asked.CountAsync<Order>("ordersLate", ["stage", "stageCategory"], cancellationToken),
            ["casesLate"] = await asked.CountAsync<SupportCase>("casesLate", ["stage", "stageCategory", "resolutionDueAt"], cancellationToken),
        };
        var answers = counts["leads"] is null ? [] : await LeadAnswers.OfAsync(asked.Session, asked.Filter("leads")!, cancellationToken);
        var names = await DimensionNames.LoadAsync(asked.Session, asked.By, [.. counts.Values.OfType<IReadOnlyList<Count>>().SelectMany(c => c).Select(c => asked.KeyOf(c.OwnerId, c.TeamId)).Distinct()], cancellationToken);
        var activities = await ActivitiesAsync(asked, cancellationToken);
        var byGroup = counts.ToDictionary(c => c.Key, c => c.Value?.GroupBy(x => names.Of(asked.KeyOf(x.OwnerId, x.TeamId))).ToDictionary(g => g.Key, g => g.Sum(x => x.Number)));
        var answersByGroup = answers.ToLookup(a => names.Of(asked.KeyOf(a.OwnerId, a.TeamId)), a => a.Minutes);
        var rows = byGroup.Values.OfType<Dictionary<(string, Guid?), long>>().SelectMany(g => g.Keys).Concat(activities.Keys).Distinct().OrderBy(g => g.Item1, StringComparer.Ordinal).ThenBy(g => g.Item2)
            .Select(group => (IReadOnlyList<object?>)
            [
                group.Item1, .. Dimension.Columns(asked.By).Skip(1).Select(_ => (object?)group.Item2),
                .. Figures.Select(f => f.Key switch
                {
                    "leadsAnswered" => byGroup["leads"] is null ? null : (object)(long)answersByGroup[group].Count(),
                    "answerHours" => Reports.Figures.Median(answersByGroup[group].Select(m => (m, 1L))) is { } median ? Reports.Figures.Round(median / 60) : null,
                    "activities" => activities.GetValueOrDefault(group),
                    var key => byGroup[key] is { } known ? known.GetValueOrDefault(group) : null,
                }),
            ]);
        return new ReportTable("operations", asked.Session.Today, [.. Dimension.Columns(asked.By), .. Figures], [.. rows])
        {
            Remarks = counts.ContainsValue(null) ? ["What you may not see is left out."] : [],
        };
    }

    // What the report on activity counts, added up.
    private static async Task<Dictionary<(string, Guid?), long>> ActivitiesAsync(Asked asked, CancellationToken cancellationToken)
    {
        var table = await new ActivityReport().RunAsync(asked.Session, new ReportParameters { By = asked.By, From = asked.From, Until = asked.Until }, cancellationToken);
        var counted = table.Columns.Select((c, i) => (c, i)).Where(c => c.c.Key is "calls" or "appointments" or "emails" or "messages" or "notes" or "tasksDone").Select(c => c.i).ToList();
        return table.Rows.Select(r => (Key: ((string)r[0]!, table.Columns[1].Kind == FieldKind.Reference ? (Guid?)r[1] : null), Sum: counted.Sum(i => r[i] as long? ?? 0))).ToDictionary(r => r.Key, r => r.Sum);
    }

    /// <summary>The question, put to one kind of records after the other.</summary>
    private sealed class Asked(CrmSession session, ReportParameters parameters)
    {
        public CrmSession Session => session;

        public string By { get; } = parameters.By ?? Dimension.Owner;

        public DateOnly Until { get; } = parameters.Until ?? session.Today;

        public DateOnly From { get; } = parameters.From ?? (parameters.Until ?? session.Today).AddDays(1 - Period);

        public string? Filter(string column) => OperationalIndicators.Of(column, session.Catalog, From, Until)?.Filter;

        public DimensionKey KeyOf(Guid? owner, Guid? team) => new() { RecordId = By switch { Dimension.Owner => owner, Dimension.Team => team, _ => null } };

        /// <returns><see langword="null"/> when the actor may see none of them, or not what it asks for.</returns>
        public async Task<IReadOnlyList<Count>?> CountAsync<T>(string column, string[] fields, CancellationToken cancellationToken) where T : RootRecord
        {
            var type = session.Catalog.Type(typeof(T));
            if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None || (await session.Access.HiddenFieldsAsync(type, cancellationToken)).Overlaps([.. fields, "ownerId", "teamId"])) return null;
            if (Filter(column) is not { } filter) return [];
            try
            {
                var rows = await ReadableRows.OfAsync<T>(session, fields, cancellationToken, filter);
                return await (await session.ReaderAsync(cancellationToken)).ListAsync(rows.GroupBy(r => new { r.OwnerId, r.TeamId }).Select(g => new Count { OwnerId = g.Key.OwnerId, TeamId = g.Key.TeamId, Number = g.LongCount() }), cancellationToken);
            }
            catch (CrmForbiddenException)
            {
                return null; // a relation of the filter
            }
        }
    }

    private sealed class Count
    {
        public Guid? OwnerId { get; init; }
        public Guid? TeamId { get; init; }
        public long Number { get; init; }
    }
}
