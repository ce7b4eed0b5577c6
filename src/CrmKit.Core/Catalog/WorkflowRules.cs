using CrmKit.Plugins;
using CrmKit.Scheduling;
using CrmKit.Workflows;

namespace CrmKit.Catalog;

/// <summary>Checks what workflows can be made of. What administrators make of it is checked when they save it: here it only sleeps when a plugin is away.</summary>
internal static class WorkflowRules
{
    public static List<T> Compose<T>(string what, IEnumerable<ExtensionSource> sources, Func<ExtensionSource, IEnumerable<T>> stepsOf, CatalogProblems problems) where T : WorkflowStepDefinition
    {
        var steps = problems.Distinct(what, sources.SelectMany(stepsOf), s => s.Key, s => s.Source);
        foreach (var step in steps)
        {
            problems.CheckKey(what, step.Key, step.Source);
            foreach (var twice in step.Inputs.GroupBy(i => i.Key).Where(g => g.Count() > 1)) problems.Invalid(what, step.Key, $"it has two inputs '{twice.Key}'.");
            foreach (var input in step.Inputs) problems.CheckPattern(step.Key, input);
        }
        return steps;
    }

    public static void Check(WorkflowTriggerDefinition trigger, CatalogProblems problems)
    {
        if (trigger.Events.Count == 0 && trigger.Schedule is null) problems.Invalid("Workflow trigger", trigger.Key, "it has neither events nor a schedule, so it would never start anything.");
        if (trigger.Schedule is { } schedule && DueTimes.Problem(schedule) is { } problem) problems.Invalid("Workflow trigger", trigger.Key, problem);
    }
}
