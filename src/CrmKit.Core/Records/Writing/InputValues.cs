namespace CrmKit.Records;

/// <summary>What is filled in for something that is no record, by the rules that fields pass.</summary>
internal static class InputValues
{
    /// <param name="schema">The inputs as a type of their own.</param>
    /// <param name="inputs">What was filled in.</param>
    /// <returns>What is wrong, by input.</returns>
    public static List<CrmError> Check(RecordTypeDefinition schema, CustomValues inputs)
    {
        var record = new CustomRecord(schema.Key) { Custom = inputs };
        var item = new WriteItem(new WriteRequest { Operation = RecordOperation.Create, Ref = new RecordRef(schema.Key, record.Id), Record = record }, 0, schema) { After = record };
        FieldValidator.Validate(item, TypePlan.Of(schema));
        return [.. item.Errors.Select(e => e with { Record = null, Index = null })];
    }
}
