namespace CrmKit.Quality;

internal static class QualityErrors
{
    public static CrmError RuleBroken(RecordRule rule) => new("rule.broken", rule.Message.English) { Field = rule.Field, Text = rule.Message };

    public static CrmError RuleReference(string path) => new("rule.reference", $"'{path}' reads a field of another record. A rule looks at the record that is saved alone; use a workflow, or a validator of a plugin.");

    public static CrmError NoQuarantine(string type) => new("quality.no-quarantine", $"Records of type '{type}' are never set apart, so there is nothing to release. Only leads and contacts are.");
}
