using System.Globalization;
using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Places;
using CrmKit.Text;

namespace CrmKit.Enrichment;

/// <summary>What an e-mail address tells together with what is stored already: the firm by its domain, the name as colleagues' addresses are made, the country. Nobody is asked outside.</summary>
internal sealed class AddressSource : IEnrichmentSource
{
    private const int Sure = 90, Likely = 70, Perhaps = 50;

    public async ValueTask ProposeAsync(EnrichmentContext context, CancellationToken cancellationToken)
    {
        var known = context.Records.Select(r => (Record: r, Address: MailAddress.Read(context.Read(r, "email") as string))).ToList();
        var firms = await KnownFirms.LoadAsync(context.Session, [.. known.Select(k => k.Address?.Company).OfType<string>().Distinct()], cancellationToken);
        var hidden = await context.Session.Access.HiddenFieldsAsync(context.Session.Catalog.Type("account"), cancellationToken);
        foreach (var (record, address) in known)
        {
            var wish = new Wishes(context, record);
            if (record is Account) Account(wish, wish.Has("emailDomain") as string ?? address?.Company);
            else if (address is not null)
            {
                var firm = firms.Of(address.Company);
                Names(wish, address, firm);
                if (firm is not null) OfFirm(wish, address.Company!, firm.Account, hidden);
                else if (record is Lead && address.Company is { } domain) wish.ForNothing("website", "https://" + domain, Likely, Site(domain));
                if (firm is null || hidden.Contains("country") || string.IsNullOrEmpty(firm.Account.Country)) Country(wish, address.Country);
            }
        }
    }

    private static void Account(Wishes wish, string? domain)
    {
        if (domain is null) return;
        wish.ForNothing("website", "https://" + domain, Likely, Site(domain));
        Country(wish, MailAddress.CountryOf(domain));
    }

    private static void OfFirm(Wishes wish, string domain, Account account, IReadOnlySet<string> hidden)
    {
        var why = new Said("Addresses at {0} are those of {1}.", "{0} 是“{1}”的邮箱域名。", "{0} 是「{1}」的郵件網域。").With(domain, hidden.Contains("name") ? account.Id.ToString() : account.Name).ToText();
        var current = wish.Has("accountId") as Guid?;
        // An address of another firm than the one that is entered: the person may have moved.
        if (current != account.Id) wish.For("accountId", account.Id, current is null ? Sure : Perhaps, why);
        if (wish.Record is Lead && !hidden.Contains("name")) wish.ForNothing("companyName", account.Name, Sure, why);
        if (wish.Record is Lead) wish.ForNothing("website", !hidden.Contains("website") && account.Website is { Length: > 0 } site ? site : "https://" + domain, Likely, why);
        if (current is { } other && other != account.Id) return; // it does not live where the other firm is
        foreach (var (field, value) in new[] { ("country", account.Country), ("region", account.Region), ("city", account.City) })
            if (!hidden.Contains(field) && value is { Length: > 0 }) wish.ForNothing(field, value, Likely, new Said("{0} is there.", "“{0}”位于此处。", "「{0}」位於此處。").With(hidden.Contains("name") ? domain : account.Name).ToText());
    }

    private static void Names(Wishes wish, MailAddress address, Firm? firm)
    {
        var habit = firm?.HabitWithout(wish.Record.Id);
        if (AddressHabits.Names(address, habit?.Habit ?? AddressHabits.Usual(address)) is not var (first, last)) return;
        var (sure, why) = habit is { } learned
            ? (Sure, new Said("The addresses of {0} colleagues are made like that.", "{0} 位同事的邮箱按此规则组成。", "{0} 位同事的郵件地址按此規則組成。").With(learned.Colleagues.ToString(CultureInfo.InvariantCulture)).ToText())
            : (Perhaps, new Said("The address reads like a name.", "邮箱地址看起来像姓名。", "郵件地址看起來像姓名。").ToText());
        if (wish.Record is Lead)
        {
            // Nobody said a name: it stands for the address.
            if (first is not null && last is not null && wish.Has("name") is string name && name.Split('@')[0].Split('+')[0].Equals(address.Local, StringComparison.OrdinalIgnoreCase)) wish.For("name", $"{first} {last}", sure, why);
            return;
        }
        // The address of somebody else tells nothing of this one.
        if (!AddressHabits.Agrees(wish.Has("firstName") as string, first) || !AddressHabits.Agrees(wish.Has("lastName") as string, last)) return;
        if (first is not null) wish.ForNothing("firstName", first, sure, why);
        if (last is not null) wish.ForNothing("lastName", last, sure, why);
    }

    private static void Country(Wishes wish, Country? country)
    {
        if (country is not null)
            wish.ForNothing("country", country.Code, Perhaps, new Said("The domain ends like those of {0}.", "域名后缀属于{0}。", "網域尾碼屬於{0}。").With(new Said(country.Name.English, country.Name.For("zh-Hans"), country.Name.For("zh-Hant"))).ToText());
    }

    private static LocalizedText Site(string domain) => new Said("Firms mostly have their site where their mail is: {0}.", "公司网站通常使用邮箱的域名：{0}。", "公司網站通常使用郵件的網域：{0}。").With(domain).ToText();

    /// <summary>What is proposed for one record.</summary>
    private sealed class Wishes(EnrichmentContext context, Record record)
    {
        public Record Record { get; } = record;

        public object? Has(string field) => context.Type.TryField(field, out _) ? context.Read(Record, field) : null;

        public void For(string field, object value, int confidence, LocalizedText reason)
        {
            if (context.Type.TryField(field, out _)) context.Propose(Record, field, value, reason, confidence);
        }

        /// <summary>Only where nothing is filled in: what somebody typed knows better.</summary>
        public void ForNothing(string field, string value, int confidence, LocalizedText reason)
        {
            if (Has(field) is null or "") For(field, value, confidence, reason);
        }
    }
}
