namespace CrmKit.Records;

/// <summary>Empties fields that the actor may not read. Works on the caller's own copies: what stores return is shared with nobody.</summary>
internal static class FieldHiding
{
    public static void Hide(RecordTypeDefinition type, IReadOnlySet<string> hidden, IReadOnlyList<Record> records)
    {
        if (hidden.Count == 0) return;
        var fields = type.Fields.Where(f => hidden.Contains(f.Key) && f.Key is not ("id" or "version")).ToList();
        foreach (var record in records)
            foreach (var field in fields) field.Set(record, null);
    }
}
