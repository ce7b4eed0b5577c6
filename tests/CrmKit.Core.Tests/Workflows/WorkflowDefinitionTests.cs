using CrmKit.Access;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Leads;
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
}
