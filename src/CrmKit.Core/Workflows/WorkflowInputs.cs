namespace CrmKit.Workflows;

/// <summary>The inputs of a step as a record type of their own, so that values pass the rules that fields pass.</summary>
internal static class WorkflowInputs
{
    /// <summary>What is wrong with inputs, by input.</summary>
    public static List<CrmError> Check(WorkflowStepDefinition step, RecordTypeDefinition type, CustomValues inputs)
    {
        var takesFields = step is WorkflowActionDefinition { TakesFields: true };
        var fields = takesFields ? [.. Fillable(type)] : step.Inputs;
        var emptied = takesFields ? fields.Where(f => inputs.IsNull(f.Key)).ToList() : []; // of a step's own inputs a value that is nothing is a mistake
        var schema = new RecordTypeDefinition(step.Key, step.Key, typeof(CustomRecord), step.Label, step.Label, fields);
        var errors = InputValues.Check(schema, inputs.With(emptied.Select(f => KeyValuePair.Create(f.Key, (object?)null))));
        return [.. errors, .. emptied.Where(f => type.Field(f.Key).IsRequired).Select(FieldErrors.Required)];
    }

    /// <summary>The fields of a type that callers may write, as inputs.</summary>
    public static IEnumerable<FieldDefinition> Fillable(RecordTypeDefinition type) => type.Fields
        .Where(f => f.Nature == FieldNature.Descriptive)
        .Select(f => f with { IsCustom = true, IsRequired = false, Selector = null, Accessor = FieldAccessor.ForCustom(f.Key, f.Kind) });

    /// <summary>The values of inputs that are fields of a type, as the records door takes them.</summary>
    public static Dictionary<string, object?> ValuesOf(RecordTypeDefinition type, CustomValues inputs)
    {
        var record = new CustomRecord(type.Key) { Custom = inputs };
        return Fillable(type).Where(f => inputs.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Get(record), StringComparer.Ordinal);
    }
}
