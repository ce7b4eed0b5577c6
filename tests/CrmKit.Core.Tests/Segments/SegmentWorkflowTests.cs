using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Workflows;

namespace CrmKit.Segments;

public sealed class SegmentWorkflowTests
{
    [Fact]
    public async Task S121_Workflow_acts_once_on_each_record_that_enters_its_segment()
    {
        await using var crm = new TestCrm();
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "lead", Name = "Bonn", Filter = "city eq 'Bonn'" });
        var other = await crm.AddSegmentAsync(new Segment { RecordType = "lead", Name = "All" });
        await WorkflowTests.SaveAsync(crm, WorkflowTests.On("segment-entered", WorkflowTests.Step("create-task", ("subject", "Visit {name}"))) with { Trigger = WorkflowTests.Step("segment-entered", ("segment", segment.Id.ToString())) });
        await WorkflowTests.SaveAsync(crm, WorkflowTests.On("segment-left", WorkflowTests.Step("set-fields", ("rating", "cold"))) with { Key = "cold", Trigger = WorkflowTests.Step("segment-left", ("segment", segment.Id.ToString())) });
        var (ada, bob) = (await crm.AddAsync(new Lead { Name = "Ada", City = "Bonn" }), await crm.AddAsync(new Lead { Name = "Bob", City = "Ulm" }));
        await crm.FollowAsync();
        Assert.Equal(["Visit Ada"], (await WorkflowTests.AllAsync<FollowUp>(crm)).Select(f => f.Subject));
        Assert.Equal(2, (await crm.MembersAsync(other)).Count);
        await SegmentTests.PatchAsync(crm, "lead", ada.Id, "city", "Ulm");
        await crm.FollowAsync();
        await crm.FollowAsync();
        Assert.Equal((LeadRating.Cold, (LeadRating?)null), ((await crm.FindAsync<Lead>(ada.Id))!.Rating, (await crm.FindAsync<Lead>(bob.Id))!.Rating));
        Assert.Single(await WorkflowTests.AllAsync<FollowUp>(crm));
    }

    [Fact]
    public async Task Workflows_that_move_a_record_in_and_out_of_a_segment_come_to_an_end()
    {
        await using var crm = new TestCrm();
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "lead", Name = "Cold", Filter = "rating eq 'cold'" });
        foreach (var (trigger, rating) in new[] { ("segment-entered", "hot"), ("segment-left", "cold") })
            await WorkflowTests.SaveAsync(crm, WorkflowTests.On(trigger, WorkflowTests.Step("set-fields", ("rating", rating))) with { Key = rating, Trigger = WorkflowTests.Step(trigger, ("segment", segment.Id.ToString())) });
        await crm.AddAsync(new Lead { Name = "Ada", Rating = LeadRating.Cold });
        for (var i = 0; i < 12; i++) await crm.FollowAsync();
        var runs = await WorkflowTests.RunsAsync(crm);
        Assert.Contains(runs, r => r.Status == WorkflowRunStatus.Dead && r.ErrorCode == "workflow.depth");
        Assert.Equal(9, runs.Count);
    }

    [Fact]
    public async Task Workflow_without_a_live_segment_of_its_type_is_refused()
    {
        await using var crm = new TestCrm();
        var snapshot = await crm.AddSegmentAsync(new Segment { RecordType = "lead", Name = "S", Kind = SegmentKind.Snapshot });
        var contacts = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "C" });
        foreach (var named in new[] { "x", Guid.NewGuid().ToString(), snapshot.Id.ToString(), contacts.Id.ToString() })
        {
            var refused = await Assert.ThrowsAsync<CrmValidationException>(() => WorkflowTests.SaveAsync(crm, WorkflowTests.On("created", WorkflowTests.Step("set-fields", ("rating", "hot"))) with { Trigger = WorkflowTests.Step("segment-entered", ("segment", named)) }));
            Assert.Equal("workflow.segment-unknown", refused.Errors[0].Code);
        }
    }
}
