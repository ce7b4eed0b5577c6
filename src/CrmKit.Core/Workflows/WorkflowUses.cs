using CrmKit.Filters;
using CrmKit.Plugins;

namespace CrmKit.Workflows;

/// <summary>What of the catalog a stored workflow names: in its filter, and in the inputs of core's steps. What inputs of a plugin's steps mean is the plugin's own business.</summary>
internal static class WorkflowUses
{
    public static bool OfField(WorkflowDefinition workflow, CatalogSnapshot catalog, string type, string field) =>
        (workflow.RecordType == type && (Names(workflow, catalog, EventTrigger.Field.Key, field) || workflow.Actions.Any(a => TakesFields(catalog, a) && a.Inputs.Contains(field))))
        || FilterConditions.Of(workflow.Filter, workflow.RecordType, catalog).Any(c => (c.Path.Type.Key == type && c.Path.Field.Key == field) || c.Path.Hops.Any(h => h.From.Key == type && h.Reference.Key == field));

    /// <summary>The fields that a workflow names.</summary>
    public static IEnumerable<(string Type, string Field)> Fields(WorkflowDefinition workflow, CatalogSnapshot catalog)
    {
        var named = catalog.TryType(workflow.RecordType, out var type) ? type.Fields.Where(f => OfField(workflow, catalog, type.Key, f.Key)).Select(f => (type.Key, f.Key)) : [];
        return named.Concat(FilterConditions.Of(workflow.Filter, workflow.RecordType, catalog).SelectMany(c => c.Path.Fields()).Select(f => (f.Type.Key, f.Field.Key)));
    }

    public static bool OfStage(WorkflowDefinition workflow, CatalogSnapshot catalog, string type, string stage) =>
        (workflow.RecordType == type && Names(workflow, catalog, EventTrigger.Stage.Key, stage))
        || FilterConditions.Of(workflow.Filter, workflow.RecordType, catalog).Any(c => c.Path.Type.Key == type && c.Path.Field is { IsCustom: false, Key: "stage" } && c.Condition.Values.Any(v => v.Value as string == stage));

    private static bool Names(WorkflowDefinition workflow, CatalogSnapshot catalog, string input, string value) =>
        workflow.Actions.Append(workflow.Trigger).Any(s => s.Inputs.Text(input) == value
            && catalog.WorkflowActions.Concat<WorkflowStepDefinition>(catalog.WorkflowTriggers).Any(d => d.Key == s.Key && d.Source == CoreSource.Id));

    private static bool TakesFields(CatalogSnapshot catalog, WorkflowStep action) => catalog.WorkflowActions.Any(d => d.Key == action.Key && d.TakesFields);
}
