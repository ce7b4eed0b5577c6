using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Projects;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Projects on a line of time: what was planned against what it came to.</summary>
internal static class ProjectPlanHandler
{
    private const int MostParts = 200;

    /// <summary>All open projects, by their planned end.</summary>
    public static async Task ListAsync(WebCall call)
    {
        const string Filter = "stageCategory eq 'open'";
        var type = call.Session.Catalog.Type(typeof(Project));
        await call.DemandListAsync(type);
        var page = await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = Filter, OrderBy = "plannedEndOn", Size = call.Options.PageSize }, call.Cancelled);
        var lines = page.Items.Cast<Project>().Select(p => LineOf(call, type, p, page.HiddenFields, call.Links.ProjectPlan(p.Id))).ToList();
        await AnswerAsync(call, call.Texts["plan.title"], null, [], lines, page.Next is null ? null : WebLinks.With(call.Links.List(type), ("filter", Filter)));
    }

    /// <summary>One project with its milestones and tasks.</summary>
    public static async Task ShowAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type(typeof(Project));
        var text = (string)call.Http.Request.RouteValues["id"]!;
        if (!Guid.TryParseExact(text, "D", out var id)) throw new CrmNotFoundException(ApiErrors.NotFound(type, text));
        var project = await call.Session.Records.GetAsync<Project>(id, call.Cancelled);
        var hidden = await call.HiddenAsync(type);
        var milestones = await PartsAsync<Milestone>(call, id, "position,dueOn");
        var all = await PartsAsync<ProjectTask>(call, id, "dueOn");
        var chosen = call.Query("department");
        var mayDepartment = !(await call.HiddenAsync(call.Session.Catalog.Type(typeof(ProjectTask)))).Contains("department");
        var tasks = chosen is null || !mayDepartment ? all : [.. all.Where(t => t.Department == chosen)];
        var who = await WhoAsync(call, tasks);

        var lines = new List<PlanLine> { LineOf(call, type, project, hidden, call.Links.Record(type, id)) };
        foreach (var milestone in milestones)
        {
            lines.Add(LineOf(call, call.Session.Catalog.Type(typeof(Milestone)), "milestone", milestone, milestone.Name, milestone.DueOn, milestone.ReachedOn, null));
            lines.AddRange(tasks.Where(t => t.MilestoneId == milestone.Id).Select(Task));
        }
        lines.AddRange(tasks.Where(t => milestones.All(m => m.Id != t.MilestoneId)).Select(Task));

        List<PlanFigure> figures = [];
        if (!hidden.Contains("budget") && !hidden.Contains("actualCost") && (project.Budget ?? project.ActualCost) is not null)
            figures.Add(Figure(call.Texts["plan.budget"], project.Budget, project.ActualCost ?? 0, v => $"{call.Text.Of(FieldKind.Money, v)} {project.Currency}"));
        if (tasks.Any(t => (t.PlannedHours ?? t.ActualHours) is not null)) figures.Add(Figure(call.Texts["plan.hours"], tasks.Sum(t => t.PlannedHours), tasks.Sum(t => t.ActualHours ?? 0), v => call.Text.Of(FieldKind.Number, v)));
        if (tasks.Count > 0) figures.Add(Figure(call.Texts["plan.tasks"], tasks.Count, tasks.Count(t => t.DoneOn is not null), v => call.Text.Of(FieldKind.Number, v)));
        await AnswerAsync(call, RecordNames.Of(call, type, project, hidden), call.Links.Record(type, id), figures, lines, null, mayDepartment ? Departments(call, id, all, chosen) : []);

        PlanLine Task(ProjectTask task) => LineOf(call, call.Session.Catalog.Type(typeof(ProjectTask)), "task", task, task.Name, task.DueOn, task.DoneOn, task.AssigneeId is { } user ? who.GetValueOrDefault(user) : null) with { Department = mayDepartment ? task.Department : null };
    }

    private static Task AnswerAsync(WebCall call, string title, string? record, IReadOnlyList<PlanFigure> figures, IReadOnlyList<PlanLine> lines, string? more, IReadOnlyList<PlanDepartment>? departments = null) =>
        call.PageAsync<ProjectPlanPage, ProjectPlanModel>(title, new ProjectPlanModel { Record = record, Figures = figures, Departments = departments ?? [], Drawing = PlanPicture.Of(lines, call.Today, call.Format), Lines = lines, More = more });

    // What each department has done of its tasks, and what of it is late; the one that is chosen leads back to all.
    private static List<PlanDepartment> Departments(WebCall call, Guid project, IReadOnlyList<ProjectTask> tasks, string? chosen) =>
        [.. tasks.Where(t => t.Department is { Length: > 0 }).GroupBy(t => t.Department!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
        {
            var (done, late) = (g.Count(t => t.DoneOn is not null), g.Count(t => t.DoneOn is null && t.DueOn < call.Today));
            return new PlanDepartment(g.Key, WebLinks.With(call.Links.ProjectPlan(project), ("department", g.Key == chosen ? null : g.Key)), g.Key == chosen,
                call.Texts.Format("plan.department", done, g.Count()), late == 0 ? null : call.Texts.Format("plan.department-late", late), (int)Math.Round(100m * done / g.Count()));
        })];

    private static PlanLine LineOf(WebCall call, RecordTypeDefinition type, Project project, IReadOnlySet<string> hidden, string address)
    {
        DateOnly? Seen(string field, DateOnly? day) => hidden.Contains(field) ? null : day;
        var (start, end, started, ended) = (Seen("plannedStartOn", project.PlannedStartOn), Seen("plannedEndOn", project.PlannedEndOn), Seen("actualStartOn", project.ActualStartOn), Seen("actualEndOn", project.ActualEndOn));
        var (state, late) = StateOf(call, end, ended ?? (project.ClosedAt is null ? null : project.ClosedOn));
        return new PlanLine
        {
            Kind = "project", Label = RecordNames.Of(call, type, project, hidden), Address = address, PlannedFrom = start, PlannedUntil = end, ActualFrom = started, ActualUntil = ended,
            State = state, IsLate = late, Planned = Span(call, start, end), Actual = Span(call, started, ended),
        };
    }

    private static PlanLine LineOf(WebCall call, RecordTypeDefinition type, string kind, Record record, string name, DateOnly? due, DateOnly? done, string? who)
    {
        var (state, late) = StateOf(call, due, done);
        return new PlanLine
        {
            Kind = kind, Label = name, Address = call.Links.Record(type, record.Id), PlannedFrom = due, PlannedUntil = due, ActualFrom = done, ActualUntil = done,
            State = state, IsLate = late, Planned = Day(call, due), Actual = Day(call, done), Who = who,
        };
    }

    // Done: how long before or after its day. Not done: how far off it is.
    private static (string Text, bool IsLate) StateOf(WebCall call, DateOnly? due, DateOnly? done)
    {
        if (done is { } end) return due is not { } day || end == day ? (call.Texts["plan.done"], false) : end < day ? (call.Texts.Format("plan.early", day.DayNumber - end.DayNumber), false) : (call.Texts.Format("plan.late", end.DayNumber - day.DayNumber), true);
        return due is { } open ? new DueText(call.Texts, call.Format, call.Session.Zone, call.Session.Now).Of(open) : ("", false);
    }

    private static PlanFigure Figure(string label, decimal? planned, decimal actual, Func<decimal, string> text) => new(label, planned is null ? "" : text(planned.Value), text(actual),
        planned is > 0 ? (int)Math.Min(100, Math.Round(actual / planned.Value * 100)) : null, planned is { } most && actual > most);

    private static async Task<IReadOnlyList<T>> PartsAsync<T>(WebCall call, Guid project, string order) where T : PartRecord
    {
        var type = call.Session.Catalog.Type(typeof(T));
        if (!await call.MayAsync(type, Operations.Read)) return [];
        return [.. (await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = $"projectId eq '{project}'", OrderBy = order, Size = MostParts }, call.Cancelled)).Items.Cast<T>()];
    }

    private static async Task<Dictionary<Guid, string>> WhoAsync(WebCall call, IEnumerable<ProjectTask> tasks)
    {
        var type = call.Session.Catalog.Type("user");
        var names = new Dictionary<Guid, string>();
        if (!await call.MayAsync(type, Operations.Read)) return names;
        foreach (var user in await call.Session.Records.GetManyAsync(type.Key, [.. tasks.Select(t => t.AssigneeId).OfType<Guid>().Distinct()], call.Cancelled)) names[user.Id] = await RecordNames.OfAsync(call, user);
        return names;
    }

    private static string Span(WebCall call, DateOnly? from, DateOnly? until) => (from, until) switch { (null, null) => "", _ => $"{Day(call, from)} – {Day(call, until)}" };

    private static string Day(WebCall call, DateOnly? day) => day?.ToString("d", call.Format) ?? "";
}
