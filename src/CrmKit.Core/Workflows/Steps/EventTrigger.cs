using System.Text.Json;

namespace CrmKit.Workflows;

/// <summary>Starts for the records that an event of their type is about.</summary>
internal sealed class EventTrigger : IWorkflowTrigger
{
    public static readonly Field<string> Field = Fields.Field.Text("field");
    public static readonly Field<string> Stage = Fields.Field.Text("stage");

    public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
    {
        if (context.Inputs.Text(Field.Key) is { } field && !context.Type.TryField(field, out _)) context.Refuse(WorkflowErrors.FieldUnfit(Field.Key, field, context.Type, "there is none of that key."));
        if (context.Inputs.Text(Stage.Key) is { } stage) StageKeys.Check(context, Stage.Key, stage);
        return default;
    }

    public ValueTask SelectAsync(WorkflowTriggerContext context, CancellationToken cancellationToken)
    {
        var (field, stage) = (context.Inputs.Text(Field.Key), context.Inputs.Text(Stage.Key));
        context.Start(context.Event!.Payload.GetProperty("items").EnumerateArray()
            .Where(item => (field is null || Names(item, field)) && (stage is null || item.GetProperty("to").GetString() == stage))
            .Select(item => item.GetProperty("id").GetGuid()));
        return default;
    }

    // Custom fields stand under their own keys or as custom.{key}, as everywhere.
    private static bool Names(JsonElement item, string field) =>
        item.GetProperty("changed").EnumerateArray().Any(c => c.GetString() is { } changed && (changed == field || changed == "custom." + field));
}
