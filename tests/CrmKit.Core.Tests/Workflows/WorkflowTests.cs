using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Record = CrmKit.Records.Record;

namespace CrmKit.Workflows;

public sealed class WorkflowTests
{
    internal static WorkflowStep Step(string key, params (string Key, object? Value)[] inputs) =>
        new(key) { Inputs = CustomValues.Empty.With(inputs.Select(i => KeyValuePair.Create(i.Key, i.Value))) };

    internal static WorkflowDefinition On(string trigger, params IReadOnlyList<WorkflowStep> actions) =>
        new() { Key = "test-flow", Label = new("Test flow"), RecordType = "lead", Trigger = Step(trigger), Actions = actions };

    internal static async Task<WorkflowDefinition> SaveAsync(TestCrm crm, WorkflowDefinition workflow, User? by = null)
    {
        await using var session = by is null ? crm.OpenSession() : crm.OpenSession(by);
        return await session.Workflows.SaveAsync(workflow);
    }

    internal static Task DrainAsync(TestCrm crm) => crm.Services.GetRequiredService<IDispatcher>().DrainAsync();

    internal static async Task<IReadOnlyList<WorkflowRun>> RunsAsync(TestCrm crm, WorkflowRunQuery? query = null)
    {
        await using var session = crm.OpenSession();
        return await session.Workflows.RunsAsync(query ?? new());
    }

    internal static async Task<IReadOnlyList<T>> AllAsync<T>(TestCrm crm) where T : Record
    {
        await using var session = crm.OpenSession();
        return await session.Records.ListAsync(new Specification<T>());
    }

    [Fact]
    public async Task New_records_that_fit_the_filter_get_every_action_and_the_history_says_so()
    {
        await using var crm = new TestCrm();
        await SaveAsync(crm, On("created", Step("set-fields", ("rating", "hot")), Step("create-task", ("subject", "Call {name}"), ("due-in-days", 2), ("priority", "high"))) with { Filter = "companyName eq 'Acme'" });
        var acme = await crm.AddAsync(new Lead { Name = "Ann", CompanyName = "Acme" });
        var other = await crm.AddAsync(new Lead { Name = "Bob", CompanyName = "Bolt" });
        await DrainAsync(crm);

        Assert.Equal((LeadRating.Hot, (LeadRating?)null), ((await crm.FindAsync<Lead>(acme.Id))!.Rating, (await crm.FindAsync<Lead>(other.Id))!.Rating));
        var task = Assert.Single(await AllAsync<FollowUp>(crm));
        Assert.Equal(("Call Ann", acme.Id, FollowUpPriority.High, crm.Clock.Now.AddDays(2)), (task.Subject, task.RegardingId!.Value, task.Priority, task.DueAt!.Value));
        var run = Assert.Single(await RunsAsync(crm));
        Assert.Equal(("test-flow", 1, acme.Id, WorkflowRunStatus.Done, "lead.created", 0), (run.Workflow, run.Version, run.RecordId, run.Status, run.EventName, run.Depth));
    }

    [Fact]
    public async Task A_step_may_empty_fields_also_after_a_restart()
    {
        await using var crm = new TestCrm();
        await SaveAsync(crm, On("created", new WorkflowStep("set-fields") { Inputs = CustomValues.Parse("""{"city":null,"rating":"hot"}""") }));
        await crm.RestartAsync();
        var lead = await crm.AddAsync(new Lead { Name = "Ann", City = "Paris" });
        await DrainAsync(crm);
        var kept = (await crm.FindAsync<Lead>(lead.Id))!;
        Assert.Equal((null, LeadRating.Hot), (kept.City, kept.Rating));
    }

    [Fact]
    public async Task A_change_starts_only_for_the_field_that_is_asked_for_and_a_stage_only_for_that_stage()
    {
        await using var crm = new TestCrm();
        await SaveAsync(crm, On("updated", Step("create-task", ("subject", "changed"))) with { Key = "field", Trigger = Step("updated", ("field", "phone")) });
        await SaveAsync(crm, On("stage-changed", Step("create-task", ("subject", "moved"))) with { Key = "stage", Trigger = Step("stage-changed", ("stage", "contacted")) });
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        await using (var session = crm.OpenSession())
        {
            await session.Records.SaveAsync(new ChangeSet().Patch(new("lead", lead.Id), new Dictionary<string, object?> { ["companyName"] = "Acme" }));
            await DrainAsync(crm);
            Assert.Empty(await AllAsync<FollowUp>(crm));

            await session.Records.SaveAsync(new ChangeSet().Patch(new("lead", lead.Id), new Dictionary<string, object?> { ["phone"] = "+8613800138000" }));
            await session.Pipelines.MoveAsync([new(new("lead", lead.Id), session.Catalog.PipelinesOf("lead").First().Stages[1].Key)]);
        }
        await DrainAsync(crm);
        Assert.Equal(["changed", "moved"], (await AllAsync<FollowUp>(crm)).Select(f => f.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Records_are_assigned_moved_and_told_of_outside()
    {
        await using var crm = new TestCrm(plugin: p => p.AddEffectExecutor<Nothing>("test.hook"));
        var user = await crm.AddUserAsync("Eve", "sales-rep");
        var stage = crm.OpenSession().Catalog.PipelinesOf("lead").First().Stages[1].Key;
        await SaveAsync(crm, On("created", Step("assign", ("user", user.Id)), Step("move-stage", ("stage", stage)), Step("request-effect", ("kind", "test.hook"), ("text", "{name} is {stage}"))));
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        await DrainAsync(crm);
        var now = (await crm.FindAsync<Lead>(lead.Id))!;
        Assert.Equal((user.Id, stage), (now.OwnerId!.Value, now.StageKey));
        Assert.Equal([$"Ann is {stage}"], Nothing.Texts);
        Nothing.Texts.Clear();
    }

    private sealed class Nothing : IEffectExecutor
    {
        public static readonly List<string> Texts = [];

        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            Texts.Add(effect.Payload.GetProperty("text").GetString()!);
            return default;
        }
    }

    [Fact]
    public async Task A_day_that_comes_starts_once_for_each_record_and_not_for_what_was_before_the_workflow()
    {
        await using var crm = new TestCrm();
        var scheduler = crm.Services.GetRequiredService<IScheduler>();
        async Task PassAsync(TimeSpan time)
        {
            crm.Clock.Advance(time);
            await scheduler.QueueDueAsync();
            await DrainAsync(crm);
        }
        var today = DateOnly.FromDateTime(crm.Clock.Now.UtcDateTime);
        var account = await crm.AddAsync(new Accounts.Account { Name = "Acme" });
        await crm.AddAsync(new Opportunity { Name = "Past", AccountId = account.Id, ExpectedCloseOn = today.AddDays(-1) });
        await crm.AddAsync(new Opportunity { Name = "Soon", AccountId = account.Id, ExpectedCloseOn = today.AddDays(3) });
        await crm.AddAsync(new Opportunity { Name = "Later", AccountId = account.Id, ExpectedCloseOn = today.AddDays(30) });
        await SaveAsync(crm, On("due", Step("create-task", ("subject", "{name}"))) with { RecordType = "opportunity", Trigger = Step("due", ("field", "expectedCloseOn"), ("days", -2)) });
        await PassAsync(TimeSpan.Zero);
        await PassAsync(TimeSpan.FromHours(6));
        Assert.Empty(await AllAsync<FollowUp>(crm));

        await PassAsync(TimeSpan.FromDays(1));
        await PassAsync(TimeSpan.FromMinutes(5));
        await PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(["Soon"], (await AllAsync<FollowUp>(crm)).Select(f => f.Subject));
    }

    [Fact]
    public async Task A_run_has_the_rights_of_whoever_saved_the_workflow_as_they_are_when_it_runs()
    {
        await using var crm = new TestCrm(b => b.Configure(o => o.DeliveryAttempts = 1));
        var admin = await crm.AddUserAsync("Admin", "administrator");
        var saved = await SaveAsync(crm, On("created", Step("set-fields", ("rating", "hot"))), admin);
        Assert.Equal((admin.Id, 1), (saved.ActivatedById!.Value, saved.Version));
        await crm.AddAsync(new User { Name = "Second", Roles = "administrator" });

        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        await DrainAsync(crm);
        await using (var session = crm.OpenSession())
        {
            var written = (await session.Records.HistoryAsync(new("lead", lead.Id)))[0];
            Assert.Equal((admin.Id, "workflow/test-flow", (await RunsAsync(crm))[0].CauseId), (written.ActorId!.Value, written.Door, written.CorrelationId));
            await session.Records.SaveAsync(new ChangeSet().Patch(new("user", admin.Id), new Dictionary<string, object?> { ["roles"] = "sales-rep" }));
        }
        var unseen = await crm.AddAsync(new Lead { Name = "Bob" });
        await DrainAsync(crm);
        Assert.Null((await crm.FindAsync<Lead>(unseen.Id))!.Rating); // he does not see it any more

        await using (var session = crm.OpenSession())
            await session.Records.SaveAsync(new ChangeSet().Patch(new("user", admin.Id), new Dictionary<string, object?> { ["isActive"] = false }));
        await crm.AddAsync(new Lead { Name = "Cid" });
        await DrainAsync(crm);
        Assert.Equal("workflow.user-inactive", Assert.Single(await RunsAsync(crm, new() { Status = WorkflowRunStatus.Held })).ErrorCode);
    }

    [Fact]
    public async Task A_batch_in_which_one_is_refused_does_the_others_whole_and_that_one_not_at_all()
    {
        await using var crm = new TestCrm(b => b.Configure(o => o.DeliveryAttempts = 2), p => p.AddValidator<NoBob>("lead"));
        await SaveAsync(crm, On("created", Step("create-task", ("subject", "{name}")), Step("set-fields", ("rating", "hot"))));
        await crm.AddAsync(new Lead { Name = "Ann" }, new Lead { Name = "Bob" }, new Lead { Name = "Cid" });
        await DrainAsync(crm);

        Assert.Equal(["Ann", "Cid"], (await AllAsync<FollowUp>(crm)).Select(f => f.Subject).Order(StringComparer.Ordinal));
        var failed = Assert.Single(await RunsAsync(crm, new() { Status = WorkflowRunStatus.Failed }));
        Assert.Equal(("test.no-bob", "set-fields", 1), (failed.ErrorCode, failed.Step, failed.Attempts));
        Assert.Equal(2, (await RunsAsync(crm, new() { Status = WorkflowRunStatus.Done })).Count);

        crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await DrainAsync(crm);
        var dead = Assert.Single(await RunsAsync(crm, new() { Workflow = "test-flow", Record = new("lead", failed.RecordId) }));
        Assert.Equal((WorkflowRunStatus.Dead, 2), (dead.Status, dead.Attempts));
        await using var session = crm.OpenSession();
        var letter = Assert.Single(await session.Effects.DeadLettersAsync());
        Assert.Contains("test.no-bob", letter.Reason, StringComparison.Ordinal);

        crm.RemovePlugin("test");
        await session.Effects.ReplayAsync([letter.Id]);
        await DrainAsync(crm);
        Assert.Equal(3, (await RunsAsync(crm, new() { Status = WorkflowRunStatus.Done })).Count);
        Assert.Equal(["Ann", "Bob", "Cid"], (await AllAsync<FollowUp>(crm)).Select(f => f.Subject).Order(StringComparer.Ordinal));
    }

    private sealed class NoBob : IRecordValidator
    {
        public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
                if (change.After is Lead { Name: "Bob", Rating: not null }) context.Refuse(change, new CrmError("test.no-bob", "Not Bob."));
            return default;
        }
    }

    [Fact]
    public async Task A_loop_ends_after_eight_runs_with_a_stated_error()
    {
        await using var crm = new TestCrm(plugin: p => p.AddWorkflowAction<Stamp>(new() { Key = "test.stamp", Label = new("Stamp") }));
        await SaveAsync(crm, On("updated", Step("test.stamp")));
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        await using (var session = crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Patch(new("lead", lead.Id), new Dictionary<string, object?> { ["rating"] = "hot" }));
        await DrainAsync(crm);
        Assert.Equal("10", (await crm.FindAsync<Lead>(lead.Id))!.JobTitle); // 1 created, 2 changed, 8 runs
        Assert.Equal(8, (await RunsAsync(crm, new() { Status = WorkflowRunStatus.Done })).Count);
        var ended = Assert.Single(await RunsAsync(crm, new() { Status = WorkflowRunStatus.Dead }));
        Assert.Equal(("workflow.depth", 8), (ended.ErrorCode, ended.Depth));
        Assert.Equal(0, await crm.Services.GetRequiredService<IDispatcher>().DrainAsync());
    }

    /// <summary>Changes the record whenever it is changed.</summary>
    private sealed class Stamp : IWorkflowAction
    {
        public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
        {
            foreach (var record in context.Records)
                await context.Session.Records.SaveAsync(new ChangeSet().Patch(context.Type.Ref(record.Id), new Dictionary<string, object?> { ["jobTitle"] = $"{record.Version + 1}" }), cancellationToken);
        }
    }

    [Fact]
    public async Task Two_workflows_that_set_each_other_off_end_when_nothing_changes_any_more()
    {
        await using var crm = new TestCrm();
        await SaveAsync(crm, On("updated", Step("set-fields", ("rating", "hot"))) with { Key = "one" });
        await SaveAsync(crm, On("updated", Step("set-fields", ("companyName", "Acme"))) with { Key = "two" });
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        await using (var session = crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Patch(new("lead", lead.Id), new Dictionary<string, object?> { ["phone"] = "+8613800138000" }));
        await DrainAsync(crm);
        Assert.All(await RunsAsync(crm), run => Assert.Equal(WorkflowRunStatus.Done, run.Status));
        Assert.Equal((LeadRating.Hot, "Acme"), ((await crm.FindAsync<Lead>(lead.Id))!.Rating, (await crm.FindAsync<Lead>(lead.Id))!.CompanyName));
    }

    [Fact]
    public async Task A_large_batch_runs_in_parts_and_each_record_once()
    {
        await using var crm = new TestCrm();
        await SaveAsync(crm, On("created", Step("create-task", ("subject", "{name}"))));
        await crm.AddAsync(Enumerable.Range(0, 250).Select(i => new Lead { Name = $"L{i:000}" }));
        await DrainAsync(crm);
        await DrainAsync(crm);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"L{i:000}"), (await AllAsync<FollowUp>(crm)).Select(f => f.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Switched_off_it_starts_nothing()
    {
        await using var crm = new TestCrm();
        var workflow = On("created", Step("set-fields", ("rating", "hot")));
        await SaveAsync(crm, workflow);
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        var off = await SaveAsync(crm, workflow with { IsActive = false });
        Assert.Equal((2, null), (off.Version, off.ActivatedAt));
        await DrainAsync(crm);
        Assert.Null((await crm.FindAsync<Lead>(lead.Id))!.Rating);
        Assert.Empty(await RunsAsync(crm));
    }
}
