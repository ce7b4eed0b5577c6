namespace CrmKit.Connectors;

internal static class ConnectorErrors
{
    public const string ReferenceMissingCode = "connector.reference-missing";

    public static CrmError Unknown(string key) => new("connector.unknown", $"There is no connector '{key}'. It may belong to a plugin that is not enabled.");

    public static CrmError Forbidden() => new("connector.forbidden", "Connectors are for administrators. Ask for the right to administer users.");

    public static CrmError PullFailed(string key, string why) => new("connector.pull-failed",
        $"Connector '{key}' could not bring changes: {why} What it brought before is here; it goes on from there.");

    public static CrmError BatchInvalid(string key, string why) => new("connector.batch-invalid",
        $"What connector '{key}' brought cannot be used: {why} Tell the plugin's author.");

    public static CrmError Conflict(RecordRef record) => new("connector.conflict",
        $"{record} was changed here and there since both were the same. Decide which side stays.") { Record = record };

    public static CrmError ReferenceMissing(FieldDefinition field, string externalId) => new(ReferenceMissingCode,
        $"The {field.ReferenceType} '{externalId}' of the other system is not here. The record comes as soon as that one does.") { Field = field.Key };

    public const string ReferenceUnlinkedCode = "connector.reference-unlinked";

    public static CrmError ReferenceUnlinked(FieldDefinition field, RecordRef record) => new(ReferenceUnlinkedCode,
        $"{record} is not in the other system yet, so what points at it cannot go there. It goes as soon as that one is linked; otherwise send that one too.") { Field = field.Key };

    public static CrmError PushFailed(string key, string why) => new("connector.push-failed",
        $"Connector '{key}' could not take changes to the other system: {why} The same batch is tried again.");

    public static CrmError AnswerInvalid(string key, string why) => new("connector.answer-invalid",
        $"What connector '{key}' answered about the changes it took cannot be used: {why} Tell the plugin's author.");

    public static CrmError PushUnderWay(string key) => new("connector.push-under-way",
        $"Connector '{key}' is taking new records to the other system, and what came from there may be these. It is asked for again when their answer is here.");

    public static CrmError LinkTaken(string recordType, string externalId) => new("connector.link-taken",
        $"Another record here is linked with the {recordType} '{externalId}' of the other system already. Merge the two here, or correct the other system.");

    public static CrmError NotPushing(string key, string recordType) => new("connector.not-pushing",
        $"Connector '{key}' takes no records of type '{recordType}' to the other system.");

    public static CrmError NotEnabled(string key) => new("connector.not-enabled",
        $"Connector '{key}' belongs to a plugin that is not enabled. Its changes wait here until it is.");

    public static CrmError LinkUnknown(Guid id) => new("connector.link-unknown", $"There is no link {id}. List the links again.");

    public static CrmError LinkChanged(ConnectorLink link) => new("connector.link-changed",
        $"{link.RecordType} '{link.ExternalId}' changed again on the other side, to version '{link.TheirVersion}'. Look at it and decide again.");

    public static CrmError NotWaiting(ConnectorLink link) => new("connector.not-waiting",
        $"Nothing is to be decided about {link.RecordType} '{link.ExternalId}': it is {EnumCode.Of(link.Status)}. Ours can be kept in a conflict only.");

    /// <summary>As it is kept in rows.</summary>
    public static string Short(string text) => text.Length > 2000 ? text[..2000] : text;

    public static CrmError Limit(int limit, int most) => new("connector.limit", $"{limit} links cannot be listed at once. Ask for 1 to {most}.") { Field = "limit" };
}
