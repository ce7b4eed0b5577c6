using System.Globalization;
using CrmKit.Accounts;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Samples.Host.Demo;

/// <summary>Accounts and the people there, half of them English and half Chinese.</summary>
internal sealed record DemoCustomers(IReadOnlyList<Account> Accounts, IReadOnlyDictionary<Guid, IReadOnlyList<Contact>> People, IReadOnlyDictionary<Guid, User> Owners)
{
    private const int Each = 150;

    public static async Task<DemoCustomers> CreateAsync(DemoWriter writer, Chance chance, DemoStaff staff)
    {
        var accounts = new List<Account>();
        var owners = new Dictionary<Guid, User>();
        for (var i = 0; i < Each; i++)
        {
            accounts.Add(English(chance, i));
            owners[accounts[^1].Id] = staff.English[i % staff.English.Count];
            accounts.Add(Chinese(chance, i));
            owners[accounts[^1].Id] = staff.Chinese[i % staff.Chinese.Count];
        }
        await writer.SaveAsync(accounts, a => new InitialState { OwnerId = owners[a.Id].Id });
        await writer.SaveAsync(Subsidiaries(accounts));

        var people = new Dictionary<Guid, IReadOnlyList<Contact>>();
        foreach (var account in accounts)
        {
            var number = people.Count;
            people[account.Id] = [.. Enumerable.Range(0, chance.Between(1, 3)).Select(i => Person(chance, account, number * 3 + i))];
        }
        await writer.SaveAsync(people.Values.SelectMany(p => p), c => new InitialState { OwnerId = owners[c.AccountId!.Value].Id });
        await writer.SaveAsync(people.Values.SelectMany(list => list.Select((c, i) => new AccountContact
        {
            AccountId = c.AccountId,
            ContactId = c.Id,
            Role = i == 0 ? ContactRole.DecisionMaker : chance.Of([ContactRole.Influencer, ContactRole.Technical, ContactRole.Champion, ContactRole.Billing]),
            IsPrimary = i == 0,
        })));
        return new DemoCustomers(accounts, people, owners);
    }

    private static Account English(Chance chance, int index)
    {
        var first = Words.CompanyFirst[index % Words.CompanyFirst.Length];
        var second = Words.CompanySecond[(index + index / Words.CompanyFirst.Length) % Words.CompanySecond.Length];
        var (city, region, country) = chance.Of(Words.Places);
        var domain = $"{first}-{second}{index}.example".ToLowerInvariant();
        return new Account
        {
            Name = $"{first} {second} {Words.CompanyForms[index % Words.CompanyForms.Length]}",
            Kind = KindOf(chance),
            Industry = chance.Of(Words.Industries),
            City = city,
            Region = region,
            Country = country,
            EmailDomain = domain,
            Website = "https://www." + domain,
            EmployeeCount = chance.Between(12, 4000),
            FoundedYear = chance.Between(1890, 2021),
        };
    }

    private static Account Chinese(Chance chance, int index)
    {
        var city = Words.ChineseCities[index % Words.ChineseCities.Length];
        var middle = Words.ChineseMiddle[(index + index / Words.ChineseCities.Length) % Words.ChineseMiddle.Length];
        return new Account
        {
            Name = $"{city}{middle}{Words.ChineseTrades[(index / 2) % Words.ChineseTrades.Length]}有限公司",
            Kind = KindOf(chance),
            Industry = chance.Of(Words.Industries),
            City = city,
            Region = Words.ChineseRegions[index % Words.ChineseRegions.Length],
            Country = "China",
            EmailDomain = string.Create(CultureInfo.InvariantCulture, $"cn{index:000}.example"),
            EmployeeCount = chance.Between(20, 6000),
            FoundedYear = chance.Between(1958, 2022),
        };
    }

    private static AccountKind KindOf(Chance chance) => chance.Below(20) switch { 0 => AccountKind.Supplier, 1 => AccountKind.Partner, _ => AccountKind.Customer };

    // A few groups: the larger customers have branches elsewhere.
    private static IEnumerable<Account> Subsidiaries(List<Account> accounts) =>
        Enumerable.Range(0, 12).Select(i => accounts[i * 7]).Select((parent, i) => new Account { Name = $"{parent.Name} ({(i % 2 == 0 ? "Branch" : "分公司")} {i + 1})", ParentId = parent.Id, Industry = parent.Industry, Region = parent.Region, Country = parent.Country });

    private static Contact Person(Chance chance, Account account, int number)
    {
        var isChinese = account.Country == "China";
        var (first, last) = isChinese ? (chance.Of(Words.GivenNames), chance.Of(Words.Surnames)) : (chance.Of(Words.FirstNames), chance.Of(Words.LastNames));
        return new Contact
        {
            AccountId = account.Id,
            FirstName = first,
            LastName = last,
            JobTitle = chance.Of(isChinese ? Words.ChineseJobTitles : Words.JobTitles),
            Email = string.Create(CultureInfo.InvariantCulture, $"contact{number}@{account.EmailDomain}"),
            Phone = isChinese ? string.Create(CultureInfo.InvariantCulture, $"+86138{number:00000000}") : string.Create(CultureInfo.InvariantCulture, $"+4420{70000000 + number}"),
            City = account.City,
            Country = account.Country,
        };
    }
}
