namespace CrmKit.Audit;

internal static class AuditErrors
{
    public static CrmError NotYet(RecordRef record, DateTimeOffset at) => new("audit.not-yet",
        $"{record} did not exist at {at:u}. Ask for a later time: its history says when it began.") { Record = record };

    public static CrmError Forbidden() => new("audit.forbidden", "Only those who administer users may check the audit. Ask an administrator.");

    public static CrmError Forgotten(RecordRef record, DateTimeOffset at) => new("audit.forgotten",
        $"What {record} was at {at:u} is not known: the audit does not reach back so far. Ask for a later time.") { Record = record };
}
