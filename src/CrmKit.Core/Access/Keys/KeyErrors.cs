namespace CrmKit.Access;

internal static class KeyErrors
{
    public static CrmError Forbidden() => new("access.key-forbidden", "API keys are made for oneself only. Ask the other user to make one.");

    public static CrmError OthersForbidden() => new("access.key-forbidden", "API keys of others are seen by administrators only. Leave the user out to see your own.");

    public static CrmError Scope(KeyScopes scopes) => new("access.key-scope", $"The API key is for '{scopes}' only. Use a key that is for this, or sign in.");

    public static CrmError ScopeUnknown(string type) => new("access.key-scope-unknown",
        $"There is no record type '{type}' to limit an API key to. Use read, write, admin, or the key of a record type with :read or :write.") { Field = "scopes" };

    public static CrmError Expiry() => new("access.key-expiry", "The end of an API key must lie in the future. Leave it out for a key that does not end by itself.") { Field = "expiresAt" };

    public static CrmError Unknown(Guid id) => new("access.key-unknown", $"There is no API key {id} of yours.");

    public static CrmError NoUser(Guid id) => new("record.not-found", $"There is no user {id}, or it may not be seen.") { Record = new RecordRef("user", id) };

    public static CrmError Name() => new("access.key-name", "An API key needs a name of 1 to 100 characters, which says what it is for.") { Field = "name" };

    public static CrmError TokenUnknown() => new("access.token-unknown",
        "The set-up link is wrong, was replaced by a newer one, or was used. While there is no administrator, every start of the host prints a new link.");
}
