using System.Text;
using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Exports;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Search;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Views;
using Microsoft.Extensions.DependencyInjection;
using Record = CrmKit.Records.Record;

namespace CrmKit.Access;

/// <summary>A random firm, filled once for all questions.</summary>
public sealed class RightsOracle : IAsyncLifetime
{
    /// <summary>Another number, another firm: a failure says which one it was.</summary>
    public static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("CRMKIT_SEED"), out var given) ? given : 20_260_316;

    internal RightsWorld World { get; } = new();

    internal TestCrm Crm { get; private set; } = null!;

    internal SlowRights Slow { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var random = new Random(Seed);
        World.InventRoles(random);
        Crm = new TestCrm(plugin: null);
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

    public ValueTask DisposeAsync() => Crm.DisposeAsync();

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

/// <summary>Every door held against an evaluator that is obviously right, over random users, roles, teams, territories, shares and records.</summary>
public sealed class RightsOracleTests(RightsOracle oracle) : IClassFixture<RightsOracle>
{
    private static readonly Operations[] Single = [.. Enum.GetValues<Operations>().Where(o => int.PopCount((int)o) == 1)];
    private readonly Random _random = new(RightsOracle.Seed + 1);
    private int _cases;

    private RightsWorld World => oracle.World;

    private SlowRights Slow => oracle.Slow;

    private IEnumerable<User> Active => World.Users.Where(u => u.IsActive);

    [Fact]
    public async Task Every_decision_about_every_record_and_field_is_the_right_one()
    {
        foreach (var user in Active)
        {
            await using var session = oracle.Crm.OpenSession(user);
            foreach (var type in RightsWorld.Types.Keys)
            {
                var (definition, records) = (session.Catalog.Type(type), Of(type));
                foreach (var operation in Single)
                {
                    var may = await session.Access.MayAsync(definition, operation, records);
                    for (var i = 0; i < records.Count; i++) Same(Slow.May(user, operation, records[i]), may[i], user, $"may {operation} {type} {Name(records[i])}");
                }
                var both = await session.Access.MayAsync(definition, Operations.Update | Operations.Assign, records);
                for (var i = 0; i < records.Count; i++) Same(Slow.May(user, Operations.Update, records[i]) && Slow.May(user, Operations.Assign, records[i]), both[i], user, $"may update and assign {Name(records[i])}");
                var (hidden, readOnly) = (await session.Access.HiddenFieldsAsync(definition), await session.Access.ReadOnlyFieldsAsync(definition));
                foreach (var (field, _) in RightsWorld.Types[type])
                {
                    Same(Slow.IsKept(user, type, field, isWrite: false), hidden.Contains(field), user, $"hides {type}.{field}");
                    Same(Slow.IsKept(user, type, field, isWrite: true), readOnly.Contains(field), user, $"locks {type}.{field}");
                }
            }
        }
        Told(20_000);
    }

    [Fact]
    public async Task Every_explanation_says_what_the_doors_do()
    {
        await using var session = oracle.Crm.OpenSession();
        foreach (var user in World.Users)
            for (var i = 0; i < 40; i++)
            {
                var (record, operation) = (Any(World.Records), Any(Single));
                var type = SlowRights.TypeOf(record);
                var field = _random.Next(2) == 0 ? Any(RightsWorld.Types[type]).Field : null;
                var answer = await session.Access.ExplainAsync(user.Id, operation, type, record.Id, field);
                var isWrite = operation is Operations.Create or Operations.Update;
                Same(Slow.May(user, operation, record) && !(field is not null && Slow.IsKept(user, type, field, isWrite)), answer.IsAllowed, user, $"explains {operation} {Name(record)} {field}: {answer.Reason}");
                Same(Slow.May(user, operation, record), answer.Way != AccessWay.None, user, $"says the way to {Name(record)}: {answer.Reason}");
            }
        Told(700);
    }

    [Fact]
    public async Task Every_read_shows_what_may_be_read_and_nothing_of_the_rest()
    {
        foreach (var user in Active.Take(10)) // each new shape of a query costs the store a plan
        {
            await using var session = oracle.Crm.OpenSession(user);
            foreach (var type in RightsWorld.Types.Keys)
            {
                for (var i = 0; i < 2; i++) await QueryAsync(session, user, type);
                await GetAsync(session, user, type);
                await SegmentAsync(session, user, type);
            }
            for (var i = 0; i < 4; i++) await SearchAsync(session, user);
            await ExportAsync(session, user, Any(RightsWorld.Types.Keys.Where(t => t != "order-line")));
            var funnel = await session.Reports.RunAsync("funnel", new ReportParameters { Filter = "nextStep ne 'nothing'" }).Refusal();
            if (Slow.IsKept(user, "opportunity", "nextStep", isWrite: false)) Same("filter.field-forbidden", funnel.Code, user, "filters a report by a hidden field");
            else Same(Of("opportunity").Count(o => Slow.May(user, Operations.Read, o)), (int)funnel.Value!.Rows.Sum(r => (long)r[3]!), user, "counts in a report");
        }
        Told(400);
    }

    [Fact]
    public async Task Every_write_does_what_may_be_done_and_leaves_the_rest_as_it_was()
    {
        foreach (var user in Active)
            for (var i = 0; i < 18; i++)
            {
                var record = Any(World.Records);
                await using var session = oracle.Crm.OpenSession(user);
                await using (var work = await session.BeginAsync()) await WriteAsync(session, user, record, i);
            }
        await using (var system = oracle.Crm.OpenSession())
            foreach (var record in World.Records)
                Assert.Equal(record.Version, (await system.Records.GetAsync(Ref(record))).Version);
        Told(200);
    }

    [Fact]
    public async Task Whoever_is_not_active_reaches_nothing_through_any_door()
    {
        foreach (var user in World.Users.Where(u => !u.IsActive))
        {
            await using var session = oracle.Crm.OpenSession(user);
            var lead = Ref(Of("lead")[0]);
            foreach (var act in new Func<Task>[]
            {
                () => session.Records.QueryAsync(new RecordQuery("lead")), () => session.Records.GetAsync(lead), () => session.Search.FindAsync(new SearchRequest("zq1l")),
                () => session.Records.SaveAsync(new ChangeSet().Delete(lead)), () => session.Access.ShareAsync([lead], [new RecordShare { UserId = World.Users[0].Id }]),
                () => session.Exports.WriteAsync(new ExportRequest("lead"), Stream.Null), () => session.Reports.RunAsync("funnel"), () => session.Access.RightsOfUserAsync(),
            })
                Assert.Equal("access.user-inactive", (await Assert.ThrowsAsync<CrmForbiddenException>(act)).Error.Code);
        }
    }

    private async Task QueryAsync(ICrmSession session, User user, string type)
    {
        var (text, field, holds) = Any(Filters(user)[type]);
        var withInclude = type is "opportunity" or "order" && _random.Next(2) == 0;
        var sorting = _random.Next(3) == 0 ? Any(RightsWorld.Types[type]).Field : null;
        var query = new RecordQuery(type) { Filter = text, OrderBy = sorting is null ? null : (type == RightsWorld.Site ? "-custom." : "-") + sorting, WithTotal = true, Size = 200, Include = withInclude ? ["account"] : [] };
        var (page, code) = await session.Records.QueryAsync(query).Refusal();
        var what = $"lists {type} by '{text}' in order of {sorting}";
        if (IsHidden(user, type, field) || (sorting is not null && Slow.IsKept(user, type, sorting, isWrite: false)))
        {
            Same("filter.field-forbidden", code, user, what);
            return;
        }
        var expected = Of(type).Where(r => Slow.May(user, Operations.Read, r) && holds(r)).Select(r => r.Id).Order().ToList();
        Same(string.Join(",", expected), code ?? string.Join(",", page!.Items.Select(r => r.Id).Order()), user, what);
        Same((long)expected.Count, page!.Total, user, what);
        foreach (var (key, _) in RightsWorld.Types[type])
            if (Slow.IsKept(user, type, key, isWrite: false) && session.Catalog.Type(type).Field(key) is var kept) Same(0, page.Items.Count(r => kept.Get(r) is not (null or 0m or "")), user, $"{what}, and shows {key}");
        if (withInclude)
            Same(string.Join(",", page.Items.Select(r => r is Order order ? order.AccountId : ((Opportunity)r).AccountId).OfType<Guid>().Distinct().Where(id => Slow.May(user, Operations.Read, World.Records.Single(r => r.Id == id))).Order()),
                string.Join(",", page.Included.Keys.Select(k => k.Id).Order()), user, $"{what}, and includes accounts");
    }

    private async Task GetAsync(ICrmSession session, User user, string type)
    {
        var record = Any(Of(type));
        var may = Slow.May(user, Operations.Read, record);
        var want = may ? null : "record.not-found";
        Same(want, (await session.Records.GetAsync(Ref(record)).Refusal()).Code, user, $"gets {Name(record)}");
        Same(want, (await session.Records.HistoryAsync(Ref(record)).Refusal()).Code, user, $"reads the history of {Name(record)}");
        var some = Of(type).Where(_ => _random.Next(2) == 0).ToList();
        Same(some.Count(r => Slow.May(user, Operations.Read, r)), (await session.Records.GetManyAsync(type, [.. some.Select(r => r.Id)])).Count, user, $"gets several {type}");
        if (record is not RootRecord) return;
        Same(may, (await session.Timeline.ForAsync(Ref(record)).Refusal()).Value?.Items.Count > 0, user, $"reads the timeline of {Name(record)}");
        Same(want, (await session.Access.SharesAsync(Ref(record)).Refusal()).Code, user, $"lists the shares of {Name(record)}");
    }

    private async Task SearchAsync(ICrmSession session, User user)
    {
        var record = Any(World.Records.Where(r => r is not OrderLine));
        var (text, field) = record switch
        {
            Lead lead when _random.Next(2) == 0 => (lead.JobTitle!.Split(' ')[1], "jobTitle"),
            CustomRecord site when _random.Next(2) == 0 => (site[RightsWorld.Secret]!, RightsWorld.Secret.Key),
            _ => (Name(record).Split(' ')[1], null),
        };
        var type = SlowRights.TypeOf(record);
        if (!SearchPlan.Of(session.Catalog.Type(type)).Fields.Any(f => f.Definition.Key == (field ?? "name"))) return;
        var found = await session.Search.FindAsync(new SearchRequest(text) { Types = [type], WithCounts = true });
        var sees = Slow.May(user, Operations.Read, record) && !(field is not null && Slow.IsKept(user, type, field, isWrite: false));
        Same(sees, found.Results.Any(r => r.Record.Id == record.Id), user, $"finds {Name(record)} by {field ?? "name"} '{text}'");
        Same(found.Results.Count, (int)(found.Counts?.Values.Sum() ?? 0), user, $"counts what '{text}' finds");
        Assert.All(found.Results, r => Assert.True(Slow.May(user, Operations.Read, World.Records.Single(x => x.Id == r.Record.Id))));
    }

    private async Task ExportAsync(ICrmSession session, User user, string type)
    {
        using var file = new MemoryStream();
        var (_, code) = await session.Exports.WriteAsync(new ExportRequest(type), file).Refusal();
        if (!Slow.MaySome(user, Operations.Read, type) || !Slow.MaySome(user, Operations.Export, type))
        {
            Same("access.forbidden", code, user, $"exports {type}");
            return;
        }
        var text = Encoding.UTF8.GetString(file.ToArray());
        foreach (var record in Of(type))
            Same(Slow.May(user, Operations.Read, record) && Slow.May(user, Operations.Export, record), text.Contains(record.Id.ToString(), StringComparison.OrdinalIgnoreCase), user, $"exports {Name(record)}");
        foreach (var (field, _) in RightsWorld.Types[type])
            if (Slow.IsKept(user, type, field, isWrite: false)) Same(false, text.Split('\n')[0].Contains(session.Catalog.Type(type).Field(field).Label.English, StringComparison.Ordinal), user, $"exports {type}.{field}");
    }

    private async Task WriteAsync(ICrmSession session, User user, Record record, int kind)
    {
        var (type, reference) = (SlowRights.TypeOf(record), Ref(record));
        string? Wanted(Operations operation) => !Slow.May(user, Operations.Read, record) ? "record.not-found" : Slow.May(user, operation, record) ? null : "access.forbidden";
        switch (kind % 9)
        {
            case 0 or 1: // several records in one batch: each is answered for itself
                var several = Enumerable.Range(0, 6).Select(_ => Any(Of(type))).Distinct().ToList();
                var (field, value) = Any(RightsWorld.Types[type]);
                var changes = new ChangeSet { AllOrNothing = false };
                foreach (var one in several) changes.Patch(Ref(one), new Dictionary<string, object?> { [field] = value });
                var outcomes = (await session.Records.SaveAsync(changes)).Outcomes;
                for (var i = 0; i < several.Count; i++)
                {
                    var want = !Slow.May(user, Operations.Read, several[i]) ? "record.not-found" : Slow.IsKept(user, type, field, isWrite: true) ? "access.field-forbidden" : Slow.May(user, Operations.Update, several[i]) ? null : "access.forbidden";
                    Same(want, outcomes[i].Errors.Select(e => e.Code).FirstOrDefault(), user, $"writes {type}.{field} of {Name(several[i])}");
                }
                break;
            case 2:
                Same(Wanted(Operations.Delete), (await session.Records.SaveAsync(new ChangeSet().Delete(reference)).Refusal()).Code, user, $"deletes {Name(record)}");
                break;
            case 3 when record is RootRecord root:
                var to = Any(Active.Where(u => u.Id != root.OwnerId));
                Same(Wanted(Operations.Assign), (await session.Assignments.AssignAsync([reference], to.Id).Refusal()).Code, user, $"assigns {Name(record)}");
                break;
            case 4 when record is RootRecord:
                var (mayAssign, mayUpdate, canWrite) = (Slow.May(user, Operations.Assign, record, withShares: false), Slow.May(user, Operations.Update, record, withShares: false), _random.Next(2) == 0);
                Same(!Slow.May(user, Operations.Read, record) ? "record.not-found" : mayAssign && (mayUpdate || !canWrite) ? null : "access.share-forbidden",
                    (await session.Access.ShareAsync([reference], [new RecordShare { UserId = Any(Active).Id, CanWrite = canWrite }]).Refusal()).Code, user, $"shares {Name(record)}");
                break;
            case 5 when record is Lead or Account or Opportunity:
                var other = Any(Of(type).Where(r => r.Id != record.Id));
                var allowed = new[] { record, other }.All(r => Slow.May(user, Operations.Read, r) && Slow.May(user, Operations.Merge, r)) && Slow.May(user, Operations.Update, record) && Slow.May(user, Operations.Delete, other);
                var merged = (await session.Records.MergeAsync([new MergeRequest(reference, Ref(other))]).Refusal()).Code;
                if (!allowed) Same(true, merged is "record.not-found" or "access.forbidden", user, $"merges {Name(other)} into {Name(record)}: {merged}");
                break;
            case 6 when record is Lead or Opportunity:
                var converted = (await session.Conversions.ConvertAsync(reference).Refusal()).Code;
                if (Wanted(Operations.Convert) is { } refusal) Same(refusal, converted, user, $"converts {Name(record)}");
                break;
            case 7 when record is Lead or Opportunity: // to the next stage, which rules may still refuse
                var stages = session.Catalog.PipelinesOf(type).First().Stages;
                var moved = (await session.Pipelines.MoveAsync([new StageMove(reference, stages.First(s => s.Key != ((RootRecord)record).StageKey).Key)]).Refusal()).Code;
                if (Wanted(Operations.Update) is { } notMoved) Same(notMoved, moved, user, $"moves {Name(record)}");
                else Same(false, moved is "record.not-found" or "access.forbidden", user, $"moves {Name(record)}: {moved}");
                break;
            case 8 when record is RootRecord:
                using (session.AsSystem("oracle")) await session.Records.SaveAsync(new ChangeSet().Delete(reference));
                Same(Wanted(Operations.Delete), (await session.Records.SaveAsync(new ChangeSet().Restore(reference)).Refusal()).Code, user, $"restores {Name(record)}");
                break;
            default: // a new one, of his own or of a part of what there is
                var made = record is OrderLine line ? new OrderLine { OrderId = line.OrderId, Description = "New", Quantity = 1, UnitPrice = 1 } : (Record)new Lead { Name = "New", Country = "CN" };
                var after = made is Lead mine ? Owned(mine, user) : made;
                var kept = made is OrderLine && RightsWorld.Types["order-line"].Any(f => Slow.IsKept(user, "order-line", f.Field, isWrite: true));
                var created = (await session.Records.SaveAsync(new ChangeSet().Create(made)).Refusal()).Code;
                if (!kept) Same(Slow.May(user, Operations.Create, after) ? null : "access.forbidden", created, user, $"creates {Name(made)}");
                break;
        }
    }

    // Segments of everything, made by somebody who sees everything: they tell nobody more than he may read.
    private async Task SegmentAsync(ICrmSession session, User user, string type)
    {
        if (!oracle.Segments.TryGetValue(type, out var id)) return;
        var (page, code) = await session.Segments.QueryAsync(id, new RecordQuery(type) { Size = 200 }).Refusal();
        if (!Slow.MaySome(user, Operations.Read, type))
        {
            Same("segment.not-found", code, user, $"reads a segment of {type}");
            return;
        }
        var expected = Of(type).Where(r => Slow.May(user, Operations.Read, r)).Select(r => r.Id).Order().ToList();
        Same(string.Join(",", expected), code ?? string.Join(",", page!.Items.Select(r => r.Id).Order()), user, $"reads a segment of {type}");
        Same((long)expected.Count, await session.Segments.CountAsync(id), user, $"counts a segment of {type}");
        var record = Any(Of(type));
        var (of, refusal) = await session.Segments.OfAsync(Ref(record)).Refusal();
        Same(Slow.May(user, Operations.Read, record) ? null : "record.not-found", refusal, user, $"asks for the segments of {Name(record)}");
        if (of is not null) Same(true, of.Any(m => m.Segment.Id == id), user, $"finds {Name(record)} in its segment");
    }

    private static Lead Owned(Lead lead, User user)
    {
        var copy = (Lead)lead.Copy();
        (copy.OwnerId, copy.TeamId) = (user.Id, user.TeamId);
        return copy;
    }

    private Dictionary<string, (string Text, string Field, Func<Record, bool> Holds)[]> Filters(User user) => new()
    {
        ["lead"] = [("city eq 'City 1'", "city", r => ((Lead)r).City == "City 1"), ("phone ne null", "phone", _ => true), ("country eq 'CN' or region eq 'N'", "name", r => ((Lead)r).Country == "CN" || ((Lead)r).Region == "N"), ("ownerId eq me()", "name", r => ((Lead)r).OwnerId == user.Id)],
        ["account"] = [("website ne null", "website", _ => true), ("not (city eq 'City 2')", "city", r => ((Account)r).City != "City 2"), ("name ne null", "name", _ => true)],
        ["opportunity"] =
        [
            ("amount ge 50", "amount", r => ((Opportunity)r).Amount >= 50), ("nextStep ne null", "nextStep", _ => true),
            ("account.city eq 'City 1'", "account.city", r => AccountOf(user, ((Opportunity)r).AccountId)?.City == "City 1"), ("account.name ne null", "name", r => AccountOf(user, ((Opportunity)r).AccountId) is not null),
        ],
        ["order"] = [("shippingCity ne null", "shippingCity", _ => true), ("account.website eq null", "account.website", r => AccountOf(user, ((Order)r).AccountId) is null)],
        ["order-line"] = [("quantity gt 2", "quantity", r => ((OrderLine)r).Quantity > 2), ("description ne null", "description", _ => true), ("unitPrice eq 1", "unitPrice", _ => true)],
        [RightsWorld.Site] =
        [
            ("custom.oracle.size lt 50", "oracle.size", r => ((CustomRecord)r)[RightsWorld.Size] < 50), ("custom.oracle.secret ne null", "oracle.secret", _ => true), ("name ne null", "name", _ => true),
        ],
    };

    private bool IsHidden(User user, string type, string field) => field.Split('.') is ["account", var far] ? Slow.IsKept(user, "account", far, isWrite: false) : Slow.IsKept(user, type, field, isWrite: false);

    private Account? AccountOf(User user, Guid? id) => World.Records.OfType<Account>().SingleOrDefault(a => a.Id == id) is { } account && Slow.May(user, Operations.Read, account) ? account : null;

    private List<Record> Of(string type) => World.Records.FindAll(r => SlowRights.TypeOf(r) == type);

    private T Any<T>(IEnumerable<T> values) => values.ToList() is var list ? list[_random.Next(list.Count)] : default!;

    private static RecordRef Ref(Record record) => new(SlowRights.TypeOf(record), record.Id);

    private static string Name(Record record) => record switch { CustomRecord r => r.Name, Lead r => r.Name, Account r => r.Name, Opportunity r => r.Name, Order r => r.Name, OrderLine r => r.Description ?? "", _ => "" };

    private void Same<T>(T expected, T actual, User user, string what)
    {
        _cases++;
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) Assert.Fail($"Seed {RightsOracle.Seed}, {user.Name} ({user.Roles}) {what}: expected {expected?.ToString() ?? "nothing"}, got {actual?.ToString() ?? "nothing"}.");
    }

    private void Told(int least)
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
