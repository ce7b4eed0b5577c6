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

    public static CrmError NotShareable(RecordTypeDefinition type) => new("access.not-shareable",
        $"Records of type '{type.Key}' have no owner, so they are not shared one by one. Share the record they belong to, or give a role the right to read the type.");

    public static CrmError ShareRecipient(Guid? unknown = null) => new("access.share-recipient",
        unknown is { } id ? $"There is no active user and no team {id} to share with. Choose another one." : "A share names one user or one team. Name one of them.");

    public static CrmError ShareEnded() => new("access.share-ended", "A share ends in the future. Choose a later date, or none.") { Field = "until" };

    public static CrmError ShareLimit(RecordRef record, int most) => new("access.share-limit",
        $"{record} would be shared with more than {most} users and teams. Share it with a team instead, or revoke some shares.") { Record = record };

    public static CrmError ShareForbidden(RecordRef record, bool mayAssign) => new("access.share-forbidden",
        $"You may not share {record}{(mayAssign ? " to write, because your roles do not let you change it" : "")} or take its shares back. Ask its owner.") { Record = record };

    public static CrmError ShareUnknown(RecordRef record, Guid recipient) => new("access.share-unknown", $"{record} is not shared with {recipient}. List its shares.") { Record = record };

    public static CrmError UserRights(User user, string field) => new("access.user-rights",
        $"Field '{field}' decides about the rights of user '{user.Name}': only those who administer users may change it. Leave it out, or ask an administrator.") { Field = field };

    public static CrmError GrantExceeds(RoleDefinition role, string beyond) => new("access.grant-exceeds",
        $"Role '{role.Key}' permits {beyond}, which you may not do yourself: nobody gives, takes or changes rights beyond his own. Ask somebody who holds them.") { Field = "roles" };

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
