namespace CrmKit.Notifications;

internal static class NotificationErrors
{
    public static CrmError Limit(int most) => new("notification.limit", $"At most {most} mentions are marked as seen at once. Send fewer.") { Field = "ids" };
}
