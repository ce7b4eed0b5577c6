namespace CrmKit.Actions;

internal static class ActionErrors
{
    public static CrmError Unknown(string key, string? recordType = null) => new("action.unknown",
        $"There is no action '{key}'{(recordType is null ? "" : $" for records of type '{recordType}'")}. It may belong to a plugin that is not enabled.");

    public static CrmError RecordCount(int count) => new("action.record-count",
        $"An action is for 1 to {IRecordActions.MostRecords} records at a time; these are {count}. Ask for fewer at once.");

    public static CrmError Failed(string key, string reason) => new("action.failed", $"Action '{key}' failed, and nothing was done: {reason}");
}
