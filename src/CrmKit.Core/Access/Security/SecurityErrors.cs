namespace CrmKit.Access;

internal static class SecurityErrors
{
    public static CrmError AdministratorsOnly() => new("access.forbidden", "The security log is for administrators. Ask for the right to administer users.");

    public static CrmError Limit() => new("security-log.limit", "A page of the security log holds 1 to 1,000 entries. Ask for fewer, and for the next page with the last entry's id.") { Field = "size" };
}
