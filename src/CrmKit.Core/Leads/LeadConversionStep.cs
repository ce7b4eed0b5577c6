using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Conversions;
using CrmKit.Matching;

namespace CrmKit.Leads;

/// <summary>Gives whatever a lead becomes its account and contact: those that the caller names, else those that match, else new ones.</summary>
/// <remarks>A lead without a company is a private person: a contact and no account.</remarks>
internal sealed class LeadConversionStep : IConversionStep
{
    public async ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        if (context.Source is not Lead lead) return;
        var type = context.Session.Catalog.TypeOf(context.Target);
        if (!type.TryField("accountId", out var accountField) || !type.TryField("contactId", out var contactField)) return;

        var account = await AccountAsync(context, lead, context.Options.AccountId ?? (context.Options.NewAccount ? null : (Guid?)accountField.Get(context.Target)), cancellationToken);
        var contact = await ContactAsync(context, lead, context.Options.ContactId ?? (context.Options.NewContact ? null : (Guid?)contactField.Get(context.Target)), account, cancellationToken);
        account ??= contact?.AccountId is { } theirs ? (Account?)await context.Session.Records.FindAsync(new RecordRef("account", theirs), cancellationToken) : null;
        accountField.Set(context.Target, account?.Id);
        contactField.Set(context.Target, contact?.Id);
        if (account is not null && contact is not null) await ConnectAsync(context, account, contact, cancellationToken);
    }

    private static async Task<Account?> AccountAsync(ConversionContext context, Lead lead, Guid? known, CancellationToken cancellationToken)
    {
        if (known is { } id) return Matched(context, "account", await context.Session.Records.GetAsync<Account>(id, cancellationToken));
        if (!context.Options.NewAccount && await MatchAsync<Account>(context, "account", new MatchProbe(lead), cancellationToken) is { } match) return Matched(context, "account", match);
        if (string.IsNullOrWhiteSpace(lead.CompanyName)) return null;
        return Created(context, "account", await context.Session.Records.CreateAsync(
            new Account
            {
                Name = lead.CompanyName,
                Website = lead.Website,
                EmailDomain = EmailDomains.OfEmail(lead.Email),
                Street = lead.Street,
                City = lead.City,
                Region = lead.Region,
                PostalCode = lead.PostalCode,
                Country = lead.Country,
            },
            OwnerOf(lead, context), cancellationToken));
    }

    private static async Task<Contact?> ContactAsync(ConversionContext context, Lead lead, Guid? known, Account? account, CancellationToken cancellationToken)
    {
        if (known is { } id) return Matched(context, "contact", await context.Session.Records.GetAsync<Contact>(id, cancellationToken));
        if (!context.Options.NewContact && await MatchAsync<Contact>(context, "contact", new MatchProbe(lead) { AccountId = account?.Id }, cancellationToken) is { } match) return Matched(context, "contact", match);
        if (IsOnlyACompany(lead)) return null;
        var (first, last) = PersonName.Split(lead.Name);
        return Created(context, "contact", await context.Session.Records.CreateAsync(
            new Contact
            {
                FirstName = first,
                LastName = last,
                AccountId = account?.Id,
                Email = lead.Email,
                Phone = lead.Phone,
                JobTitle = lead.JobTitle,
                Street = lead.Street,
                City = lead.City,
                Region = lead.Region,
                PostalCode = lead.PostalCode,
                Country = lead.Country,
            },
            OwnerOf(lead, context), cancellationToken));
    }

    private static async Task<T?> MatchAsync<T>(ConversionContext context, string type, MatchProbe probe, CancellationToken cancellationToken) where T : Record =>
        (await context.Session.Matches.FindAsync("lead", type, [probe], cancellationToken))[0] is [{ Confidence: >= Match.Certain } best, ..] ? (T)best.Record : null;

    // The role row is a part of the account: who may not change a colleague's account leaves it alone.
    private static async Task ConnectAsync(ConversionContext context, Account account, Contact contact, CancellationToken cancellationToken)
    {
        var rows = await context.Session.Records.ListAsync(new Specification<AccountContact>(r => r.AccountId == account.Id), cancellationToken);
        if (rows.Any(r => r.ContactId == contact.Id)) return;
        var role = new AccountContact { AccountId = account.Id, ContactId = contact.Id, IsPrimary = rows.Count == 0 };
        var type = context.Session.Catalog.Type(typeof(AccountContact));
        if (!(await context.Session.Access.MayAsync(type, Operations.Create, [role], cancellationToken))[0]) return;
        Created(context, type.Key, await context.Session.Records.CreateAsync(role, cancellationToken: cancellationToken));
    }

    private static bool IsOnlyACompany(Lead lead) =>
        string.IsNullOrWhiteSpace(lead.Name) || (lead.Name == lead.CompanyName && string.IsNullOrEmpty(lead.Email) && string.IsNullOrEmpty(lead.Phone));

    // New records stay with whoever has the lead.
    private static InitialState? OwnerOf(Lead lead, ConversionContext context) =>
        lead.OwnerId is { } owner && owner != context.Session.Actor.UserId ? new InitialState { OwnerId = owner, TeamId = lead.TeamId } : null;

    private static T Matched<T>(ConversionContext context, string type, T record) where T : Record
    {
        context.Matched.Add(new RecordRef(type, record.Id));
        return record;
    }

    private static T Created<T>(ConversionContext context, string type, T record) where T : Record
    {
        context.Created.Add(new RecordRef(type, record.Id));
        return record;
    }
}
