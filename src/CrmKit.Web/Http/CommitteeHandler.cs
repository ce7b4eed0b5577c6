using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Opportunities;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Who has a say in what an account buys, on its page and on the pages of its opportunities: who decides first, with what each one cares about.</summary>
internal static class CommitteeHandler
{
    private const int Most = 100;

    // From who decides to who pays.
    private static readonly IReadOnlyList<ContactRole> Order =
        [ContactRole.DecisionMaker, ContactRole.Champion, ContactRole.Influencer, ContactRole.Technical, ContactRole.User, ContactRole.Gatekeeper, ContactRole.Billing, ContactRole.Other];

    private static readonly IReadOnlyList<string> Needed = ["accountId", "contactId", "role", "endedOn"];

    /// <summary>The people; <see langword="null"/> for what is neither, and for those who may not see them. An opportunity shows some where its account has some.</summary>
    public static async Task<CommitteeModel?> OfAsync(WebCall call, RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden)
    {
        if ((record switch { Account account => account.Id, Opportunity deal when !hidden.Contains("accountId") => deal.AccountId, _ => (Guid?)null }) is not { } id) return null;
        var part = call.Session.Catalog.Type(typeof(AccountContact));
        var kept = await call.HiddenAsync(part);
        if (!await call.MayAsync(part, Operations.Read) || kept.Overlaps(Needed)) return null;
        var page = await call.Session.Records.QueryAsync(new RecordQuery(part.Key) { Filter = $"accountId eq '{id}' and endedOn eq null", Size = Most, Include = ["contactId"] }, call.Cancelled);
        if (page.Items.Count == 0 && record is not Account) return null;
        var contact = call.Session.Catalog.Type(typeof(Contact));
        var unseen = await call.HiddenAsync(contact);
        var parts = page.Items.Cast<AccountContact>().ToLookup(p => p.Role);
        return new CommitteeModel(
            !(await call.ReadOnlyAsync(part)).Contains("accountId") && await call.MayAsync(part, Operations.Create) ? WebLinks.With(call.Links.New(part), (FormReader.Prefix + "accountId", id.ToString())) : null,
            page.Items.Count > 0 && !parts.Contains(ContactRole.DecisionMaker),
            [.. Order.Where(parts.Contains).Select(role => new CommitteeGroup(EnumCode.Of(role), call.Text.Of(part.Field("role"), parts[role].First()), [.. parts[role].OrderByDescending(p => p.IsPrimary && !kept.Contains("isPrimary")).Select(Shown)]))]);

        CommitteeMember Shown(AccountContact who)
        {
            var person = page.Included.GetValueOrDefault(contact.Ref(who.ContactId ?? Guid.Empty)) as Contact;
            string?[] about = person is null ? [] : [unseen.Contains("jobTitle") ? null : person.JobTitle, unseen.Contains("department") ? null : person.Department];
            return new CommitteeMember(
                person is null ? call.Texts["value.not-visible"] : RecordNames.Of(call, contact, person, unseen), person is null ? null : call.Links.Record(contact, person.Id),
                string.Join(" · ", about.Where(a => !string.IsNullOrEmpty(a))), who.IsPrimary && !kept.Contains("isPrimary"), kept.Contains("note") ? null : who.Note, call.Links.Record(part, who.Id));
        }
    }
}
