using CrmKit.Accounts;
using CrmKit.Leads;

namespace CrmKit.Places;

/// <summary>Keeps the address in one text beside its parts.</summary>
internal sealed class AddressLine : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
        {
            if (change.Operation is RecordOperation.Delete or RecordOperation.Restore) continue;
            switch (change.After)
            {
                case Lead lead: lead.Address = AddressText.Of(lead.Street, lead.City, lead.Region, lead.PostalCode, lead.Country); break;
                case Contact contact: contact.Address = AddressText.Of(contact.Street, contact.City, contact.Region, contact.PostalCode, contact.Country); break;
                case Account account: account.Address = AddressText.Of(account.Street, account.City, account.Region, account.PostalCode, account.Country); break;
            }
        }
        return default;
    }
}
