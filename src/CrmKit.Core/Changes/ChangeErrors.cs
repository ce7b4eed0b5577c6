namespace CrmKit.Changes;

internal static class ChangeErrors
{
    public static CrmError CursorInvalid() => new("changes.cursor-invalid", "That is no cursor of changes. Use 'next' of the page before as it came, 'now', or none to begin with the oldest change.") { Field = "after" };

    public static CrmError CursorExpired(TimeSpan kept) => new("changes.cursor-expired",
        $"The cursor is older than the {kept.TotalDays:0} days for which changes are kept: some may be gone. Take a cursor from 'now', read the records anew, and go on from it.") { Field = "after" };
}
