using CrmKit.Filters;
using CrmKit.Sessions;

namespace CrmKit.Quality;

/// <summary>Asks the rules across fields of a batch, as far as one of their fields changes.</summary>
internal sealed class RecordRules(CrmSession session) : ISessionService
{
    public void Check(WriteBatch batch)
    {
        if (session.Catalog.RecordRules.Count == 0) return;
        foreach (var group in batch.Groups)
            foreach (var rule in session.Catalog.RecordRules)
                if (rule.RecordType == group.Type.Key && RuleCondition.Fields(rule, session.Catalog) is { Count: > 0 } keys) Check(rule, group, [.. keys.Select(group.Type.Field)]);
    }

    private void Check(RecordRule rule, TypeGroup group, List<FieldDefinition> fields)
    {
        var must = RecordCondition.Compile(rule.Must, group.Type, session);
        var when = rule.When is { } text ? RecordCondition.Compile(text, group.Type, session) : static _ => true;
        foreach (var item in group.Items)
        {
            if (!item.IsChecked || item.Operation is not (RecordOperation.Create or RecordOperation.Update)) continue;
            if (item.Before is { } before && fields.TrueForAll(f => Equals(f.Get(before), f.Get(item.After!)))) continue;
            if (when(item.After!) && !must(item.After!)) item.Refuse(RefusalKind.Validation, QualityErrors.RuleBroken(rule));
        }
    }
}
