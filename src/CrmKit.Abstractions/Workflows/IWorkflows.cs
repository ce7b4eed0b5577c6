namespace CrmKit.Workflows;

/// <summary>The door to workflows: administrators define them and read what they did.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. Needs the right <see cref="Access.Operations.Administer"/> on the record type of a workflow. A workflow runs with the rights of whoever saved it last, as they are when it runs.
/// Changes are not inside a unit of work. One that names what a plugin brings sleeps while the plugin is disabled.
/// </remarks>
public interface IWorkflows
{
    /// <summary>The workflows on types that the actor may administer, by key.</summary>
    /// <param name="recordType">Of which record type; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<WorkflowDefinition>> ListAsync(string? recordType = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a workflow, or changes the one with the same key; runs that are queued go by the new version.</summary>
    /// <returns>It, with its version.</returns>
    /// <exception cref="CrmValidationException">
    /// <c>workflow.step-unknown</c>, <c>workflow.step-type</c>, <c>workflow.no-actions</c>, <c>workflow.too-many-steps</c>, <c>workflow.stage-unknown</c>, <c>workflow.field-unfit</c>, <c>workflow.owner-needed</c>,
    /// <c>workflow.check-failed</c>; <c>field.…</c> and <c>catalog.field-unknown</c>: inputs break the schema; <c>filter.…</c>. All that is wrong, each with the place as its field.
    /// </exception>
    /// <exception cref="CrmRuleException"><c>catalog.key-invalid</c>, <c>catalog.duplicate</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<WorkflowDefinition> SaveAsync(WorkflowDefinition workflow, CancellationToken cancellationToken = default);

    /// <summary>Takes a workflow away; its runs stay readable.</summary>
    /// <exception cref="CrmRuleException"><c>catalog.in-use</c>: runs of it wait; the message says how many.</exception>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>What workflows did, newest first, on types that the actor may administer.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<WorkflowRun>> RunsAsync(WorkflowRunQuery query, CancellationToken cancellationToken = default);
}

/// <summary>Which runs.</summary>
public sealed record WorkflowRunQuery
{
    /// <summary>Of which workflow; <see langword="null"/> for all.</summary>
    public string? Workflow { get; init; }

    /// <summary>For which record; <see langword="null"/> for all.</summary>
    public RecordRef? Record { get; init; }

    /// <summary>What became of them; <see langword="null"/> for whatever.</summary>
    public WorkflowRunStatus? Status { get; init; }

    /// <summary>The most runs, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}
