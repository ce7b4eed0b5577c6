using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Workflows;

/// <summary>Checks a workflow when it is saved, with the rights of whoever saves it: everything that is wrong, each with its place.</summary>
internal sealed class WorkflowCheck(CrmSession session, RecordQueries queries) : ISessionService
{
    private const int MostSteps = 20;

    /// <exception cref="CrmValidationException">All that is wrong.</exception>
    public async ValueTask DemandAsync(WorkflowDefinition workflow, RecordTypeDefinition type, CancellationToken cancellationToken)
    {
        var errors = new List<CrmError>();
        if (workflow.Actions.Count == 0) errors.Add(WorkflowErrors.NoActions(workflow.Key));
        if (workflow.Actions.Count > MostSteps || workflow.Conditions.Count > MostSteps) throw new CrmValidationException(WorkflowErrors.TooManySteps(workflow.Key, MostSteps));
        await CheckFilterAsync(workflow, type, errors, cancellationToken);
        await CheckAsync<IWorkflowTrigger>(workflow.Trigger, "trigger", "trigger", session.Catalog.WorkflowTriggers, type, errors, cancellationToken);
        for (var i = 0; i < workflow.Conditions.Count; i++) await CheckAsync<IWorkflowCondition>(workflow.Conditions[i], "condition", $"conditions[{i}]", session.Catalog.WorkflowConditions, type, errors, cancellationToken);
        for (var i = 0; i < workflow.Actions.Count; i++) await CheckAsync<IWorkflowAction>(workflow.Actions[i], "action", $"actions[{i}]", session.Catalog.WorkflowActions, type, errors, cancellationToken);
        if (errors.Count > 0) throw new CrmValidationException(errors);
    }

    private async ValueTask CheckFilterAsync(WorkflowDefinition workflow, RecordTypeDefinition type, List<CrmError> errors, CancellationToken cancellationToken)
    {
        try
        {
            await queries.MatchingAsync(type, [], workflow.Filter, cancellationToken);
        }
        catch (CrmException refusal) when (refusal is CrmValidationException or CrmForbiddenException)
        {
            errors.AddRange(refusal.Errors.Select(e => e with { Field = "filter" }));
        }
    }

    private async ValueTask CheckAsync<T>(
        WorkflowStep step, string what, string at, IEnumerable<WorkflowStepDefinition> known, RecordTypeDefinition type, List<CrmError> errors, CancellationToken cancellationToken) where T : class, IWorkflowStep
    {
        var definition = known.FirstOrDefault(d => d.Key == step.Key);
        if (definition is null || session.Handlers<T>(step.Key) is not [var handler, ..])
        {
            errors.Add(WorkflowErrors.StepUnknown(at, what, step.Key));
            return;
        }
        if (definition.RecordType is { } only && only != type.Key) errors.Add(WorkflowErrors.StepType(at, definition, type.Key));
        var wrong = WorkflowInputs.Check(definition, type, step.Inputs);
        if (wrong.Count == 0)
        {
            var context = new WorkflowCheckContext(session, type, step.Inputs, wrong.Add);
            if (await handler.CallAsync(CallKind.Request, context, static (s, c, token) => s.CheckAsync(c, token), cancellationToken) is { } fault)
                errors.Add(WorkflowErrors.CheckFailed(at, step.Key, fault.Reason));
        }
        errors.AddRange(wrong.Select(e => e with { Field = e.Field is { } input ? $"{at}.inputs.{input}" : at }));
    }
}
