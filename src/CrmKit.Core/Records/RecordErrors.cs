namespace CrmKit.Records;

internal static class RecordErrors
{
    public static CrmError NotFound(RecordRef record) => new("record.not-found",
        $"There is no {record}, or you may not see it. It may have been deleted: look among the deleted records.") { Record = record };

    public static CrmError Conflict(RecordRef record, int? expected = null, int? stored = null) => new("record.conflict",
        $"{record} was changed by someone else{(expected is null ? "" : $": you saw version {expected}, stored is version {stored}")}. Read it again and repeat your change.") { Record = record };

    public static CrmError Repeated(RecordRef record) => new("record.repeated",
        $"{record} stands more than once in the change set. Put all that shall happen to it into one change.") { Record = record };

    public static CrmError Exists(RecordRef record) => new("record.exists", $"{record} is stored already. Give the new record another id, or update the stored one.") { Record = record };

    public static CrmError AppendOnly(RecordTypeDefinition type) => new("record.append-only",
        $"Records of type '{type.Key}' tell what happened: they are written by their own door and never changed. Write through that door, or read them.");

    public static CrmError NotDeleted(RecordRef record) => new("record.not-deleted", $"{record} is not deleted, so it cannot be restored.") { Record = record };

    public static CrmError ParentDeleted(RecordRef record, RecordRef parent) => new("record.parent-deleted",
        $"{record} is part of {parent}, which is deleted. Restore that one: its parts come back with it.") { Record = record };

    public static CrmError ParentMissing(RecordRef record) => new("record.parent-missing",
        $"{record}, or another part written with it, belongs to a record that is no longer there. Read that record again before adding parts to it.") { Record = record };

    public static CrmError HandlerFailed(string source, string handler, string type, string why) => new("record.handler-failed",
        $"Handler '{handler}' of '{source}' failed on records of type '{type}', so nothing was written: {why}");

    public static CrmError HandlerDepth(int limit, string chain) => new("record.handler-depth",
        $"Handlers caused saves {limit} levels deep: {chain}. Break the chain, or raise CrmKitOptions.HandlerDepth.");

    public static CrmError SaveUndeclared(RecordRef record, string source, string handler, IReadOnlyList<string> fields)
    {
        var saves = string.Join(", ", fields.Prepend(record.Type).Select(t => $"\"{t}\""));
        return new("record.save-undeclared",
            $"Handler '{handler}' of '{source}' saves {record} and does not say that it does. Put [Saves({saves})] on it, or [Saves(\"{record.Type}\")] for any field: circles of handlers are found by it before they happen.") { Record = record };
    }

    public static CrmError HandlerCycle(RecordRef record, string chain) => new("record.handler-cycle",
        $"Handlers go round in a circle over {record}: {chain}. Let one of them leave the record alone when nothing changes for it.") { Record = record };
}
