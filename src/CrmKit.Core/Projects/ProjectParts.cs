namespace CrmKit.Projects;

/// <summary>Each user is a member of a project once.</summary>
internal sealed class ProjectMemberDuplicates : PartDuplicates<ProjectMember, Guid>
{
    protected override async ValueTask<IReadOnlyList<ProjectMember>> StoredAsync(SaveContext context, List<Guid?> parents, CancellationToken cancellationToken) =>
        await context.ListAsync<ProjectMember>(m => parents.Contains(m.ProjectId), cancellationToken);

    protected override (Guid? Parent, Guid? Key) KeyOf(ProjectMember part) => (part.ProjectId, part.UserId);

    protected override CrmError Error(Guid key) => ProjectErrors.MemberDuplicate(key);
}

/// <summary>Tasks lead to milestones of their own project.</summary>
internal sealed class ProjectTaskMilestone : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var ids = context.Living<ProjectTask>().Select(c => c.Record.MilestoneId).OfType<Guid>().ToHashSet();
        if (ids.Count == 0) return;
        var projects = (await context.ListAsync<Milestone>(m => ids.Contains(m.Id), cancellationToken)).ToDictionary(m => m.Id, m => m.ProjectId);
        foreach (var (change, task) in context.Living<ProjectTask>())
            if (task.MilestoneId is { } id && projects.TryGetValue(id, out var project) && project != task.ProjectId)
                context.Refuse(change, ProjectErrors.ForeignMilestone(id));
    }
}

/// <summary>Tasks that name no department are those of their assignee's in the project.</summary>
internal sealed class ProjectTaskDepartment : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var unsaid = context.Living<ProjectTask>().Select(c => c.Record).Where(t => t is { Department: null or "", ProjectId: not null, AssigneeId: not null }).ToList();
        if (unsaid.Count == 0) return;
        var projects = unsaid.Select(t => t.ProjectId).Distinct().ToList();
        var members = (await context.ListAsync<ProjectMember>(m => projects.Contains(m.ProjectId), cancellationToken)).ToLookup(m => (m.ProjectId, m.UserId), m => m.Department);
        foreach (var task in unsaid) task.Department = members[(task.ProjectId, task.AssigneeId)].FirstOrDefault();
    }
}
