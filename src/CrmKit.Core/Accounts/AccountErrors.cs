namespace CrmKit.Accounts;

internal static class AccountErrors
{
    public static CrmError HierarchyCycle(string name) => new("account.hierarchy-cycle",
        $"Account '{name}' cannot belong to this account, because that one belongs to it, directly or through others. Choose another parent.") { Field = "parentId" };

    public static CrmError ContactDuplicate(Guid contactId) => new("account.contact-duplicate",
        $"Contact {contactId} has a role at this account already. Change that entry instead of adding another.") { Field = "contactId" };

    public static CrmError ContactNameMissing() => new("contact.name-missing",
        "A contact needs a first or a last name. Fill in one of them.") { Field = "lastName" };

    public static CrmError BornInFuture(DateOnly day) => new("contact.born-in-future",
        $"Nobody was born on {day:yyyy-MM-dd}: that is in the future. Correct the date of birth.") { Field = "bornOn" };
}
