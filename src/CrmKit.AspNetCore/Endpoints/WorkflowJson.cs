using System.Text.Json;
using CrmKit.Workflows;

namespace CrmKit.AspNetCore;

/// <summary>What workflows can be made of, for whoever defines one.</summary>
internal static class WorkflowJson
{
    public static void Write(Utf8JsonWriter json, CatalogSnapshot catalog, string culture)
    {
        Write(json, "workflowTriggers", catalog.WorkflowTriggers, culture);
        Write(json, "workflowConditions", catalog.WorkflowConditions, culture);
        Write(json, "workflowActions", catalog.WorkflowActions, culture);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<WorkflowStepDefinition> steps, string culture)
    {
        json.WriteStartArray(name);
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("key", step.Key);
            json.WriteString("label", step.Label.For(culture));
            json.WriteString("source", step.Source);
            if (step.RecordType is { } type) json.WriteString("recordType", type);
            if (step is WorkflowActionDefinition action) json.WriteBoolean("takesFields", action.TakesFields);
            json.WriteStartArray("inputs");
            foreach (var input in step.Inputs)
            {
                json.WriteStartObject();
                FieldDescription.Write(json, input, culture);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
