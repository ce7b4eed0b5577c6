using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Record = CrmKit.Records.Record;

namespace CrmKit.Access;

/// <summary>A firm that nobody would found: random teams, territories, roles, users, records of core and of a plugin's type, and shares. The same for the same seed.</summary>
internal sealed class RightsWorld
{
    public const string Site = "oracle.site";
    public static readonly Field<string> Secret = Field.Text("oracle.secret");
    public static readonly Field<decimal> Size = Field.Decimal("oracle.size");
    public static readonly Field<Guid> SiteAccount = Field.Reference("oracle.account");

    /// <summary>Types, the fields that roles may keep back, and a value to write into each.</summary>
    public static readonly IReadOnlyDictionary<string, (string Field, object Value)[]> Types = new Dictionary<string, (string, object)[]>
    {
        ["lead"] = [("city", "Elsewhere"), ("phone", "+442079460999"), ("jobTitle", "Other")],
        ["account"] = [("website", "https://other.example"), ("city", "Elsewhere")],
        ["opportunity"] = [("amount", 77m), ("nextStep", "Other")],
        ["order"] = [("shippingCity", "Other")],
        ["order-line"] = [("description", "Other"), ("quantity", 9m)],
        [Site] = [("oracle.secret", "Other"), ("oracle.size", 77m)],
    };

    public List<Team> Teams { get; } = [];
    public List<Territory> Territories { get; } = [];
    public List<RoleDefinition> Roles { get; } = [];
    public List<User> Users { get; } = [];
    public List<Record> Records { get; } = [];
    public List<(Guid Record, Guid Recipient, bool CanWrite, DateTimeOffset? Until)> Shares { get; } = [];

    public static void Define(ICrmPluginBuilder plugin) => plugin
        .RecordType(Site, t => t.Named("Site", "Sites").Fields(f => f.Add(Secret, "Secret", configure: d => d with { IsSearchable = true }).Add(Size, "Size").Add(SiteAccount, "Account", configure: d => d with { ReferenceType = "account" })));

    /// <param name="random">Decides everything.</param>
    /// <param name="crm">Where it is stored; its roles are defined before.</param>
    /// <param name="now">Now.</param>
    public async Task FillAsync(Random random, ICrm crm, DateTimeOffset now)
    {
        await using var session = crm.OpenSession(Actor.System("oracle"));
        for (var i = 0; i < 7; i++) Teams.Add(await session.Records.CreateAsync(new Team { Name = $"Team {i}", ParentId = i > 0 && random.Next(4) > 0 ? Teams[random.Next(i)].Id : null }));
        var keys = Roles.Select(r => r.Key).ToList();
        for (var i = 0; i < 18; i++)
            Users.Add(await session.Records.CreateAsync(new User
            {
                Name = $"User {i}", IsActive = i % 8 != 7, TeamId = random.Next(5) > 0 ? Teams[random.Next(Teams.Count)].Id : null,
                Roles = string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => keys[random.Next(keys.Count)]).Distinct()),
            }));
        for (var i = 0; i < 8; i++)
            Territories.Add(await session.Records.CreateAsync(new Territory
            {
                Name = $"Territory {i}", ParentId = i > 0 && random.Next(2) > 0 ? Territories[random.Next(i)].Id : null, Country = One(random, null, "CN", "DE"), Region = One(random, null, null, "N", "S"),
                ManagerId = random.Next(2) > 0 ? Users[random.Next(Users.Count)].Id : null, TeamId = random.Next(3) == 0 ? Teams[random.Next(Teams.Count)].Id : null,
            }));
        await AddAsync(session, random, Enumerable.Range(0, 24).Select(i => new Account { Name = $"Account zq{i}a", Country = One(random, null, "CN", "DE"), Region = One(random, null, "N", "S"), City = City(random), Website = $"https://w{i}.example" }));
        var accounts = Records.Select(r => r.Id).ToList();
        Guid? Account() => random.Next(4) > 0 ? accounts[random.Next(accounts.Count)] : null;
        await AddAsync(session, random, Enumerable.Range(0, 36).Select(i => new Lead
        {
            Name = $"Lead zq{i}l", Country = One(random, null, "CN", "DE"), Region = One(random, null, "N", "S"), City = City(random), Phone = $"+4420794600{i:00}", JobTitle = $"Job zj{i}l", Email = $"l{i}@zq.example",
        }));
        await AddAsync(session, random, Enumerable.Range(0, 36).Select(i => new Opportunity { Name = $"Deal zq{i}o", AccountId = Account(), Amount = random.Next(100), NextStep = $"Step zj{i}o" }));
        await AddAsync(session, random, Enumerable.Range(0, 24).Select(i => new CustomRecord(Site, $"Site zq{i}s") { [Secret] = $"zj{i}s", [Size] = random.Next(100), [SiteAccount] = Account() }));
        var orders = await AddAsync(session, random, Enumerable.Range(0, 16).Select(i => new Order { Name = $"Order zq{i}r", AccountId = Account(), ShippingCity = $"Note {i}" }));
        await AddAsync(session, random, Enumerable.Range(0, 24).Select(i => new OrderLine { OrderId = orders[random.Next(orders.Count)].Id, Description = $"Line {i}", Quantity = 1 + random.Next(5), UnitPrice = 1 }));

        var roots = Records.Where(r => r is RootRecord).ToList();
        for (var i = 0; i < 60; i++)
        {
            var (record, isTeam, canWrite) = (roots[random.Next(roots.Count)], random.Next(3) == 0, random.Next(2) == 0);
            var recipient = isTeam ? Teams[random.Next(Teams.Count)].Id : Users[random.Next(Users.Count)].Id;
            if (Users.Any(u => u.Id == recipient && !u.IsActive)) continue;
            DateTimeOffset? until = random.Next(2) == 0 ? null : now.AddHours(random.Next(1, 48));
            await session.Access.ShareAsync([session.Catalog.TypeOf(record).Ref(record.Id)], [new RecordShare { UserId = isTeam ? null : recipient, TeamId = isTeam ? recipient : null, CanWrite = canWrite, Until = until }]);
            Shares.RemoveAll(s => s.Record == record.Id && s.Recipient == recipient);
            Shares.Add((record.Id, recipient, canWrite, until));
        }
        for (var i = 0; i < Records.Count; i++) Records[i] = await session.Records.GetAsync(session.Catalog.TypeOf(Records[i]).Ref(Records[i].Id)); // orders have the sums of their lines since
    }

    /// <summary>Roles that permit this and that, with every scope and some of several.</summary>
    public void InventRoles(Random random)
    {
        var (types, scopes) = (Types.Keys.ToList(), new[]
        {
            AccessScope.None, AccessScope.Own, AccessScope.Team, AccessScope.TeamTree, AccessScope.Territory, AccessScope.Team | AccessScope.Territory, AccessScope.TeamTree | AccessScope.Territory, AccessScope.Own, AccessScope.All,
        });
        for (var i = 0; i < 14; i++)
            Roles.Add(new RoleDefinition
            {
                Key = $"oracle.r{i}",
                Label = new($"R{i}"),
                Permissions =
                [
                    .. types.Where(_ => random.Next(2) == 0).Select(t => new Permission(t, Operations.Read | (Operations)random.Next(512), scopes[random.Next(scopes.Length)])),
                    .. Enumerable.Range(0, random.Next(3)).Select(_ => new Permission(random.Next(6) == 0 ? "*" : types[random.Next(types.Count)], (Operations)random.Next(512), scopes[random.Next(scopes.Length)])),
                ],
                Restrictions = [.. Enumerable.Range(0, random.Next(4)).Select(_ => types[random.Next(types.Count)]).Select(t => new FieldRestriction(t, Types[t][random.Next(Types[t].Length)].Field, random.Next(2) == 0, random.Next(2) == 0))],
            });
    }

    private async Task<IReadOnlyList<T>> AddAsync<T>(ICrmSession session, Random random, IEnumerable<T> records) where T : Record
    {
        var changes = new ChangeSet();
        foreach (var record in records)
        {
            var owner = random.Next(5) > 0 ? Users[random.Next(Users.Count)] : null;
            changes.Create(record, record is RootRecord ? new InitialState { OwnerId = owner?.Id, TeamId = random.Next(3) == 0 ? Teams[random.Next(Teams.Count)].Id : owner?.TeamId } : null);
        }
        var stored = (await session.Records.SaveAsync(changes)).Outcomes.Select(o => (T)o.Record!).ToList();
        Records.AddRange(stored);
        return stored;
    }

    private static string City(Random random) => $"City {random.Next(4)}";

    private static string? One(Random random, params string?[] values) => values[random.Next(values.Length)];
}
