using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Reports;

/// <summary>Whatever becomes of deals: the funnel out of counters, the funnel from the rows and one worked out from each record's history in the plainest way are the same.</summary>
public sealed class FunnelPropertyTests : IAsyncDisposable
{
    private const string First = "opportunity.standard";
    private const string Second = "test.second";

    private readonly TestCrm _crm = new(plugin: plugin => plugin.Pipeline(new PipelineDefinition
    {
        Key = Second, Label = new("Second"), RecordType = "opportunity",
        Stages = [new() { Key = "begun", Label = new("Begun") }, new() { Key = "engaging", Label = new("Engaging") }, new() { Key = "won", Label = new("Won"), Category = StageCategory.Won }, new() { Key = "lost", Label = new("Lost"), Category = StageCategory.Lost }],
    }));

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_funnel_is_what_the_history_of_each_record_says(int seed)
    {
        var random = new Random(seed);
        var store = _crm.Services.GetRequiredService<ICrmStore>();
        var owners = new[] { (await _crm.AddUserAsync("Ann", null)).Id, (await _crm.AddUserAsync("Bo", null)).Id };
        var deals = new List<RecordRef>();
        for (var step = 0; step < 60; step++)
        {
            await using var session = _crm.OpenSession();
            _crm.Clock.Advance(TimeSpan.FromMinutes(random.Next(90)));
            if (random.Next(4) == 0 || deals.Count == 0)
            {
                var deal = await _crm.AddAsync(new Opportunity { Name = $"Deal {step}", Amount = random.Next(1, 9) }, new InitialState { Pipeline = Any(First, Second), OwnerId = owners[random.Next(2)] });
                deals.Add(new RecordRef("opportunity", deal.Id));
                continue;
            }
            var one = deals[random.Next(deals.Count)];
            switch (random.Next(8))
            {
                case 0:
                    await TryAsync(() => session.Pipelines.ChangePipelineAsync([one], Any(First, Second)));
                    break;
                case 1:
                    await TryAsync(() => session.Pipelines.ReopenAsync([one]));
                    break;
                case 2:
                    await TryAsync(() => session.Assignments.AssignAsync([one], owners[random.Next(2)]));
                    break;
                case 3:
                    await TryAsync(() => session.Records.DeleteAsync(one));
                    break;
                case 4:
                    await TryAsync(() => session.Records.SaveAsync(new ChangeSet().Restore(one)));
                    break;
                case 5:
                    await store.Counters.FoldAsync(5, default);
                    break;
                default:
                    await TryAsync(() => session.Pipelines.MoveAsync([new StageMove(one, Any("engaging", "proposal", "negotiation", "won", "lost")) { LossReason = "price" }]));
                    break;
            }
        }
        await using var asker = _crm.OpenSession();
        Assert.Empty(await asker.Reports.VerifyCountersAsync());
        foreach (var pipeline in new[] { First, Second })
            foreach (var owner in owners.Select(o => (Guid?)o).Append(null))
            {
                var whose = owner is null ? null : $"ownerId eq '{owner}'";
                var expected = await ExpectedAsync(asker, pipeline, owner);
                Assert.Equal(expected, await EnteredAsync(pipeline, whose));
                Assert.Equal(expected, await EnteredAsync(pipeline, whose is null ? "name ne 'none'" : $"{whose} and name ne 'none'"));
            }

        string Any(params string[] all) => all[random.Next(all.Length)];

        async Task<List<(string, long)>> EnteredAsync(string pipeline, string? filter) =>
            [.. (await asker.Reports.RunAsync("funnel", new ReportParameters { Pipeline = pipeline, Filter = filter })).Rows.Select(r => ((string)r[0]!, (long)r[6]!))];
    }

    [Fact]
    public async Task A_deal_that_comes_back_to_a_pipeline_has_passed_there_what_it_passed_before()
    {
        var deal = new RecordRef("opportunity", (await _crm.AddAsync(new Opportunity { Name = "There and back", Amount = 5 })).Id);
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(deal, "engaging")]);
        await session.Pipelines.ChangePipelineAsync([deal], Second);
        Assert.Equal([1L, 0L], (await session.Reports.RunAsync("funnel", new ReportParameters { Pipeline = Second })).Rows.Take(2).Select(r => (long)r[6]!));
        await session.Pipelines.ChangePipelineAsync([deal], First, "proposal");

        var rows = (await session.Reports.RunAsync("funnel")).Rows.ToDictionary(r => (string)r[0]!);
        Assert.Equal([1L, 1L, 1L], new[] { rows["prospecting"][6], rows["engaging"][6], rows["proposal"][6] });
        Assert.Equal([100m, 100m, 0m], new[] { rows["prospecting"][7], rows["engaging"][7], rows["proposal"][7] });
    }

    private static async Task<List<(string, long)>> ExpectedAsync(ICrmSession session, string pipeline, Guid? owner)
    {
        var entered = session.Catalog.Pipeline(pipeline).Stages.ToDictionary(s => s.Key, _ => 0L);
        foreach (var deal in (await session.Records.ListAsync(new Specification<Opportunity>())).Where(d => d.PipelineKey == pipeline && (owner is null || d.OwnerId == owner)))
            foreach (var stage in (await session.Pipelines.HistoryAsync(new RecordRef("opportunity", deal.Id))).Where(h => h.PipelineKey == pipeline).Select(h => h.StageKey).Distinct())
                entered[stage]++;
        return [.. session.Catalog.Pipeline(pipeline).Stages.Select(s => (s.Key, entered[s.Key]))];
    }

    // What a rule refuses changes nothing, and nothing is what the funnel shall show of it.
    private static async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (CrmException)
        {
        }
    }
}
