namespace CrmKit.Workflows;

internal static class WorkflowErrors
{
    public static CrmError StepUnknown(string at, string what, string key) => new("workflow.step-unknown",
        $"There is no {what} '{key}'. It may belong to a plugin that is not enabled; the catalog lists those that exist.") { Field = at };

    public static CrmError StepType(string at, WorkflowStepDefinition step, string type) => new("workflow.step-type",
        $"'{step.Key}' is for records of type '{step.RecordType}', not '{type}'. Choose another one.") { Field = at };

    public static CrmError NoActions(string key) => new("workflow.no-actions", $"Workflow '{key}' does nothing. Give it at least one action.") { Field = "actions" };

    public static CrmError TooManySteps(string key, int limit) => new("workflow.too-many-steps",
        $"Workflow '{key}' has more than {limit} conditions or actions. Make two workflows of it.") { Field = "actions" };

    public static CrmError SegmentUnknown(string input, string segment, RecordTypeDefinition type) => new("workflow.segment-unknown",
        $"There is no live segment of '{type.Key}' with the id '{segment}' for you. List the segments, and give the id of one.") { Field = input };

    public static CrmError StageUnknown(string input, string stage, RecordTypeDefinition type, IEnumerable<string> known) => new("workflow.stage-unknown",
        $"No pipeline of '{type.Key}' has a stage '{stage}'. There are: {string.Join(", ", known)}.") { Field = input };

    public static CrmError FieldUnfit(string input, string field, RecordTypeDefinition type, string why) => new("workflow.field-unfit",
        $"Field '{field}' of '{type.Key}' cannot be used here: {why}") { Field = input };

    public static CrmError OwnerNeeded() => new("workflow.owner-needed", "Say who gets the records: give a user, or a team for its pool.") { Field = "user" };

    public static CrmError CheckFailed(string at, string step, string reason) => new("workflow.check-failed", $"'{step}' could not check its inputs: {reason}") { Field = at };

    public static CrmError InUse(string key, long count) => new("catalog.in-use",
        $"{(count == 1 ? "1 start" : $"{count} starts")} of workflow '{key}' {(count == 1 ? "waits" : "wait")} to run, so it cannot be removed. Switch it off, which ends them, and remove it then.");

    public static CrmError LimitRange(int limit, int most) => new("workflow.limit", $"{limit} runs cannot be listed at once. Ask for 1 to {most}.") { Field = "limit" };

    public static CrmError Removed(string key) => new("workflow.removed", $"Workflow '{key}' was removed, so what waited for it cannot run.");

    public static CrmError Held(string what, string step) => new("workflow.held",
        $"{what} '{step}' is not there: its plugin is not enabled. The run waits, and goes on when it is back.");

    public static CrmError UserInactive(WorkflowDefinition workflow, Guid user) => new("workflow.user-inactive",
        $"Workflow '{workflow.Key}' acts in the name of user {user}, who is not active. The run waits: activate the user, or let somebody else save the workflow.");

    public static CrmError StepFailed(string step, string reason) => new("workflow.step-failed", $"'{step}' failed: {reason}");

    public static CrmError TooDeep(string workflow, int limit) => new("workflow.depth",
        $"Workflow '{workflow}' was started by workflows {limit} times in a row, one causing the next. Narrow the filter of one of them, so that the chain ends.");
}
