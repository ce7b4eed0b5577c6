namespace CrmKit.Planning;

/// <summary>No team belongs to itself.</summary>
internal sealed class TeamHierarchy : HierarchyRule<Team>
{
    protected override async ValueTask<Dictionary<Guid, Guid?>> ParentsAsync(SaveContext context, HashSet<Guid> ids, CancellationToken cancellationToken) =>
        (await context.ListAsync<Team>(t => ids.Contains(t.Id), cancellationToken)).ToDictionary(t => t.Id, t => t.ParentId);

    protected override Guid? ParentOf(Team record) => record.ParentId;

    protected override CrmError Error(Team record) => PlanningErrors.TeamCycle(record.Name);
}

/// <summary>No territory lies in itself.</summary>
internal sealed class TerritoryHierarchy : HierarchyRule<Territory>
{
    protected override async ValueTask<Dictionary<Guid, Guid?>> ParentsAsync(SaveContext context, HashSet<Guid> ids, CancellationToken cancellationToken) =>
        (await context.ListAsync<Territory>(t => ids.Contains(t.Id), cancellationToken)).ToDictionary(t => t.Id, t => t.ParentId);

    protected override Guid? ParentOf(Territory record) => record.ParentId;

    protected override CrmError Error(Territory record) => PlanningErrors.TerritoryCycle(record.Name);
}

/// <summary>Nobody reports to himself.</summary>
internal sealed class ManagerHierarchy : HierarchyRule<User>
{
    protected override async ValueTask<Dictionary<Guid, Guid?>> ParentsAsync(SaveContext context, HashSet<Guid> ids, CancellationToken cancellationToken) =>
        (await context.ListAsync<User>(u => ids.Contains(u.Id), cancellationToken)).ToDictionary(u => u.Id, u => u.ManagerId);

    protected override Guid? ParentOf(User record) => record.ManagerId;

    protected override CrmError Error(User record) => PlanningErrors.ManagerCycle(record.Name);
}
