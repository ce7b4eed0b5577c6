using CrmKit.Access;
using CrmKit.Actions;

namespace CrmKit.Catalog;

/// <summary>Checks actions: whose records they are for, what they take, what they ask.</summary>
internal static class RecordActionRules
{
    private const Operations OnRecords = Operations.Read | Operations.Update | Operations.Delete | Operations.Assign | Operations.Convert | Operations.Export | Operations.Merge;

    public static void Check(RecordActionDefinition action, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        problems.CheckKey("action", action.Key, action.Source);
        if (action.RecordTypes.Count == 0) Invalid("it is for no record type.");
        foreach (var type in action.RecordTypes.Where(t => !types.TryGetValue(t, out var known) || known.IsAppendOnly)) Invalid($"it is for record type '{type}', which nobody defines or whose records do not change.");
        if (!int.IsPow2((int)action.Needs) || !OnRecords.HasFlag(action.Needs)) Invalid($"it needs '{action.Needs}', which is not one operation on a record.");
        foreach (var twice in action.Inputs.GroupBy(i => i.Key).Where(g => g.Count() > 1)) Invalid($"it has two inputs '{twice.Key}'.");
        foreach (var input in action.Inputs)
        {
            problems.CheckPattern(action.Key, input);
            if (input.Kind == FieldKind.Reference && (input.ReferenceType is null || !types.ContainsKey(input.ReferenceType))) Invalid($"its input '{input.Key}' refers to record type '{input.ReferenceType}', which nobody defines.");
        }

        void Invalid(string why) => problems.Invalid("Action", action.Key, why);
    }
}
