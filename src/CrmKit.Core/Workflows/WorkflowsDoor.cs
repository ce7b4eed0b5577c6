using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Workflows;

/// <summary>Who may define workflows and read what they did.</summary>
internal sealed class WorkflowsDoor(CrmSession session, AdminEntries entries, WorkflowCheck check, IAccess access) : IWorkflows
{
    private const int MostRuns = 1_000;

    public async Task<IReadOnlyList<WorkflowDefinition>> ListAsync(string? recordType = null, CancellationToken cancellationToken = default)
    {
        if (recordType is not null) await DemandAsync(recordType, cancellationToken);
        var mine = await TypesAsync(cancellationToken);
        return [.. (await entries.ListAsync(AdminKinds.Workflow, cancellationToken)).Where(w => recordType is null ? mine.Contains(w.RecordType) : w.RecordType == recordType)];
    }

    public async Task<WorkflowDefinition> SaveAsync(WorkflowDefinition workflow, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        await check.DemandAsync(workflow, await DemandAsync(workflow.RecordType, cancellationToken), cancellationToken);
        var change = await entries.ChangeAsync(AdminKinds.Workflow, workflow.Key, async (reader, known) =>
        {
            if (known is { IsRemoved: false } && session.Catalog.TryType(known.Settings.RecordType, out _)) await DemandAsync(known.Settings.RecordType, cancellationToken);
            return new AdminDefinition<WorkflowDefinition>(workflow with
            {
                Version = (known?.Settings.Version ?? 0) + 1,
                ActivatedById = session.Actor.UserId,
                ActivatedAt = !workflow.IsActive ? null : known is { IsRemoved: false, Settings.ActivatedAt: { } since } ? since : session.Now,
            });
        }, cancellationToken);
        return change.After.Settings;
    }

    public async Task RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await entries.ChangeAsync(AdminKinds.Workflow, key, async (reader, known) =>
        {
            if (known is not { IsRemoved: false }) throw new CrmNotFoundException(CatalogErrors.DefinitionUnknown("workflow", key));
            if (session.Catalog.TryType(known.Settings.RecordType, out _)) await DemandAsync(known.Settings.RecordType, cancellationToken);
            var waiting = await reader.CountAsync(reader.Query<OutboxMessage>().Where(m => m.Class == OutboxClass.Workflow && m.Name == key && m.Status == "pending"), cancellationToken);
            if (waiting > 0 && known.Settings.IsActive) throw new CrmRuleException(WorkflowErrors.InUse(key, waiting));
            return known with { IsRemoved = true };
        }, cancellationToken);
    }

    public async Task<IReadOnlyList<WorkflowRun>> RunsAsync(WorkflowRunQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > MostRuns) throw new CrmValidationException(WorkflowErrors.LimitRange(query.Limit, MostRuns));
        var mine = await TypesAsync(cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var runs = reader.Query<WorkflowRun>().Where(r => mine.Contains(r.RecordType));
        if (query.Workflow is { } workflow) runs = runs.Where(r => r.Workflow == workflow);
        if (query.Record is { } record) runs = runs.Where(r => r.RecordType == record.Type && r.RecordId == record.Id);
        if (query.Status is { } status) runs = runs.Where(r => r.Status == status);
        return await reader.ListAsync(runs.OrderByDescending(r => r.At).ThenByDescending(r => r.MessageId).Take(query.Limit), cancellationToken);
    }

    private async ValueTask<RecordTypeDefinition> DemandAsync(string recordType, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(recordType);
        if (!await MayAsync(type, cancellationToken)) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Administer, type));
        return type;
    }

    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: there is none.</exception>
    private async ValueTask<List<string>> TypesAsync(CancellationToken cancellationToken)
    {
        var mine = new List<string>();
        foreach (var type in session.Catalog.Types)
            if (await MayAsync(type, cancellationToken)) mine.Add(type.Key);
        return mine.Count > 0 ? mine : throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Administer, session.Catalog.Types[0]));
    }

    private async ValueTask<bool> MayAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        await access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All;
}
