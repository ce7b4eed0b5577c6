namespace CrmKit.Records;

internal static class MergeErrors
{
    public static CrmError Same(RecordRef record) => new("merge.same", $"{record} cannot be merged into itself. Name two records.") { Record = record };

    public static CrmError Types(RecordRef winner, RecordRef loser) => new("merge.types", $"{loser} cannot be merged into {winner}: they are of different types. Convert one of them first.") { Record = loser };

    public static CrmError Type(RecordTypeDefinition type) => new("merge.type",
        type.IsRoot ? $"Records of type '{type.Key}' cannot be merged: rights hang on them. Deactivate one of them instead." : $"Records of type '{type.Key}' are parts of others. Merge the records that they belong to.");

    public static CrmError Closed(RecordRef record) => new("merge.closed", $"{record} is closed, and figures count it as what it came to. Reopen it before you merge it.") { Record = record };

    public static CrmError Converted(RecordRef record) => new("merge.converted", $"{record} was converted. Merge what became of it instead.") { Record = record };

    public static CrmError ChildrenForbidden(RecordRef loser) => new("merge.children-forbidden",
        $"Records that you may not change refer to {loser}, and would have to move. Ask somebody who may change all of them to merge it.") { Record = loser };

    public static CrmError Unknown(Guid merge) => new("merge.unknown", $"There is no merge {merge}, or you may not see its records. Look at the merges of the record again.");

    public static CrmError Undone(RecordMerge merge) => new("merge.undone", $"Merge {merge.Id} of {merge.RecordType}/{merge.LoserId} was undone already. Nothing is left to do.");

    public static CrmError Later(RecordMerge merge, RecordMerge later) => new("merge.later",
        $"{merge.RecordType}/{merge.WinnerId} was merged into another record after merge {merge.Id}. Undo merge {later.Id} first.");

    public static CrmError WinnerDeleted(RecordMerge merge) => new("merge.winner-deleted",
        $"{merge.RecordType}/{merge.WinnerId}, into which {merge.RecordType}/{merge.LoserId} was merged, is deleted. Restore it first, then undo the merge.");

    public static CrmError PluginMissing(string what) => new("merge.plugin-missing",
        $"The merge changed '{what}', which does not exist while its plugin is not enabled. Enable the plugin, then undo the merge.");

    public static CrmError Merged(RecordRef record) => new("record.merged",
        $"{record} was merged into another record of its type. Read it: reading its id leads to the other one; or undo the merge.") { Record = record };
}
