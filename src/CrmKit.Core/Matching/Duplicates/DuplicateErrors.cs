namespace CrmKit.Matching;

internal static class DuplicateErrors
{
    public static CrmError Forbidden(RecordTypeDefinition type) => new("duplicates.forbidden",
        $"A scan compares all records of type '{type.Key}', so it takes the rights to read and to change all of them. Ask an administrator to run it.");

    public static CrmError Fields(RecordTypeDefinition type) => new("duplicates.fields",
        $"No field of type '{type.Key}' says how it tells duplicates. Give fields of it a FieldMatch.");

    public static CrmError Unknown(Guid pair) => new("duplicates.unknown", $"There is no pair {pair} in the queue, or you may not see its records. List the pairs again.");

    public static CrmError Threshold() => new("duplicates.threshold", "The probabilities must be above 0 and at most 1, and 'ask' at most 'same'. Correct them.");

    public static CrmError Weight(string field) => new("duplicates.threshold", $"The weight of field '{field}' must be between -20 and 20 bits. Correct it.");

    public static CrmError Found(RecordTypeDefinition type, IReadOnlyList<DuplicateCandidate> candidates) => new("record.duplicate",
        $"{candidates.Count} stored {(candidates.Count == 1 ? type.Label.English.ToLowerInvariant() + " looks" : type.PluralLabel.English.ToLowerInvariant() + " look")} the same. Take one of them, or say that this is another one: duplicates=allow.");
}
