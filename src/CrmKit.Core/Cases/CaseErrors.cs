namespace CrmKit.Cases;

internal static class CaseErrors
{
    public static CrmError RespondedInFuture(DateTimeOffset at) => new("case.responded-in-future",
        $"The first answer cannot have been given at {at:u}: that is in the future. Correct the time; it is in UTC.") { Field = "firstRespondedAt" };
}
