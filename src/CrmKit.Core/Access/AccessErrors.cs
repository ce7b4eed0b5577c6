using CrmKit.Planning;

namespace CrmKit.Access;

internal static class AccessErrors
{
    public static CrmError UserInactive(Guid user) => new("access.user-inactive",
        $"User {user} does not exist or is not active, so nothing is allowed. Ask an administrator to activate the user.");

    public static CrmError Forbidden(Operations operation, RecordTypeDefinition type, RecordRef? record = null) => new("access.forbidden",
        $"You may not {Verb(operation)} {(record is { } r ? r.ToString() : $"records of type '{type.Key}'")}. Ask its owner, or an administrator for a role that permits it.") { Record = record };

    public static CrmError FieldForbidden(RecordTypeDefinition type, FieldDefinition field) => new("access.field-forbidden",
        $"You may not write field '{field.Key}' of '{type.Key}'. Leave it out, or ask an administrator for a role that permits it.") { Field = field.Key };

    public static CrmError AddressForbidden(User user) => new("user.address-forbidden",
        $"The e-mail address of user '{user.Name}' is what he signs in and gets links with, so administrators alone may change it. Ask one.") { Field = "email" };

    public static CrmError LastAdministrator(User user) => new("user.last-administrator",
        $"User '{user.Name}' is the last active administrator: without one, nobody could give rights again. Make somebody else an administrator first.");

    public static CrmError LastAdministrator(RoleDefinition role) => new("user.last-administrator",
        $"Role '{role.Key}' is all that makes anybody an active administrator: without its right to administer users, nobody could give rights again. Make somebody else an administrator first.");

    public static CrmError ExplainForbidden() => new("access.forbidden", "You may ask about your own rights only. Asking about others needs the right to administer users.");

    public static string Verb(Operations operation) => operation switch
    {
        Operations.Read => "read",
        Operations.Create => "create",
        Operations.Update => "change",
        Operations.Delete => "delete or restore",
        Operations.Assign => "assign",
        Operations.Convert => "convert",
        Operations.Export => "export",
        Operations.Merge => "merge",
        Operations.Administer => "administer",
        _ => $"do all of '{operation}' to",
    };
}
