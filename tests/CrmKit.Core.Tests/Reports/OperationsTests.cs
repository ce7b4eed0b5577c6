using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>S162: how the work goes.</summary>
public sealed class OperationsTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S162_leads_are_answered_by_the_first_touch_of_ours_or_the_first_move()
    {
        var ada = await _crm.AddUserAsync("Ada", "sales-rep");
        var (called, moved, written, waiting) = (await LeadAsync(ada), await LeadAsync(ada), await LeadAsync(ada), await LeadAsync(ada));
        await _crm.AddAsync(new PhoneCall { Subject = "They called", RegardingType = "lead", RegardingId = waiting.Id, Direction = ActivityDirection.Incoming, DoneAt = _crm.Clock.Now });
        _crm.Clock.Advance(TimeSpan.FromHours(1));
        await _crm.AddAsync(new PhoneCall { Subject = "We called", RegardingType = "lead", RegardingId = called.Id, Direction = ActivityDirection.Outgoing, DoneAt = _crm.Clock.Now });
        _crm.Clock.Advance(TimeSpan.FromHours(1));
        await _crm.AddAsync(new PhoneCall { Subject = "Again", RegardingType = "lead", RegardingId = called.Id, Direction = ActivityDirection.Outgoing, DoneAt = _crm.Clock.Now });
        await using (var mover = _crm.OpenSession()) await mover.Pipelines.MoveAsync([new StageMove(new RecordRef("lead", moved.Id), mover.Catalog.PipelinesOf("lead").First().Stages[1].Key)]);
        _crm.Clock.Advance(TimeSpan.FromHours(4));
        await _crm.AddAsync(new EmailMessage { Subject = "We wrote", RegardingType = "lead", RegardingId = written.Id, Direction = ActivityDirection.Outgoing, DoneAt = _crm.Clock.Now });
        await _crm.AddAsync(new Appointment { Subject = "Planned", RegardingType = "lead", RegardingId = waiting.Id, StartsAt = _crm.Clock.Now.AddDays(2) });
        var row = Assert.Single((await RunAsync()).Rows, r => Equals(r[0], "Ada"));
        Assert.Equal([ada.Id, 4L, 3L, 2m, 4L], row.Skip(1).Take(5));
        Assert.Equal([0L, 0L, null], (await RunAsync(new ReportParameters { From = new(2020, 1, 1), Until = new(2020, 12, 31) })).Rows.Single(r => Equals(r[0], "Ada")).Skip(2).Take(3));
    }

    [Fact]
    public async Task S162_what_is_late_or_stuck_is_counted_by_owner_team_and_in_all()
    {
        var (ada, bob) = (await _crm.AddUserAsync("Ada", "sales-rep"), await _crm.AddUserAsync("Bob", "sales-rep"));
        await _crm.AddAsync(new FollowUp { Subject = "Late", OwnerId = ada.Id, DueAt = _crm.Clock.Now.AddHours(1) }, new FollowUp { Subject = "Done", OwnerId = ada.Id, DueAt = _crm.Clock.Now.AddHours(1), DoneAt = _crm.Clock.Now }, new FollowUp { Subject = "Later", OwnerId = bob.Id, DueAt = _crm.Clock.Now.AddYears(2) });
        await _crm.AddAsync(new Opportunity { Name = "Stuck", OwnerId = bob.Id });
        var order = await _crm.AddAsync(new Order { Name = "Late order", OwnerId = bob.Id });
        await _crm.AddAsync(new FulfilmentMilestone { OrderId = order.Id, Name = "Ship", PlannedOn = DateOnly.FromDateTime(_crm.Clock.Now.UtcDateTime) }, new FulfilmentMilestone { OrderId = order.Id, Name = "Pack", PlannedOn = DateOnly.FromDateTime(_crm.Clock.Now.UtcDateTime) });
        var kept = await _crm.AddAsync(new Order { Name = "Kept", OwnerId = ada.Id });
        await _crm.AddAsync(new FulfilmentMilestone { OrderId = kept.Id, Name = "Ship", PlannedOn = DateOnly.FromDateTime(_crm.Clock.Now.UtcDateTime), ReachedOn = DateOnly.FromDateTime(_crm.Clock.Now.UtcDateTime) });
        await _crm.AddAsync(new SupportCase { Subject = "Broken", OwnerId = ada.Id });
        _crm.Clock.Advance(TimeSpan.FromDays(400));
        var table = await RunAsync();
        Assert.Equal(["owner", "ownerId", "leads", "leadsAnswered", "answerHours", "openLeads", "tasksLate", "dealsStuck", "ordersLate", "casesLate", "activities"], table.Columns.Select(c => c.Key));
        Assert.Equal([1L, 0L, 0L, 1L], table.Rows.Single(r => Equals(r[0], "Ada")).Skip(6).Take(4));
        Assert.Equal([0L, 1L, 1L, 0L], table.Rows.Single(r => Equals(r[0], "Bob")).Skip(6).Take(4));
        Assert.Equal([1L, 1L, 1L, 1L], Assert.Single((await RunAsync(new ReportParameters { By = "total" })).Rows).Skip(5).Take(4));
        Assert.NotEmpty((await RunAsync(new ReportParameters { By = "team" })).Rows);
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => RunAsync(new ReportParameters { Filter = "name eq 'x'" }))).Error.Code);

        // Every count is that of the filter by which pages list the records.
        await using var session = _crm.OpenSession();
        foreach (var column in new[] { "openLeads", "tasksLate", "dealsStuck", "ordersLate", "casesLate" })
        {
            var (type, filter) = OperationalIndicators.Of(column, session.Catalog, session.Today, session.Today)!.Value;
            Assert.Equal(table.Rows.Sum(r => (long)r[table.Columns.ToList().FindIndex(c => c.Key == column)]!), (await session.Records.QueryAsync(new RecordQuery(type) { Filter = filter, WithTotal = true })).Total);
        }
    }

    [Fact]
    public async Task S162_each_sees_the_figures_of_what_he_may_see_and_is_told_what_is_left_out()
    {
        var (ada, bob) = (await _crm.AddUserAsync("Ada", "sales-rep"), await _crm.AddUserAsync("Bob", "sales-rep"));
        await LeadAsync(ada);
        await LeadAsync(bob);
        await using var own = _crm.OpenSession(ada);
        Assert.Equal([1L], (await own.Reports.RunAsync("operations", new ReportParameters { By = "total" })).Rows.Select(r => r[1]));
        await using var session = _crm.OpenSession();
        await session.Administration.SaveRoleAsync(new RoleDefinition { Key = "clerk", Label = new("Clerk"), Permissions = [new("lead", Operations.Read, AccessScope.All)] });
        await using var clerk = _crm.OpenSession(await _crm.AddUserAsync("Cleo", "clerk"));
        var table = await clerk.Reports.RunAsync("operations", new ReportParameters { By = "total" });
        Assert.Equal([2L, null], Assert.Single(table.Rows).Skip(4).Take(2));
        Assert.NotEmpty(table.Remarks);
    }

    private Task<Lead> LeadAsync(User owner) => _crm.AddAsync(new Lead { Name = "Lead", OwnerId = owner.Id });

    private async Task<ReportTable> RunAsync(ReportParameters? parameters = null)
    {
        await using var session = _crm.OpenSession();
        return await session.Reports.RunAsync("operations", parameters);
    }
}
