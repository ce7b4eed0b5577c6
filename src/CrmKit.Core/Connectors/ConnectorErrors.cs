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

    public static CrmError LinkUnknown(Guid id) => new("connector.link-unknown", $"There is no link {id}. List the links again.");

    public static CrmError LinkChanged(ConnectorLink link) => new("connector.link-changed",
        $"{link.RecordType} '{link.ExternalId}' changed again on the other side, to version '{link.TheirVersion}'. Look at it and decide again.");

    public static CrmError NotWaiting(ConnectorLink link) => new("connector.not-waiting",
        $"Nothing is to be decided about {link.RecordType} '{link.ExternalId}': it is {EnumCode.Of(link.Status)}. Ours can be kept in a conflict only.");

    public static CrmError Limit(int limit, int most) => new("connector.limit", $"{limit} links cannot be listed at once. Ask for 1 to {most}.") { Field = "limit" };
}
