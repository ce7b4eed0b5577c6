namespace CrmKit.Access;

internal static class KeyErrors
{
    public static CrmError Forbidden() => new("access.key-forbidden", "API keys are made for oneself only. Ask the other user to make one.");

    public static CrmError Unknown(Guid id) => new("access.key-unknown", $"There is no API key {id} of yours.");

    public static CrmError NoUser(Guid id) => new("record.not-found", $"There is no user {id}, or it may not be seen.") { Record = new RecordRef("user", id) };

    public static CrmError Name() => new("access.key-name", "An API key needs a name of 1 to 100 characters, which says what it is for.") { Field = "name" };

    public static CrmError TokenUnknown() => new("access.token-unknown",
        "The set-up link is wrong, was replaced by a newer one, or was used. While there is no administrator, every start of the host prints a new link.");
}
