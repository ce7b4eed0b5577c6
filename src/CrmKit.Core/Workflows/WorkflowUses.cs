using CrmKit.Filters;
using CrmKit.Plugins;

namespace CrmKit.Workflows;

/// <summary>What of the catalog a stored workflow names: in its filter, and in the inputs of core's steps. What inputs of a plugin's steps mean is the plugin's own business.</summary>
internal static class WorkflowUses
{
    public static bool OfField(WorkflowDefinition workflow, CatalogSnapshot catalog, string type, string field) =>
        (workflow.RecordType == type && (Names(workflow, catalog, EventTrigger.Field.Key, field) || workflow.Actions.Any(a => TakesFields(catalog, a) && a.Inputs.Contains(field))))
        || Conditions(workflow, catalog).Any(c => (c.Path.Type.Key == type && c.Path.Field.Key == field) || c.Path.Hops.Any(h => h.From.Key == type && h.Reference.Key == field));

    public static bool OfStage(WorkflowDefinition workflow, CatalogSnapshot catalog, string type, string stage) =>
        (workflow.RecordType == type && Names(workflow, catalog, EventTrigger.Stage.Key, stage))
        || Conditions(workflow, catalog).Any(c => c.Path.Type.Key == type && c.Path.Field is { IsCustom: false, Key: "stage" } && c.Condition.Values.Any(v => v.Value as string == stage));

    private static bool Names(WorkflowDefinition workflow, CatalogSnapshot catalog, string input, string value) =>
        workflow.Actions.Append(workflow.Trigger).Any(s => s.Inputs.Text(input) == value
            && catalog.WorkflowActions.Concat<WorkflowStepDefinition>(catalog.WorkflowTriggers).Any(d => d.Key == s.Key && d.Source == CoreSource.Id));

    private static bool TakesFields(CatalogSnapshot catalog, WorkflowStep action) => catalog.WorkflowActions.Any(d => d.Key == action.Key && d.TakesFields);

    private static IEnumerable<(FieldPath Path, Condition Condition)> Conditions(WorkflowDefinition workflow, CatalogSnapshot catalog)
    {
        if (workflow.Filter is not { } filter || !catalog.TryType(workflow.RecordType, out var type)) yield break;
        foreach (var condition in Conditions(FilterParser.Parse(filter)))
            if (Resolve(condition) is { } path) yield return (path, condition);

        FieldPath? Resolve(Condition condition)
        {
            try
            {
                return FieldPaths.Resolve(catalog, type, condition.Path, condition.Position);
            }
            catch (CrmValidationException)
            {
                return null; // of a plugin that is not enabled
            }
        }
    }

    private static IEnumerable<Condition> Conditions(FilterNode node) => node switch
    {
        AllOf all => all.Parts.SelectMany(Conditions),
        AnyOf any => any.Parts.SelectMany(Conditions),
        Negation not => Conditions(not.Inner),
        Condition one => [one],
        _ => [],
    };
}
