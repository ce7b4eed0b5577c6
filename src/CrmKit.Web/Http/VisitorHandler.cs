using System.Globalization;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.AspNetCore;
using CrmKit.Behaviour;
using CrmKit.Pages;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Companies whose people were seen, with the account of each where there is one; and who was seen that may be several people.</summary>
internal static class VisitorHandler
{
    private const int UsualDays = 30, MostDays = 3650;

    /// <summary>Whether the person may know: who may read all contacts.</summary>
    public static async Task<bool> IsForAsync(WebCall call) =>
        call.Session.Catalog.TryType("contact", out var contact) && await call.Session.Access.ScopeAsync(contact, Operations.Read, call.Cancelled) == AccessScope.All;

    public static async Task ShowAsync(WebCall call)
    {
        if (!await IsForAsync(call)) throw new CrmForbiddenException(new CrmError("access.forbidden", call.Texts["visitors.forbidden"]));
        var texts = call.Texts;
        var days = call.Query("days") is not { } asked ? UsualDays : int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is > 0 and <= MostDays ? given : throw ApiErrors.Parameter("days", "a number of days, 1 to 3650");
        var companies = await call.Session.Behaviour.CompaniesAsync(call.Session.Now.AddDays(-days), cancellationToken: call.Cancelled);
        var accounts = (await call.Session.Records.GetManyAsync("account", [.. companies.Select(c => c.AccountId).OfType<Guid>().Distinct()], call.Cancelled)).ToDictionary(a => a.Id);
        var rows = new List<PageRow>();
        foreach (var company in companies)
            rows.Add(new PageRow([new PageCell(company.Domain), await AccountAsync(call, company, accounts), Number(call, company.Count), Number(call, company.Visitors), new PageCell(call.Text.Moment(company.LastAt))]));
        PageBlock table = rows.Count == 0 ? new NoteBlock(texts["visitors.none"], PageTone.Muted)
            : new TableBlock([texts["visitors.domain"], texts["visitors.account"], texts["visitors.events"], texts["visitors.people"], texts["customer.last-seen"]], rows);
        var ambiguous = await call.Session.Behaviour.AmbiguousAsync(cancellationToken: call.Cancelled);
        PageBlock[] several = ambiguous.Count == 0 ? [] : [await SeveralAsync(call, ambiguous)];
        var place = DescribedPlace.Of(call, call.Links.Visitors);
        await call.PageAsync<DescribedPage, DescribedModel>(texts["visitors.title"], new DescribedModel(place, null, [],
            [new FormBlock("", texts["admin.show"], [new PageField("days", texts["visitors.days"]) { Kind = FieldKind.Integer, Value = days.ToString(CultureInfo.InvariantCulture) }]) { IsQuestion = true }, table, .. several]));
    }

    private static async Task<PageCell> AccountAsync(WebCall call, VisitingCompany company, Dictionary<Guid, Record> accounts) =>
        company.AccountId is { } id && accounts.TryGetValue(id, out var account) ? new PageCell(await RecordNames.OfAsync(call, account)) { Link = new PageLink("") { Record = new RecordRef("account", id) } } : new PageCell("");

    private static async Task<TableBlock> SeveralAsync(WebCall call, IReadOnlyList<AmbiguousVisitor> ambiguous)
    {
        var contacts = (await call.Session.Records.GetManyAsync("contact", [.. ambiguous.SelectMany(a => a.Contacts).Distinct()], call.Cancelled)).ToDictionary(c => c.Id);
        var rows = new List<PageRow>();
        foreach (var visitor in ambiguous)
        {
            var names = new List<string>();
            foreach (var id in visitor.Contacts)
                if (contacts.TryGetValue(id, out var contact)) names.Add(await RecordNames.OfAsync(call, contact));
            rows.Add(new PageRow([new PageCell(string.Join(", ", visitor.Identities.Select(i => i.Value))), new PageCell(string.Join(", ", names)), new PageCell(call.Text.Moment(visitor.LastAt))]));
        }
        return new TableBlock([call.Texts["visitors.identities"], call.Texts["visitors.contacts"], call.Texts["customer.last-seen"]], rows) { Heading = call.Texts["visitors.ambiguous"] };
    }

    private static PageCell Number(WebCall call, long number) => new(number.ToString("N0", call.Format));
}
