using CrmKit.Opportunities;

namespace CrmKit.Pipelines;

public sealed class StageGuardTests
{
    [Fact]
    public async Task Guard_refuses_single_moves_of_a_batch_with_its_own_code()
    {
        await using var crm = new TestCrm(plugin: p => p.AddStageGuard<OnlyCheapGuard>("opportunity.standard"));
        var cheap = await crm.AddAsync(new Opportunity { Name = "Cheap", Amount = 10 });
        var dear = await crm.AddAsync(new Opportunity { Name = "Dear", Amount = 10_000 });
        await using var session = crm.OpenSession();

        var result = await session.Pipelines.MoveAsync([new(new("opportunity", cheap.Id), "won"), new(new("opportunity", dear.Id), "won")], new StageMoveOptions { AllOrNothing = false });

        Assert.Equal(cheap.Id, Assert.Single(result.Moved).Id);
        Assert.Equal(("test.too-dear", dear.Id), Assert.Single(result.Refused) is var e ? (e.Code, e.Record!.Value.Id) : default);
        Assert.Equal("prospecting", (await crm.FindAsync<Opportunity>(dear.Id))!.StageKey);
    }

    [Theory]
    [InlineData("opportunity.standard")]
    [InlineData("*")]
    public async Task Guard_that_throws_refuses_what_it_was_asked(string pipeline)
    {
        await using var crm = new TestCrm(plugin: p => p.AddStageGuard<BrokenGuard>(pipeline));
        await using var session = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => crm.AddAsync(new Opportunity { Name = "Pumps" }));
        Assert.Equal("pipeline.guard-failed", refused.Error.Code);
        Assert.Contains("out of order", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await session.Records.CountAsync(new Records.Specification<Opportunity>()));
    }

    [Fact]
    public async Task Guards_stay_silent_where_no_stage_is_entered()
    {
        await using var crm = new TestCrm();
        var deal = await crm.AddAsync(new Opportunity { Name = "Pumps" });
        crm.AddPlugin("late", p => p.AddStageGuard<BrokenGuard>("opportunity.standard"));
        await using var session = crm.OpenSession();
        deal.NextStep = "Call";
        Assert.Equal("Call", (await Records.RecordsExtensions.UpdateAsync(session.Records, deal)).NextStep);
    }

    private sealed class OnlyCheapGuard : IStageGuard
    {
        public ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
        {
            foreach (var move in context.Moves)
                if (move is { Record: Opportunity { Amount: > 100 }, Target.Category: StageCategory.Won }) context.Refuse(move, new CrmError("test.too-dear", "Too dear."));
            return default;
        }
    }

    private sealed class BrokenGuard : IStageGuard
    {
        public ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("out of order");
    }
}
