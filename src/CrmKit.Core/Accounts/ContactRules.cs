namespace CrmKit.Accounts;

/// <summary>A contact has a name and was born.</summary>
internal sealed class ContactRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, contact) in context.Living<Contact>())
        {
            if (contact.Name.Length == 0) context.Refuse(change, AccountErrors.ContactNameMissing());
            if (contact.BornOn > context.Session.Today.AddDays(1)) context.Refuse(change, AccountErrors.BornInFuture(contact.BornOn.Value));
        }
        return default;
    }
}
