namespace CrmKit.Activities;

internal static class TimelineErrors
{
    public static CrmError CursorInvalid() => new("query.cursor-invalid", "The cursor is not one that a timeline returned. Pass the 'next' of the page before unchanged, or none for the first page.");

    public static CrmError Size(int size) => new("query.size", $"A page of {size} entries was asked for; 1 to 1,000 are allowed.");
}
