using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using static CrmKit.Workflows.WorkflowTests;

namespace CrmKit.Workflows;

/// <summary>Triggers, conditions and actions of a plugin.</summary>
public sealed class WorkflowStepTests
{
    private static readonly Field<string> Text = Field.Text("text");
    private readonly Behaviour _behaviour = new();

    private sealed class Behaviour
    {
        public bool IsBroken { get; set; }
        public int Calls { get; set; }
    }

    private sealed class ByName : IWorkflowTrigger
    {
        public async ValueTask SelectAsync(WorkflowTriggerContext context, CancellationToken cancellationToken)
        {
            foreach (var lead in await context.Session.Records.ListAsync(new Specification<Lead>(l => l.Name == "Ann"), cancellationToken)) context.Start(lead.Id, lead.Id);
        }
    }

    private sealed class HasCompany : IWorkflowCondition
    {
        public ValueTask TestAsync(WorkflowConditionContext context, CancellationToken cancellationToken)
        {
            foreach (var lead in context.Records.Cast<Lead>()) if (lead.CompanyName is null) context.LeaveOut(lead);
            return default;
        }
    }

    private sealed class Append(Behaviour behaviour) : IWorkflowAction
    {
        public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
        {
            if (context.Inputs.Text("text") == "forbidden") context.Refuse(new CrmError("test.word", "Not this word.") { Field = "text" });
            return default;
        }

        public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
        {
            behaviour.Calls++;
            var changes = new ChangeSet();
            foreach (var lead in context.Records.Cast<Lead>()) changes.Patch(context.Type.Ref(lead.Id), new Dictionary<string, object?> { ["jobTitle"] = lead.JobTitle + context.Inputs.Text("text") });
            await context.Session.Records.SaveAsync(changes, cancellationToken);
            await context.Session.Effects.RequestAsync([.. context.Records.Select(r => new EffectRequest("test.hook", context.KeyOf(r), default))], cancellationToken);
            if (behaviour.IsBroken) throw new InvalidOperationException("broken");
        }
    }

    private void Plugin(ICrmPluginBuilder plugin) => With(plugin, "test");

    private void With(ICrmPluginBuilder plugin, string prefix)
    {
        plugin.Services.AddSingleton(_behaviour);
        plugin.AddWorkflowTrigger<ByName>(new() { Key = $"{prefix}.by-name", Label = new("By name"), Events = ["{type}.created"] })
            .AddWorkflowCondition<HasCompany>(new() { Key = $"{prefix}.has-company", Label = new("Has a company"), RecordType = "lead" })
            .AddWorkflowAction<Append>(new() { Key = $"{prefix}.append", Label = new("Append") }, i => i.Add(Text, "Text", null, f => f with { IsRequired = true, MaxLength = 20 }));
    }

    private static WorkflowDefinition Flow => On("test.by-name", Step("test.append", ("text", "x"))) with { Conditions = [Step("test.has-company")] };

    private static async Task<string?> TitleAsync(TestCrm crm, Guid id) => (await crm.FindAsync<Lead>(id))!.JobTitle;

    [Fact]
    public async Task EXT_a_plugins_trigger_condition_and_action_work_are_gone_when_it_is_and_come_back_with_it()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        await SaveAsync(crm, Flow);
        var (one, two) = (await crm.AddAsync(new Lead { Name = "Ann", CompanyName = "Acme" }), await crm.AddAsync(new Lead { Name = "Ann" }));
        await DrainAsync(crm);
        Assert.Equal(("xx", null), (await TitleAsync(crm, one.Id), await TitleAsync(crm, two.Id))); // both creations started it for the first

        crm.RemovePlugin("test");
        await using (var session = crm.OpenSession())
        {
            Assert.DoesNotContain(session.Catalog.WorkflowActions, a => a.Source == "test");
            Assert.Equal("test-flow", Assert.Single(await session.Workflows.ListAsync()).Key); // sleeps
            Assert.Equal("workflow.step-unknown", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Workflows.SaveAsync(Flow))).Error.Code);
        }
        var meanwhile = await crm.AddAsync(new Lead { Name = "Ann", CompanyName = "Acme" });
        await DrainAsync(crm);
        Assert.Null(await TitleAsync(crm, meanwhile.Id));

        crm.AddPlugin("test", Plugin);
        var back = await crm.AddAsync(new Lead { Name = "Ann", CompanyName = "Acme" });
        await DrainAsync(crm);
        Assert.Equal("x", await TitleAsync(crm, back.Id));

        await using var last = crm.OpenSession();
        await last.Workflows.RemoveAsync("test-flow");
        crm.RemovePlugin("test");
        Assert.Empty(await last.Workflows.ListAsync());
        Assert.Empty(crm.OpenSession().Catalog.WorkflowConditions);
    }

    [Fact]
    public async Task EXT_runs_that_wait_while_the_plugin_is_disabled_are_held_say_so_and_go_on_when_it_is_back()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        await SaveAsync(crm, On("created", Step("test.append", ("text", "x"))));
        crm.RemovePlugin("test");
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        for (var i = 0; i < 12; i++) // longer than failures are tried again
        {
            await DrainAsync(crm);
            crm.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        var held = Assert.Single(await RunsAsync(crm));
        Assert.Equal((WorkflowRunStatus.Held, "workflow.held", "test.append"), (held.Status, held.ErrorCode, held.Step));
        await using (var session = crm.OpenSession())
        {
            Assert.Empty(await session.Effects.DeadLettersAsync());
            Assert.Equal("catalog.in-use", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Workflows.RemoveAsync("test-flow"))).Error.Code);
        }

        crm.AddPlugin("test", Plugin);
        await DrainAsync(crm);
        Assert.Equal("x", await TitleAsync(crm, lead.Id));
        Assert.Equal((WorkflowRunStatus.Done, 1), (Assert.Single(await RunsAsync(crm)).Status, (await RunsAsync(crm))[0].Attempts));
    }

    [Fact]
    public async Task EXT_a_filter_over_a_disabled_plugins_field_holds_the_run()
    {
        var plugin = (ICrmPluginBuilder p) => { p.Fields<Lead>(f => f.Add(Field.Text("test.colour"), "Colour")); };
        await using var crm = new TestCrm(plugin: plugin);
        await SaveAsync(crm, On("created", Step("set-fields", ("rating", "hot"))) with { Filter = "custom.test.colour eq 'red'" });
        var lead = await crm.AddAsync(new Lead { Name = "Ann", [Field.Text("test.colour")] = "red" });
        crm.RemovePlugin("test");
        await DrainAsync(crm);
        Assert.Equal(WorkflowRunStatus.Held, Assert.Single(await RunsAsync(crm)).Status);
        crm.AddPlugin("test", plugin);
        crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await DrainAsync(crm);
        Assert.Equal(LeadRating.Hot, (await crm.FindAsync<Lead>(lead.Id))!.Rating);
    }

    [Fact]
    public async Task EXT_a_held_workflow_that_is_switched_off_ends_and_can_be_removed()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        var flow = On("created", Step("test.append", ("text", "x")));
        await SaveAsync(crm, flow);
        await crm.AddAsync(new Lead { Name = "Ann" });
        crm.RemovePlugin("test");
        await DrainAsync(crm);
        crm.AddPlugin("test", Plugin);
        await SaveAsync(crm, flow with { IsActive = false });
        crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await DrainAsync(crm);
        Assert.Equal(0, _behaviour.Calls);
        await using var session = crm.OpenSession();
        await session.Workflows.RemoveAsync("test-flow");
    }

    [Fact]
    public async Task EXT_an_action_that_throws_leaves_nothing_and_takes_effect_once_when_it_is_tried_again()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        await SaveAsync(crm, On("created", Step("create-task", ("subject", "{name}")), Step("test.append", ("text", "x"))));
        _behaviour.IsBroken = true;
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        await DrainAsync(crm);
        Assert.Null(await TitleAsync(crm, lead.Id));
        Assert.Empty(await AllAsync<Activities.FollowUp>(crm));
        var failed = Assert.Single(await RunsAsync(crm));
        Assert.Equal((WorkflowRunStatus.Failed, "workflow.step-failed", "test.append"), (failed.Status, failed.ErrorCode, failed.Step));

        _behaviour.IsBroken = false;
        crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await DrainAsync(crm);
        Assert.Equal(("x", 2), (await TitleAsync(crm, lead.Id), Assert.Single(await RunsAsync(crm)).Attempts));
        Assert.Single(await AllAsync<Activities.FollowUp>(crm));
    }

    [Fact]
    public async Task EXT_messages_that_are_delivered_again_find_it_done()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        await SaveAsync(crm, On("created", Step("test.append", ("text", "x"))));
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        await DrainAsync(crm);
        await RepeatAsync(crm);
        await DrainAsync(crm);
        Assert.Equal(("x", 1), (await TitleAsync(crm, lead.Id), _behaviour.Calls));
        Assert.Single(await RunsAsync(crm));
    }

    // What a crash between effect and mark leaves behind: every message is pending again.
    private static async Task RepeatAsync(TestCrm crm)
    {
        await using var transaction = await crm.Services.GetRequiredService<ICrmStore>().BeginAsync("default", TestContext.Current.CancellationToken);
        var batch = new StoreBatch();
        foreach (var message in await transaction.ListAsync(transaction.Query<OutboxMessage>().Where(m => m.Class != "effect"), TestContext.Current.CancellationToken))
        {
            message.Status = "pending";
            batch.RowUpdates.Add(new StoreRowUpdate(message, [nameof(OutboxMessage.Status)]));
        }
        await transaction.WriteAsync(batch, TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task EXT_inputs_are_checked_by_their_schema_and_by_the_step_itself()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        foreach (var (step, code) in (IEnumerable<(WorkflowStep, string)>)
        [
            (Step("test.append"), "field.required"), (Step("test.append", ("text", new string('x', 21))), "field.too-long"), (Step("test.append", ("text", 5)), "field.type"),
            (Step("test.append", ("text", "forbidden")), "test.word"),
        ])
            Assert.Contains(code, (await Assert.ThrowsAsync<CrmValidationException>(() => SaveAsync(crm, On("created", step)))).Errors.Select(e => e.Code));
        var wrongType = On("created", Step("set-fields", ("name", "x"))) with { RecordType = "account", Conditions = [Step("test.has-company")] };
        Assert.Equal("workflow.step-type", (await Assert.ThrowsAsync<CrmValidationException>(() => SaveAsync(crm, wrongType))).Error.Code);
    }

    [Fact]
    public async Task EXT_two_plugins_with_one_key_are_refused_by_both_names()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        var error = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("other", p => With(p, "test"))).Errors;
        Assert.Contains(error, e => e.Code == "catalog.duplicate" && e.Message.Contains("'test'", StringComparison.Ordinal) && e.Message.Contains("'other'", StringComparison.Ordinal));
        Assert.Equal("catalog.key-invalid", Assert.Throws<CrmRuleException>(() => crm.AddPlugin("third", p => With(p, "fourth"))).Error.Code);
        Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => crm.AddPlugin("third", p => p.AddWorkflowTrigger<ByName>(new() { Key = "third.never", Label = new("Never") }))).Error.Code);
    }
}
