using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Reports;

public sealed class TargetsReportTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new(plugin: plugin => plugin.Role(new RoleDefinition
    {
        Key = "test.blind",
        Label = new("Blind"),
        Permissions = [new Permission("opportunity", Operations.Read, AccessScope.All)],
        Restrictions = [new FieldRestriction("opportunity", "amount", CanRead: false, CanWrite: false)],
    }));

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Target_counts_what_was_won_of_it_by_person_team_with_teams_below_and_firm()
    {
        var north = await _crm.AddAsync(new Team { Name = "North" });
        var coast = await _crm.AddAsync(new Team { Name = "Coast", ParentId = north.Id });
        var (ann, bob, cid) = (await _crm.AddUserAsync("Ann", "sales-rep", coast.Id), await _crm.AddUserAsync("Bob", "sales-rep", north.Id), await _crm.AddUserAsync("Cid", "sales-rep"));
        await WonAsync(ann, 300);
        await WonAsync(bob, 100);
        await WonAsync(cid, 50);
        await WonAsync(ann, 5000, "EUR"); // not the target's currency
        await OpenAsync(ann, 400, Today.AddDays(5));
        await OpenAsync(ann, 9000, Today.AddYears(1)); // after the period
        await TargetAsync("Ann", 600, user: ann.Id);
        await TargetAsync("North", 800, team: north.Id);
        await TargetAsync("All", 1000);
        await TargetAsync("Over", 10, from: Today.AddDays(-60), until: Today.AddDays(-30));

        await using var session = _crm.OpenSession();
        var rows = await RowsAsync(session);
        Assert.Equal(["All", "North", "Ann"], rows.Select(r => r["target"]));
        Assert.Equal([450m, 400m, 300m], rows.Select(r => r["won"]));
        Assert.Equal([45m, 50m, 50m], rows.Select(r => r["attainment"]));
        Assert.Equal([40m, 40m, 40m], rows.Select(r => r["forecast"])); // 400 at 10 %
        Assert.Equal(["all", "North", "Ann"], rows.Select(r => r["for"]));
        Assert.Equal(56.67m, rows[2]["expectedAttainment"]);
        Assert.Equal(36.67m, rows[2]["elapsed"]); // 11 of 30 days

        var past = await RowsAsync(session, Today.AddDays(-1));
        Assert.Equal([0m, null], new[] { past[2]["won"], past[2]["forecast"] });
    }

    [Fact]
    public async Task Seller_sees_the_target_that_is_his_own_and_his_teams_and_no_other()
    {
        var team = await _crm.AddAsync(new Team { Name = "South" });
        var (ann, bob) = (await _crm.AddUserAsync("Ann", "sales-rep", team.Id), await _crm.AddUserAsync("Bob", "sales-rep"));
        await TargetAsync("Ann", 600, user: ann.Id);
        await TargetAsync("South", 900, team: team.Id);
        await TargetAsync("Bob", 700, user: bob.Id);
        await TargetAsync("All", 1000);
        await using (var session = _crm.OpenSession(ann))
        {
            Assert.Equal(["South", "Ann"], (await RowsAsync(session)).Select(r => r["target"]));
            Assert.Empty((await session.Records.QueryAsync(new RecordQuery("sales-target"))).Items);
        }
        await using var others = _crm.OpenSession(bob);
        Assert.Equal(["Bob"], (await RowsAsync(others)).Select(r => r["target"]));
        await using var manager = _crm.OpenSession(await _crm.AddUserAsync("Max", "sales-manager"));
        Assert.Equal(4, (await RowsAsync(manager)).Count);
        await using var blind = _crm.OpenSession(await _crm.AddUserAsync("Eve", "test.blind"));
        Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => RowsAsync(blind))).Error.Code);
        await using var nobody = _crm.OpenSession(await _crm.AddUserAsync("Nil", null));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => RowsAsync(nobody));
    }

    [Fact]
    public async Task Target_has_one_addressee_days_in_order_and_an_amount()
    {
        var (ann, team) = (await _crm.AddUserAsync("Ann", null), await _crm.AddAsync(new Team { Name = "West" }));
        Assert.Equal("sales-target.for-two", await RefusedAsync(() => TargetAsync("Two", 1, user: ann.Id, team: team.Id)));
        Assert.Equal("document.dates-reversed", await RefusedAsync(() => TargetAsync("Back", 1, from: Today, until: Today.AddDays(-1))));
        Assert.Equal("field.range", await RefusedAsync(() => TargetAsync("Nothing", 0)));
        Assert.Equal("USD", (await TargetAsync("Plain", 1)).Currency);

        static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<CrmValidationException>(act)).Error.Code;
    }

    [Fact]
    public async Task Activity_counts_what_each_did_in_the_period_and_what_is_late()
    {
        var (ann, bob) = (await _crm.AddUserAsync("Ann", "sales-rep"), await _crm.AddUserAsync("Bob", "sales-rep"));
        await LogAsync(ann, new PhoneCall { Subject = "Called" });
        await LogAsync(ann, new PhoneCall { Subject = "Long ago", StartsAt = _crm.Clock.Now.AddDays(-90) });
        await LogAsync(ann, new Appointment { Subject = "Still to come", StartsAt = _crm.Clock.Now.AddDays(2) });
        await LogAsync(ann, new FollowUp { Subject = "Late", DueAt = _crm.Clock.Now.AddDays(-1) });
        await LogAsync(ann, new FollowUp { Subject = "Open", DueAt = _crm.Clock.Now.AddDays(1) });
        await LogAsync(bob, new FollowUp { Subject = "Done", DoneAt = _crm.Clock.Now });
        await using var manager = _crm.OpenSession(await _crm.AddUserAsync("Max", "sales-manager"));
        var table = await manager.Reports.RunAsync("activity", new ReportParameters { From = Today.AddDays(-6), Until = Today });
        Assert.Equal(["owner", "ownerId", "calls", "appointments", "emails", "messages", "notes", "tasksDone", "tasksOpen", "tasksLate"], table.Columns.Select(c => c.Key));
        Assert.Equal([["Ann", ann.Id, 1L, 0L, 0L, 0L, 0L, 0L, 2L, 1L], ["Bob", bob.Id, 0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L]], table.Rows.Select(r => r.ToArray()));
        Assert.Equal("Bob", Assert.Single((await manager.Reports.RunAsync("activity", new ReportParameters { Filter = $"ownerId eq '{bob.Id}'" })).Rows)[0]);
        Assert.Equal([2L], (await manager.Reports.RunAsync("activity", new ReportParameters { By = "total" })).Rows.Select(r => r[1]));
        await using var his = _crm.OpenSession(bob);
        Assert.Equal(["Bob"], (await his.Reports.RunAsync("activity")).Rows.Select(r => r[0]));
    }

    private DateOnly Today => DateOnly.FromDateTime(_crm.Clock.Now.UtcDateTime);

    private Task<SalesTarget> TargetAsync(string name, decimal amount, Guid? user = null, Guid? team = null, DateOnly? from = null, DateOnly? until = null) =>
        _crm.AddAsync(new SalesTarget { Name = name, Amount = amount, UserId = user, TeamId = team, StartsOn = from ?? Today.AddDays(-10), EndsOn = until ?? from ?? Today.AddDays(19) });

    private async Task WonAsync(User owner, decimal amount, string currency = "USD")
    {
        var deal = await OpenAsync(owner, amount, null, currency);
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", deal.Id), "won")]);
    }

    private async Task<Opportunity> OpenAsync(User owner, decimal amount, DateOnly? expected, string currency = "USD")
    {
        await using var session = _crm.OpenSession(owner);
        return await session.Records.CreateAsync(new Opportunity { Name = $"Deal of {owner.Name}", Amount = amount, Currency = currency, ExpectedCloseOn = expected });
    }

    private async Task LogAsync(User owner, CrmActivity activity)
    {
        await using var session = _crm.OpenSession(owner);
        var changes = new ChangeSet();
        changes.Create(activity);
        await session.Records.SaveAsync(changes);
    }

    private static async Task<IReadOnlyList<Dictionary<string, object?>>> RowsAsync(ICrmSession session, DateOnly? asOf = null)
    {
        var table = await session.Reports.RunAsync("targets", new ReportParameters { AsOf = asOf });
        return [.. table.Rows.Select(r => table.Columns.Select((c, i) => (c.Key, Value: r[i])).ToDictionary(c => c.Key, c => c.Value))];
    }
}
