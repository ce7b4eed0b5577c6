namespace CrmKit.Activities;

internal static class ActivityErrors
{
    public static CrmError RegardingIncomplete() => new("activity.regarding-incomplete",
        "What an activity is about takes both a type and a record. Fill in 'regardingType' and 'regardingId', or neither.") { Field = "regardingId" };

    public static CrmError RegardingType(string type) => new("activity.regarding-type",
        $"There is no record type '{type}' that activities can be about. Use a type of the catalog such as lead or opportunity.") { Field = "regardingType" };

    public static CrmError RegardingMissing(RecordRef record) => new("activity.regarding-missing",
        $"{record} is not there, deleted, or hidden from you. Choose another record.") { Field = "regardingId" };
}
