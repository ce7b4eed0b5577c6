namespace CrmKit.Persons;

internal static class PersonErrors
{
    public static CrmError Forbidden(RecordTypeDefinition type) => new("person.forbidden",
        $"Data about a person are given out and erased by those who may administer records of type '{type.Key}'. Ask one of them, or an administrator for a role that permits it.");

    public static CrmError AdministratorsOnly() => new("person.forbidden", "Erasures are listed and repeated by administrators only. Ask one.");

    public static CrmError HostOnly() => new("person.forbidden", "Scrubbing files makes everybody wait, so it is for administrators of the host's own tenant. Ask one of them.");

    public static CrmError Type(string type) => new("person.type", $"Records of type '{type}' are about no single person. Name a contact or a lead.");

    public static CrmError LinkUnknown() => new("person.link-unknown", "There is no such link: it was used, is too old, or was made for somebody else. Ask for a new one.");

    public static CrmError PluginFailed(string source, string reason) => new("person.plugin-failed",
        $"Plugin '{source}' could not do its part for the person's data: {reason} Nothing was erased or given out. Look at the log, and try again.");

    public static CrmError Erased(RecordRef record) => new("person.erased", $"{record} was a person who was erased for good. Create a new record.") { Record = record };
}
