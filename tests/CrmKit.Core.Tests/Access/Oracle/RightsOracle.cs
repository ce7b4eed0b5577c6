using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Settings;
using CrmKit.Views;
using CrmKit.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Record = CrmKit.Records.Record;

namespace CrmKit.Access;

/// <summary>A random firm, filled once for all questions.</summary>
public sealed class RightsOracle : IAsyncLifetime
{
    /// <summary>Another number, another firm: a failure says which one it was.</summary>
    public static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("CRMKIT_SEED"), out var given) ? given : 20_260_316;

    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-oracle-").FullName;

    internal RightsWorld World { get; } = new();

    internal TestCrm Crm { get; private set; } = null!;

    internal SlowRights Slow { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var random = new Random(Seed);
        World.InventRoles(random);
        Crm = new TestCrm(crm =>
        {
            crm.Services.AddSingleton<ISecretProtector, Backwards>();
            crm.Configure(o =>
            {
                (o.AttachmentFolder, o.Webhooks.AllowHttp) = (_folder, true);
                o.Webhooks.PrivateNetworks.Add("127.0.0.1/32");
            });
        });
        Crm.AddPlugin("oracle", plugin =>
        {
            RightsWorld.Define(plugin);
            foreach (var role in World.Roles) plugin.Role(role);
        });
        await World.FillAsync(random, Crm.Crm, Crm.Clock.Now);
        await AddSegmentsAsync();
        Crm.Clock.Advance(TimeSpan.FromHours(20)); // some shares have ended
        Slow = new SlowRights(World, () => Crm.Clock.Now);
    }

    /// <summary>Segments that have all records of a type, by type.</summary>
    public Dictionary<string, Guid> Segments { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await Crm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AddSegmentsAsync()
    {
        await using var session = Crm.OpenSession();
        foreach (var type in (string[])["lead", "account", "opportunity"])
            Segments[type] = (await session.Segments.SaveAsync(new Segment { RecordType = type, Name = $"All of {type}", Filter = "name ne null", Sharing = ViewSharing.All })).Id;
        await Crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        await session.Segments.RefreshAsync();
        await Crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
    }
}

/// <summary>What the tests with the oracle share: a case is one answer, of one door to one user, about one record or one field of it.</summary>
public abstract class OracleTests(RightsOracle oracle)
{
    private readonly Random _random = new(RightsOracle.Seed + 1);
    private int _cases;

    private protected TestCrm Crm => oracle.Crm;

    private protected RightsWorld World => oracle.World;

    private protected IReadOnlyDictionary<string, Guid> Segments => oracle.Segments;

    private protected SlowRights Slow => oracle.Slow;

    private protected IEnumerable<User> Active => World.Users.Where(u => u.IsActive);

    private protected bool MayRead(User user, Record record) => Slow.May(user, Operations.Read, record);

    private protected bool Hides(User user, string type, string field) => Slow.IsKept(user, type, field, isWrite: false);

    private protected List<Record> Of(string type) => World.Records.FindAll(r => SlowRights.TypeOf(r) == type);

    private protected T Any<T>(IEnumerable<T> values) => values.ToList() is var list ? list[_random.Next(list.Count)] : default!;

    private protected bool Perhaps(int oneOf) => _random.Next(oneOf) == 0;

    private protected static RecordRef Ref(Record record) => new(SlowRights.TypeOf(record), record.Id);

    private protected static string Name(Record record) => record switch { CustomRecord r => r.Name, Lead r => r.Name, Account r => r.Name, Opportunity r => r.Name, Order r => r.Name, OrderLine r => r.Description ?? "", _ => "" };

    private protected void Same<T>(T expected, T actual, User user, string what)
    {
        _cases++;
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) Assert.Fail($"Seed {RightsOracle.Seed}, {user.Name} ({user.Roles}) {what}: expected {expected?.ToString() ?? "nothing"}, got {actual?.ToString() ?? "nothing"}.");
    }

    /// <summary>Holds one record after the other against what was shown of them.</summary>
    private protected void SameRecords(string type, Func<Record, bool> expected, IReadOnlyCollection<Guid> shown, User user, string what)
    {
        foreach (var record in Of(type)) Same(expected(record), shown.Contains(record.Id), user, $"{what} and sees {Name(record)}");
        Same(Of(type).Count(expected), shown.Count, user, what);
    }

    /// <summary>Holds the fields that roles may keep back against what is stored: empty, or as they are.</summary>
    private protected void SameFields(ICrmSession session, string type, IEnumerable<Record> shown, User user, string what)
    {
        foreach (var (record, key) in from record in shown from field in RightsWorld.Types[type] select (record, field.Field))
        {
            var (definition, stored) = (session.Catalog.Type(type).Field(key), World.Records.Single(r => r.Id == record.Id));
            if (Hides(user, type, key)) Same(true, definition.Get(record) is null or 0m or "", user, $"{what}, and shows {type}.{key} of {Name(stored)}");
            else Same(definition.Get(stored), definition.Get(record), user, $"{what}, and shows {type}.{key} of {Name(stored)}");
        }
    }

    /// <summary>Holds a file of an export against what its reader may both read and export.</summary>
    private protected void SameFile(ICrmSession session, string type, string file, User user, string what)
    {
        foreach (var record in Of(type))
            Same(MayRead(user, record) && Slow.May(user, Operations.Export, record), file.Contains(record.Id.ToString(), StringComparison.OrdinalIgnoreCase), user, $"{what} {Name(record)}");
        foreach (var (field, _) in RightsWorld.Types[type].Where(f => Hides(user, type, f.Field)))
            Same(false, file.Split('\n')[0].Contains(session.Catalog.Type(type).Field(field).Label.English, StringComparison.Ordinal), user, $"{what} {type}.{field}");
    }

    private protected void Told(int least)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {RightsOracle.Seed}: {_cases} cases.");
        Assert.True(_cases >= least, $"Only {_cases} cases.");
    }
}

internal static class Refusals
{
    /// <summary>The answer, or the code of the first error.</summary>
    public static async Task<(T? Value, string? Code)> Refusal<T>(this Task<T> asking)
    {
        try
        {
            return (await asking, null);
        }
        catch (CrmException refusal)
        {
            return (default, refusal.Errors[0].Code);
        }
    }

    public static async Task<(bool Value, string? Code)> Refusal(this Task asking) => await DoneAsync(asking).Refusal<bool>();

    private static async Task<bool> DoneAsync(Task asking)
    {
        await asking;
        return true;
    }
}
