using CrmKit.Access;
using CrmKit.Pipelines;

namespace CrmKit.Catalog;

internal static class CatalogErrors
{
    public static CrmError OfHost() => new("catalog.of-host", "Definitions hold for all tenants, so they are changed in the host's own tenant alone. Ask whoever keeps the host.");

    public static CrmError TypeUnknown(string type) => new("catalog.type-unknown",
        $"There is no record type '{type}'. It may belong to a plugin that is not enabled.");

    public static CrmError FieldUnknown(string type, string field, IEnumerable<string> known) => new("catalog.field-unknown",
        $"Record type '{type}' has no field '{field}'.{Suggest(field, known)}") { Field = field };

    public static CrmError PipelineUnknown(string pipeline) => new("catalog.pipeline-unknown",
        $"There is no pipeline '{pipeline}'. It may belong to a plugin that is not enabled.");

    public static CrmError RelationUnknown(string type, string relation) => new("catalog.relation-unknown",
        $"Nothing points at records of type '{type}' through '{relation}'. The catalog lists the relations of each type; a plugin's disappear when it is disabled.");

    public static CrmError RoleUnknown(string role) => new("catalog.role-unknown", $"There is no role '{role}'.");

    public static CrmError Duplicate(string what, string key, string first, string second) => new("catalog.duplicate",
        $"{what} '{key}' of '{second}' is already defined by '{first}'. Rename one of them: keys of a plugin begin with its id.");

    public static CrmError Conflict(string what, string first, string second) => new("catalog.conflict",
        $"{what} is decided by '{first}' and by '{second}', and only one can decide it. Disable one of them, or let one of them leave it out.");

    public static CrmError HandlerCycle(string circle, IEnumerable<string> sources) => new("catalog.handler-cycle",
        $"Handlers save in a circle: {circle}. Let one of them name the fields that it waits for ([OnChangeOf]) or writes ([Saves]), or disable one of: {string.Join(", ", sources)}.");

    public static CrmError KeyInvalid(string what, string key) => new("catalog.key-invalid",
        $"'{key}' is not a key of a {what}: use lower-case words, digits and hyphens, parted by dots.");

    public static CrmError KeyForeign(string what, string key, string source, string how) => new("catalog.key-invalid",
        $"'{key}' of '{source}' is not a key that a {what} of this source may have: write it {how}.");

    public static CrmError KindFixed(CustomFieldSettings field, FieldKind kind) => new("catalog.kind-fixed",
        $"Field '{field.Key}' of '{field.RecordType}' holds, or held before it was removed, values of kind {kind}, so it cannot be of kind {field.Kind}. Choose another key.") { Field = field.Key };

    public static CrmError DefinitionInvalid(string what, string key, string why) => new("catalog.definition-invalid", $"{what} '{key}': {why}");

    public static CrmError ConditionInvalid(string type, string field, string why) => new("catalog.condition-invalid", $"When field '{field}' of '{type}' is shown cannot be asked: {why}") { Field = "shownWhen" };

    public static CrmError DefinitionUnknown(string kind, string key) => new("catalog.definition-unknown",
        $"Administrators defined no {kind} '{key}'. What core and plugins define cannot be removed.");

    public static CrmError VersionUnknown(string kind, string key, int version, int newest) => new("catalog.version-unknown",
        $"There is no version {version} of {kind} '{key}'. Use one of 1 to {newest}.") { Field = "version" };

    public static CrmError OptionInUse(CustomFieldSettings field, FieldOption option, long count) => new("catalog.in-use",
        $"{(count == 1 ? "1 record has" : $"{count} records have")} option '{option.Code}' of field '{field.Key}', so it cannot be removed. Give them another one first.") { Field = field.Key };

    public static CrmError StageInUse(PipelineDefinition pipeline, StageDefinition stage, long count) => new("catalog.in-use",
        $"{(count == 1 ? "1 record is" : $"{count} records are")} in stage '{stage.Key}' of pipeline '{pipeline.Key}', so it can neither be removed nor get another category. Move them first.");

    public static CrmError RoleInUse(RoleDefinition role, long count) => new("catalog.in-use",
        $"{(count == 1 ? "1 user has" : $"{count} users have")} role '{role.Key}', so it cannot be removed. Take it from them first.");

    public static CrmError TypeInUse(CustomTypeSettings type, long count) => new("catalog.in-use",
        $"There {(count == 1 ? "is 1 record" : $"are {count} records")} of type '{type.Key}', so it cannot be removed. Delete them first.");

    public static CrmError TypeHasPipelines(CustomTypeSettings type, IReadOnlyList<string> pipelines) => new("catalog.in-use",
        $"Record type '{type.Key}' has {pipelines.Count} pipelines ({string.Join(", ", pipelines)}), so it cannot be removed. Remove them first.");

    public static CrmError FieldInUse(CustomFieldSettings field, IReadOnlyList<string> pipelines) => new("catalog.in-use",
        $"Field '{field.Key}' is required by stages of {pipelines.Count} pipelines ({string.Join(", ", pipelines)}), so it cannot be removed. Change them first.") { Field = field.Key };

    public static CrmError FieldInRules(CustomFieldSettings field, IReadOnlyList<string> rules) => new("catalog.in-use",
        $"Field '{field.Key}' is used by the rule{(rules.Count == 1 ? "" : "s")} {string.Join(", ", rules.Select(r => $"'{r}'"))}, so it cannot be removed. Change or remove {(rules.Count == 1 ? "it" : "them")} first.") { Field = field.Key };

    public static CrmError FieldInConditions(CustomFieldSettings field, IReadOnlyList<string> fields) => new("catalog.in-use",
        $"Field '{field.Key}' decides when {string.Join(", ", fields.Select(f => $"'{f}'"))} {(fields.Count == 1 ? "is" : "are")} shown, so it cannot be removed. Change {(fields.Count == 1 ? "it" : "them")} first.") { Field = field.Key };

    public static CrmError FieldInWorkflows(CustomFieldSettings field, IReadOnlyList<string> workflows) => new("catalog.in-use",
        $"Field '{field.Key}' is used by {Workflows(workflows)}, so it cannot be removed. Change or remove {(workflows.Count == 1 ? "it" : "them")} first.") { Field = field.Key };

    public static CrmError StageInWorkflows(PipelineDefinition pipeline, StageDefinition stage, IReadOnlyList<string> workflows) => new("catalog.in-use",
        $"Stage '{stage.Key}' of pipeline '{pipeline.Key}' is used by {Workflows(workflows)}, so it cannot be removed. Change or remove {(workflows.Count == 1 ? "it" : "them")} first.");

    private static string Workflows(IReadOnlyList<string> keys) => $"{(keys.Count == 1 ? "1 workflow" : $"{keys.Count} workflows")} ({string.Join(", ", keys)})";

    private static string Suggest(string field, IEnumerable<string> known)
    {
        var near = known.Where(k => k.StartsWith(field[..Math.Min(3, field.Length)], StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Take(3).ToList();
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near.Select(k => $"'{k}'"))}?";
    }
}
