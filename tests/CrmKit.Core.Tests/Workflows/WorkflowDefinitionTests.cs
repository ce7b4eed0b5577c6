using CrmKit.Access;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using static CrmKit.Workflows.WorkflowTests;

namespace CrmKit.Workflows;

public sealed class WorkflowDefinitionTests
{
    private static readonly WorkflowStep Hot = Step("set-fields", ("rating", "hot"));

    [Theory]
    [InlineData("workflow.no-actions", "actions")]
    [InlineData("workflow.step-unknown", "trigger")]
    [InlineData("workflow.step-unknown", "actions[0]")]
    [InlineData("workflow.step-unknown", "conditions[0]")]
    [InlineData("field.required", "actions[0].inputs.subject")]
    [InlineData("field.type", "actions[0].inputs.due-in-days")]
    [InlineData("field.range", "actions[0].inputs.due-in-days")]
    [InlineData("field.option", "actions[0].inputs.priority")]
    [InlineData("catalog.field-unknown", "actions[0]")]
    [InlineData("workflow.field-unfit", "actions[0].inputs.subject")]
    [InlineData("workflow.stage-unknown", "actions[0].inputs.stage")]
    [InlineData("workflow.owner-needed", "actions[0].inputs.user")]
    [InlineData("workflow.field-unfit", "trigger.inputs.field")]
    [InlineData("filter.field-unknown", "filter")]
    [InlineData("filter.syntax", "filter")]
    public async Task EXT_what_is_wrong_with_a_workflow_is_said_with_its_place_when_it_is_saved(string code, string place)
    {
        await using var crm = new TestCrm();
        var wrong = (code, place) switch
        {
            ("workflow.no-actions", _) => On("created"),
            ("workflow.step-unknown", "trigger") => On("acme.never", Hot),
            ("workflow.step-unknown", "actions[0]") => On("created", Step("acme.nothing")),
            ("workflow.step-unknown", _) => On("created", Hot) with { Conditions = [Step("acme.if")] },
            ("field.required", _) => On("created", Step("create-task")),
            ("field.type", _) => On("created", Step("create-task", ("subject", "x"), ("due-in-days", "soon"))),
            ("field.range", _) => On("created", Step("create-task", ("subject", "x"), ("due-in-days", -1))),
            ("field.option", _) => On("created", Step("create-task", ("subject", "x"), ("priority", "urgent"))),
            ("catalog.field-unknown", _) => On("created", Step("create-task", ("subject", "x"), ("colour", "red"))),
            ("workflow.field-unfit", "trigger.inputs.field") => On("due", Hot) with { Trigger = Step("due", ("field", "name")) },
            ("workflow.field-unfit", _) => On("created", Step("create-task", ("subject", "Call {nobody}"))),
            ("workflow.stage-unknown", _) => On("created", Step("move-stage", ("stage", "nowhere"))),
            ("workflow.owner-needed", _) => On("created", Step("assign")),
            ("filter.field-unknown", _) => On("created", Hot) with { Filter = "colour eq 'red'" },
            _ => On("created", Hot) with { Filter = "rating eq" },
        };
        var errors = (await Assert.ThrowsAsync<CrmValidationException>(() => SaveAsync(crm, wrong))).Errors;
        Assert.Contains((code, place), errors.Select(e => (e.Code, e.Field!.StartsWith(place, StringComparison.Ordinal) ? place : e.Field)));
        await using var session = crm.OpenSession();
        Assert.Empty(await session.Workflows.ListAsync());
    }

    [Fact]
    public async Task Values_for_fields_keep_to_the_fields_rules_and_only_what_can_be_written_can_be_set()
    {
        await using var crm = new TestCrm();
        foreach (var (key, value) in (IEnumerable<(string, object)>)[("rating", "boiling"), ("rating", 5), ("stage", "won"), ("id", Guid.NewGuid()), ("name", new string('x', 500))])
            await Assert.ThrowsAsync<CrmValidationException>(() => SaveAsync(crm, On("created", Step("set-fields", (key, value)))));
    }

    [Fact]
    public async Task Keys_with_dots_and_unknown_types_are_refused()
    {
        await using var crm = new TestCrm();
        Assert.Equal("catalog.key-invalid", (await Assert.ThrowsAsync<CrmRuleException>(() => SaveAsync(crm, On("created", Hot) with { Key = "acme.flow" }))).Error.Code);
        Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => SaveAsync(crm, On("created", Hot) with { RecordType = "spaceship" }))).Error.Code);
    }

    [Fact]
    public async Task Only_who_may_administer_a_type_defines_removes_and_reads()
    {
        await using var crm = new TestCrm();
        await SaveAsync(crm, On("created", Hot));
        var rep = await crm.AddUserAsync("Rep", "sales-rep");
        await using var session = crm.OpenSession(rep);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Workflows.SaveAsync(On("created", Hot)));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Workflows.RemoveAsync("test-flow"));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Workflows.ListAsync());
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Workflows.RunsAsync(new()));
    }

    [Fact]
    public async Task Versions_count_and_a_removed_workflow_is_gone_with_its_runs_readable()
    {
        await using var crm = new TestCrm();
        await SaveAsync(crm, On("created", Hot));
        Assert.Equal(2, (await SaveAsync(crm, On("created", Hot) with { Filter = "companyName eq 'Acme'" })).Version);
        await crm.AddAsync(new Lead { Name = "Ann", CompanyName = "Acme" });
        await DrainAsync(crm);
        await using var session = crm.OpenSession();
        await session.Workflows.RemoveAsync("test-flow");
        Assert.Equal("catalog.definition-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Workflows.RemoveAsync("test-flow"))).Error.Code);
        Assert.Empty(await session.Workflows.ListAsync("lead"));
        Assert.Equal(2, Assert.Single(await session.Workflows.RunsAsync(new())).Version);
        Assert.Equal(3, (await SaveAsync(crm, On("created", Hot))).Version);
        Assert.Equal("workflow.limit", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Workflows.RunsAsync(new() { Limit = 0 }))).Error.Code);
    }

    [Theory]
    [InlineData("filter", "custom.colour eq 'red'", "lead")]
    [InlineData("filter through a reference", "account.custom.colour eq 'red' or name eq 'x'", "account")]
    [InlineData("filter over related records", "name eq 'x' or any(contacts, custom.colour eq 'red')", "contact")]
    [InlineData("set-fields", "", "lead")]
    [InlineData("trigger", "", "lead")]
    public async Task A_field_that_a_workflow_uses_is_not_removed_before_it_does_not(string how, string filter, string type)
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = type, Key = "colour", Label = new("Colour"), Kind = FieldKind.Text });
        await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = type, Key = "size", Label = new("Size"), Kind = FieldKind.Text });
        await using var fresh = crm.OpenSession();
        var workflow = how switch
        {
            "set-fields" => On("created", Step("set-fields", ("colour", "red"))),
            "trigger" => On("updated", Hot) with { Trigger = Step("updated", ("field", "colour")) },
            _ => On("created", type == "lead" ? Hot : Step("create-task", ("subject", "x"))) with { Filter = filter, RecordType = type switch { "account" => "contact", "contact" => "account", _ => "lead" } },
        };
        await fresh.Workflows.SaveAsync(workflow with { IsActive = false });

        var refused = (await Assert.ThrowsAsync<CrmRuleException>(() => fresh.Administration.RemoveFieldAsync(type, "colour"))).Error;
        Assert.Equal(("catalog.in-use", "colour"), (refused.Code, refused.Field));
        Assert.Contains("1 workflow (test-flow)", refused.Message, StringComparison.Ordinal);
        await fresh.Administration.RemoveFieldAsync(type, "size"); // nobody uses it
        await fresh.Workflows.RemoveAsync("test-flow");
        await fresh.Administration.RemoveFieldAsync(type, "colour");
    }

    [Theory]
    [InlineData("filter")]
    [InlineData("trigger")]
    [InlineData("action")]
    public async Task A_stage_that_a_workflow_uses_is_not_removed_unless_another_pipeline_has_it(string how)
    {
        await using var crm = new TestCrm();
        var (open, won) = (new StageDefinition { Key = "tasting", Label = new("Tasting"), ProbabilityPercent = 50 }, new StageDefinition { Key = "sold", Label = new("Sold"), Category = StageCategory.Won });
        var wine = new PipelineDefinition { Key = "wine", RecordType = "lead", Label = new("Wine"), Stages = [new StageDefinition { Key = "start", Label = new("Start") }, open, won] };
        await DoAsync(a => a.SavePipelineAsync(wine));
        await SaveAsync(crm, how switch
        {
            "trigger" => On("stage-changed", Hot) with { Trigger = Step("stage-changed", ("stage", "tasting")) },
            "action" => On("created", Step("move-stage", ("stage", "tasting"))),
            _ => On("updated", Hot) with { Filter = "not stage in ('tasting', 'sold')" },
        });

        var without = wine with { Stages = [wine.Stages[0], won] };
        foreach (var act in new Func<ICatalogAdministration, Task>[] { a => a.SavePipelineAsync(without), a => a.RemovePipelineAsync("wine") })
        {
            var refused = await Assert.ThrowsAsync<CrmRuleException>(() => DoAsync(act));
            Assert.Contains(refused.Errors, e => e.Code == "catalog.in-use" && e.Message.Contains("'tasting' of pipeline 'wine' is used by 1 workflow (test-flow)", StringComparison.Ordinal));
        }
        await DoAsync(a => a.SavePipelineAsync(wine with { Key = "beer", Label = new("Beer") })); // workflows find the stage there
        await DoAsync(a => a.SavePipelineAsync(without));
        await Assert.ThrowsAsync<CrmRuleException>(() => DoAsync(a => a.RemovePipelineAsync("beer")));

        async Task DoAsync(Func<ICatalogAdministration, Task> act)
        {
            await using var session = crm.OpenSession();
            await act(session.Administration);
        }
    }

    [Fact]
    public async Task A_step_that_empties_a_field_that_must_have_a_value_is_refused_when_it_is_saved()
    {
        await using var crm = new TestCrm();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => SaveAsync(crm, On("updated", new WorkflowStep("set-fields") { Inputs = CustomValues.Parse("""{"name":null}""") })));
        Assert.Equal(("field.required", "actions[0].inputs.name"), (refused.Error.Code, refused.Error.Field));
    }
}
