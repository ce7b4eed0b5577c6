using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Records;

namespace CrmKit.Pipelines;

public sealed class StageMoveTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task New_record_begins_in_the_first_stage_of_its_types_first_pipeline()
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" });
        Assert.Equal(("opportunity.standard", "prospecting", StageCategory.Open), (deal.PipelineKey, deal.StageKey, deal.StageCategory));

        await using var session = _crm.OpenSession();
        var stay = Assert.Single(await session.Pipelines.HistoryAsync(Ref(deal)));
        Assert.Equal(("prospecting", null, null), (stay.StageKey, stay.FromStageKey, stay.LeftAt));
    }

    [Fact]
    public async Task Move_ends_one_stay_with_its_duration_and_begins_the_next()
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" });
        _crm.Clock.Advance(TimeSpan.FromHours(5));
        await using var session = _crm.OpenSession();

        var moved = Assert.Single((await session.Pipelines.MoveAsync([new StageMove(Ref(deal), "engaging") { Note = "called" }])).Moved);

        Assert.Equal(("engaging", "called", 2), (moved.StageKey, moved.StageNote, moved.Version));
        var stays = await session.Pipelines.HistoryAsync(Ref(deal));
        Assert.Equal(["prospecting", "engaging"], stays.Select(s => s.StageKey));
        Assert.Equal(5 * 3600, stays[0].DwellSeconds);
        Assert.Equal(("prospecting", (DateTimeOffset?)null), (stays[1].FromStageKey, stays[1].LeftAt));
    }

    [Fact]
    public async Task Move_to_the_stage_it_is_in_changes_nothing()
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(Ref(deal), "prospecting")]);
        Assert.Single(await session.Pipelines.HistoryAsync(Ref(deal)));
        Assert.Equal(1, (await _crm.FindAsync<Opportunity>(deal.Id))!.Version);
    }

    [Theory]
    [InlineData("nowhere", null, "pipeline.stage-unknown")]
    [InlineData("lost", null, "pipeline.loss-reason-required")]
    [InlineData("lost", " ", "pipeline.loss-reason-required")]
    public async Task Refused_move_changes_nothing(string stage, string? reason, string code)
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" });
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.MoveAsync([new StageMove(Ref(deal), stage) { LossReason = reason }]));
        Assert.Equal(code, refused.Error.Code);
        Assert.Equal(("prospecting", 1), (await _crm.FindAsync<Opportunity>(deal.Id) is { } stored ? (stored.StageKey!, stored.Version) : default));
    }

    [Fact]
    public async Task Won_record_is_closed_on_the_day_of_the_move_and_moves_again_only_after_reopening()
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(Ref(deal), "negotiation")]);
        var won = Assert.Single((await session.Pipelines.MoveAsync([new StageMove(Ref(deal), "won")])).Moved);
        Assert.Equal((_crm.Clock.Now, new DateOnly(2026, 3, 16)), (won.ClosedAt!.Value, won.ClosedOn!.Value));

        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.MoveAsync([new StageMove(Ref(deal), "proposal")]));
        Assert.Equal("pipeline.closed", refused.Error.Code);

        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        var open = Assert.Single((await session.Pipelines.ReopenAsync([Ref(deal)], "signed by mistake")).Moved);
        Assert.Equal(("negotiation", (DateTimeOffset?)null, (DateOnly?)null), (open.StageKey, open.ClosedAt, open.ClosedOn));
        Assert.Equal("pipeline.not-closed", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.ReopenAsync([Ref(deal)]))).Error.Code);
    }

    [Fact]
    public async Task Check_says_what_a_move_would_be_refused_for_and_moves_nothing()
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" });
        await using var session = _crm.OpenSession();
        Assert.Equal("pipeline.loss-reason-required", Assert.Single(await session.Pipelines.CheckAsync(new StageMove(Ref(deal), "lost"))).Code);
        Assert.Empty(await session.Pipelines.CheckAsync(new StageMove(Ref(deal), "proposal")));
        Assert.Equal("prospecting", (await _crm.FindAsync<Opportunity>(deal.Id))!.StageKey);
        Assert.Single(await session.Pipelines.HistoryAsync(Ref(deal)));
    }

    [Fact]
    public async Task One_refusal_refuses_the_batch_unless_the_rest_is_wanted()
    {
        var (a, b) = (await _crm.AddAsync(new Opportunity { Name = "A" }), await _crm.AddAsync(new Opportunity { Name = "B" }));
        StageMove[] moves = [new(Ref(a), "engaging"), new(Ref(b), "lost")];
        await using var session = _crm.OpenSession();
        await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.MoveAsync(moves));
        Assert.Equal("prospecting", (await _crm.FindAsync<Opportunity>(a.Id))!.StageKey);

        await using var again = _crm.OpenSession();
        var result = await again.Pipelines.MoveAsync(moves, new StageMoveOptions { AllOrNothing = false });
        Assert.Equal(a.Id, Assert.Single(result.Moved).Id);
        Assert.Equal(b.Id, Assert.Single(result.Refused).Record!.Value.Id);
        Assert.Equal(("engaging", "prospecting"), ((await _crm.FindAsync<Opportunity>(a.Id))!.StageKey, (await _crm.FindAsync<Opportunity>(b.Id))!.StageKey));
    }

    [Fact]
    public async Task Stage_leaves_its_tasks_to_the_owner()
    {
        var owner = await _crm.AddUserAsync("Ada", "sales-rep");
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" }, new InitialState { OwnerId = owner.Id });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(Ref(deal), "proposal")]);
        var task = Assert.Single(await session.Records.ListAsync(new Specification<FollowUp>(f => f.RegardingId == deal.Id)));
        Assert.Equal((owner.Id, _crm.Clock.Now.AddDays(2)), (task.OwnerId!.Value, task.DueAt!.Value));
    }

    [Fact]
    public async Task History_brought_from_elsewhere_keeps_its_days_and_makes_no_tasks()
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Old", OpenedOn = new(2025, 1, 10) },
            new InitialState { Stage = "won", StageEnteredAt = new(2025, 2, 1, 12, 0, 0, TimeSpan.Zero) });
        Assert.Equal(new DateOnly(2025, 2, 1), deal.ClosedOn);

        var future = await Assert.ThrowsAsync<CrmRuleException>(() => _crm.AddAsync(new Opportunity { Name = "X" }, new InitialState { Stage = "won", StageEnteredAt = _crm.Clock.Now.AddDays(1) }));
        Assert.Equal("pipeline.in-future", future.Error.Code);
        var early = await Assert.ThrowsAsync<CrmRuleException>(() => _crm.AddAsync(new Opportunity { Name = "X", OpenedOn = new(2025, 5, 1) }, new InitialState { Stage = "won", ClosedOn = new(2025, 4, 1) }));
        Assert.Equal("pipeline.closed-before-opened", early.Error.Code);
    }

    [Fact]
    public async Task Pipeline_of_another_type_is_refused_and_one_of_the_own_type_entered()
    {
        _crm.AddPlugin("acme", plugin => plugin.Pipeline(new PipelineDefinition
        {
            Key = "acme.lease",
            RecordType = "opportunity",
            Label = new("Lease"),
            Stages = [new() { Key = "asked", Label = new("Asked"), AllowedNext = ["viewed"] }, new() { Key = "viewed", Label = new("Viewed"), RequiredFields = ["amount"] }, new() { Key = "let", Label = new("Let"), Category = StageCategory.Won }],
        }));
        var deal = await _crm.AddAsync(new Opportunity { Name = "Flat" });
        await using var session = _crm.OpenSession();
        Assert.Equal("pipeline.wrong-type", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.ChangePipelineAsync([Ref(deal)], "lead.standard"))).Error.Code);

        await using var next = _crm.OpenSession();
        Assert.Equal("asked", Assert.Single((await next.Pipelines.ChangePipelineAsync([Ref(deal)], "acme.lease")).Moved).StageKey);
        Assert.Equal("pipeline.move-not-allowed", Assert.Single(await next.Pipelines.CheckAsync(new StageMove(Ref(deal), "let"))).Code);
        Assert.Equal(("pipeline.required-field", "amount"), Assert.Single(await next.Pipelines.CheckAsync(new StageMove(Ref(deal), "viewed"))) is var e ? (e.Code, e.Field) : default);
        var moved = await next.Pipelines.MoveAsync([new StageMove(Ref(deal), "viewed") { Values = new Dictionary<string, object?> { ["amount"] = 900m } }]);
        Assert.Equal(900m, ((Opportunity)Assert.Single(moved.Moved)).Amount);
    }

    [Fact]
    public async Task Stale_version_is_a_conflict()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("lead", lead.Id), "contacted") { ExpectedVersion = 1 }]);
        await Assert.ThrowsAsync<CrmConflictException>(() => session.Pipelines.MoveAsync([new StageMove(new RecordRef("lead", lead.Id), "qualified") { ExpectedVersion = 1 }]));
        Assert.Equal("contacted", (await _crm.FindAsync<Lead>(lead.Id))!.StageKey);
    }

    private static RecordRef Ref(Opportunity deal) => new("opportunity", deal.Id);
}
