using CrmKit.Access;
using CrmKit.Cases;
using CrmKit.Notifications;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Reports;

/// <summary>S111–S113: how satisfied customers are, what they complain about, and who answers them slowly.</summary>
public sealed class ServiceReportTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S111_satisfaction_is_the_mean_of_those_who_said_it_with_their_share_and_what_was_solved_in_time()
    {
        var ada = await _crm.AddUserAsync("Ada", "service-agent");
        await ClosedAsync(new SupportCase { Subject = "1", Category = "billing", Satisfaction = 5, Priority = CasePriority.Urgent }, ada.Id, hours: 3);
        await ClosedAsync(new SupportCase { Subject = "2", Category = "billing", Satisfaction = 2, Priority = CasePriority.Urgent }, ada.Id, hours: 5); // its time is 4 hours
        await ClosedAsync(new SupportCase { Subject = "3", Category = "defect" }, null, hours: 1);
        await _crm.AddAsync(new SupportCase { Subject = "Open", Satisfaction = 1 });
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("satisfaction");
        Assert.Equal(["total", "closed", "rated", "ratedShare", "average", "satisfiedShare", "inTime", "inTimeShare"], table.Columns.Select(c => c.Key));
        Assert.Equal(["total", 3L, 2L, 66.67m, 3.5m, 50m, 2L, 66.67m], Assert.Single(table.Rows));
        var byOwner = (await session.Reports.RunAsync("satisfaction", new ReportParameters { By = "owner" })).Rows;
        Assert.Equal([("Ada", ada.Id, 2L, 3.5m), ("(none)", null, 1L, null)], byOwner.Select(r => ((string)r[0]!, (Guid?)r[1], (long)r[2]!, (decimal?)r[5])));
        var byCategory = (await session.Reports.RunAsync("satisfaction", new ReportParameters { By = "category", Filter = "priority eq 'urgent'" })).Rows;
        Assert.Equal(["billing", 2L, 2L, 100m, 3.5m, 50m, 1L, 50m], Assert.Single(byCategory));
        Assert.Empty((await session.Reports.RunAsync("satisfaction", new ReportParameters { Until = session.Today.AddDays(-60) })).Rows);
    }

    [Fact]
    public async Task S112_topics_are_counted_over_the_period_and_month_by_month_with_what_changed()
    {
        await AddAsync("billing", "billing", "defect");
        var first = await MonthAsync();
        _crm.Clock.Advance(TimeSpan.FromDays(31));
        await AddAsync("billing", "defect", "defect", "defect", null);
        var second = await MonthAsync();
        _crm.Clock.Advance(TimeSpan.FromDays(92)); // nothing for two months
        await AddAsync("defect");
        var last = await MonthAsync();

        await using var session = _crm.OpenSession();
        var topics = await session.Reports.RunAsync("case-topics");
        Assert.Equal([("defect", 5L, 55.56m, 5L), ("billing", 3L, 33.33m, 3L), ("(none)", 1L, 11.11m, 1L)], topics.Rows.Select(r => ((string)r[0]!, (long)r[1]!, (decimal)r[2]!, (long)r[3]!)));
        var monthly = await session.Reports.RunAsync("case-topics", new ReportParameters { By = "month" });
        Assert.Equal(
            [(first, "billing", 2L, null), (first, "defect", 1L, null), (second, "defect", 3L, 2L), (second, "(none)", 1L, 1L), (second, "billing", 1L, -1L), (last, "defect", 1L, 1L)],
            monthly.Rows.Select(r => ((string)r[0]!, (string)r[1]!, (long)r[2]!, (long?)r[^1])));

        async Task<string> MonthAsync()
        {
            await using var now = _crm.OpenSession();
            return now.Today.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        }

        async Task AddAsync(params string?[] categories)
        {
            foreach (var category in categories) await _crm.AddAsync(new SupportCase { Subject = "One", Category = category });
        }
    }

    [Fact]
    public async Task S113_slow_answers_are_seen_by_whoever_gave_them_with_hours_and_what_still_waits()
    {
        var team = await _crm.AddAsync(new Team { Name = "Desk" });
        var ada = await _crm.AddUserAsync("Ada", "service-agent", team.Id);
        var (quick, slow) = (await MineAsync("Quick"), await MineAsync("Slow"));
        await MineAsync("Silent");
        await _crm.AddAsync(new SupportCase { Subject = "Nobody's", Priority = CasePriority.Low });
        await AnswerAsync(quick, 0.5);
        await AnswerAsync(slow, 2.5); // 3 hours after it came, its time is 1 hour
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("first-response", new ReportParameters { By = "owner" });
        Assert.Equal(["owner", "ownerId", "cases", "answered", "meanHours", "medianHours", "late", "lateShare", "waiting"], table.Columns.Select(c => c.Key));
        Assert.Equal(["Ada", ada.Id, 3L, 2L, 1.75m, 1.75m, 2L, 66.67m, 1L], table.Rows[0]);
        Assert.Equal(["(none)", null, 1L, 0L, null, null, 0L, 0m, 0L], table.Rows[1]);
        Assert.Equal(["Desk", "(none)"], (await session.Reports.RunAsync("first-response", new ReportParameters { By = "team" })).Rows.Select(r => r[0]));
        Assert.Equal(["urgent", "low"], (await session.Reports.RunAsync("first-response", new ReportParameters { By = "priority" })).Rows.Select(r => r[0]));

        Task<SupportCase> MineAsync(string subject) => _crm.AddAsync(new SupportCase { Subject = subject, Priority = CasePriority.Urgent }, new InitialState { OwnerId = ada.Id });

        async Task AnswerAsync(SupportCase item, double hours)
        {
            _crm.Clock.Advance(TimeSpan.FromHours(hours));
            await using var now = _crm.OpenSession();
            var stored = await now.Records.GetAsync<SupportCase>(item.Id);
            stored.FirstRespondedAt = now.Now;
            await now.Records.UpdateAsync(stored);
        }
    }

    [Fact]
    public async Task S113_owner_and_team_lead_are_told_of_cases_whose_first_answer_is_overdue_also_of_those_in_the_pool()
    {
        var lead = await _crm.AddUserAsync("Lead", "sales-manager");
        var team = await _crm.AddAsync(new Team { Name = "Desk", ManagerId = lead.Id });
        var agent = await _crm.AddUserAsync("Agent", "service-agent", team.Id);
        await _crm.AddAsync(new SupportCase { Subject = "Mine", Priority = CasePriority.Urgent }, new InitialState { OwnerId = agent.Id });
        await _crm.AddAsync(new SupportCase { Subject = "Pool", Priority = CasePriority.Urgent }, new InitialState { TeamId = team.Id });
        await _crm.AddAsync(new SupportCase { Subject = "Elsewhere", Priority = CasePriority.Urgent });
        await _crm.AddAsync(new SupportCase { Subject = "Answered", Priority = CasePriority.Urgent, FirstRespondedAt = _crm.Clock.GetUtcNow() }, new InitialState { OwnerId = agent.Id });
        Assert.Empty(await ToldAsync(lead));
        _crm.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(["Mine"], await ToldAsync(agent));
        Assert.Equal(["Mine", "Pool"], await ToldAsync(lead));
        _crm.Clock.Advance(TimeSpan.FromHours(4));
        await using var session = _crm.OpenSession(agent);
        Assert.Equal([NotificationKind.CaseDue], (await session.Notifications.ReadAsync()).Where(n => n.Title == "Answered").Select(n => n.Kind));

        async Task<IEnumerable<string?>> ToldAsync(User user)
        {
            await using var session = _crm.OpenSession(user);
            return [.. (await session.Notifications.ReadAsync([NotificationKind.AnswerDue])).Select(n => n.Title).Order()];
        }
    }

    [Fact]
    public async Task Figures_of_service_hold_back_what_one_may_not_read_and_refuse_what_they_would_ignore()
    {
        await using (var session = _crm.OpenSession())
        {
            await session.Administration.SaveRoleAsync(new RoleDefinition { Key = "counts", Label = new("Counts"), Permissions = [new Permission("case", Operations.Read, AccessScope.All)], Restrictions = [new FieldRestriction("case", "satisfaction", CanRead: false, CanWrite: false)] });
            foreach (var key in (string[])["satisfaction", "case-topics", "first-response"])
                Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Reports.RunAsync(key, new ReportParameters { AsOf = session.Today }))).Error.Code);
        }
        await _crm.AddAsync(new SupportCase { Subject = "Anybody's" });
        await using var counting = _crm.OpenSession(await _crm.AddUserAsync("Counts", "counts"));
        Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => counting.Reports.RunAsync("satisfaction"))).Error.Code);
        Assert.Equal(1L, Assert.Single((await counting.Reports.RunAsync("first-response")).Rows)[1]);
    }

    private async Task ClosedAsync(SupportCase item, Guid? owner, double hours)
    {
        var saved = await _crm.AddAsync(item, new InitialState { OwnerId = owner });
        _crm.Clock.Advance(TimeSpan.FromHours(hours));
        await using var session = _crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Patch(new("case", saved.Id), new Dictionary<string, object?> { ["resolution"] = "Done" }));
        await session.Pipelines.MoveAsync([new Pipelines.StageMove(new("case", saved.Id), "resolved")]);
    }
}
