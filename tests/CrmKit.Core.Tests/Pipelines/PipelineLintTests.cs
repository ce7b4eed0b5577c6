using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Pipelines;

public sealed class PipelineLintTests : IAsyncLifetime
{
    private static readonly PipelineDefinition Crooked = new()
    {
        Key = "test.crooked", RecordType = "lead", Label = new("Crooked"),
        Stages =
        [
            Stage("first", "New", 10), Stage("second", "new ", 20), Stage("offer", "Offer made", 50), Stage("quote", "Quotation", 40), Stage("call", "Call back", 60),
            .. Enumerable.Range(1, 6).Select(i => Stage("more" + i, "Step " + new string((char)('a' + i), 6 + i), 60 + i)), Stage("won", "Done", 100) with { Category = StageCategory.Won },
        ],
    };

    private readonly TestCrm _crm = new(plugin: plugin => plugin.Pipeline(Crooked));

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Pipeline_is_told_what_looks_wrong_about_it_stage_by_stage()
    {
        await _crm.AddAsync(new Lead { Name = "In use" }, new InitialState { Pipeline = Crooked.Key, Stage = "call" });
        await using var session = _crm.OpenSession();
        var hints = await session.Pipelines.LintAsync(Crooked.Key);
        Assert.Equal(["first", "second"], Assert.Single(hints, h => h.Kind == StageHintKind.SameName).Stages);
        Assert.Equal(["offer", "quote"], Assert.Single(hints, h => h.Kind == StageHintKind.LikeName).Stages);
        Assert.Equal(["offer", "quote"], Assert.Single(hints, h => h.Kind == StageHintKind.ProbabilityFalls).Stages);
        Assert.Empty(Assert.Single(hints, h => h.Kind == StageHintKind.TooMany).Stages);
        Assert.Single(hints, h => h.Kind == StageHintKind.NoLost);
        Assert.DoesNotContain(hints, h => h.Kind == StageHintKind.NoWon);
        var unused = hints.Where(h => h.Kind == StageHintKind.Unused).Select(h => h.Stages[0]).ToList();
        Assert.Contains("won", unused);
        Assert.DoesNotContain("call", unused);
        Assert.All(hints, h => Assert.EndsWith(".", h.Message.English, StringComparison.Ordinal));
        Assert.All(hints, h => Assert.All(new[] { "zh-CN", "zh-TW" }, c => Assert.EndsWith("。", h.Message.For(c), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Stage_that_records_went_through_lately_is_in_use_and_half_a_year_later_it_is_not()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Passing" }, new InitialState { Pipeline = Crooked.Key, Stage = "first" });
        await using (var moving = _crm.OpenSession()) await moving.Pipelines.MoveAsync([new StageMove(new RecordRef("lead", lead.Id), "call")]);
        Assert.DoesNotContain("first", await UnusedAsync());
        _crm.Clock.Advance(TimeSpan.FromDays(200));
        Assert.Contains("first", await UnusedAsync());

        async Task<IEnumerable<string>> UnusedAsync()
        {
            await using var session = _crm.OpenSession();
            return (await session.Pipelines.LintAsync(Crooked.Key)).Where(h => h.Kind == StageHintKind.Unused).Select(h => h.Stages[0]);
        }
    }

    [Fact]
    public async Task Hints_tell_nobody_of_records_that_he_may_not_see()
    {
        await _crm.AddAsync(new Lead { Name = "Somebody's" }, new InitialState { Pipeline = Crooked.Key, Stage = "call" });
        await using var seller = _crm.OpenSession(await _crm.AddUserAsync("Ann", "sales-rep"));
        Assert.DoesNotContain(await seller.Pipelines.LintAsync(Crooked.Key), h => h.Kind == StageHintKind.Unused);
        await using var nobody = _crm.OpenSession(await _crm.AddUserAsync("Nil", null));
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => nobody.Pipelines.LintAsync(Crooked.Key))).Error.Code);
        Assert.Equal("catalog.pipeline-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => nobody.Pipelines.LintAsync("none"))).Error.Code);
    }

    [Fact]
    public async Task Pipelines_of_core_are_sound()
    {
        await using var session = _crm.OpenSession();
        foreach (var pipeline in session.Catalog.Pipelines.Where(p => p.Source == "core"))
            Assert.DoesNotContain(await session.Pipelines.LintAsync(pipeline.Key), h => h.Kind is StageHintKind.SameName or StageHintKind.LikeName or StageHintKind.TooMany);
    }

    private static StageDefinition Stage(string key, string label, int probability) => new() { Key = key, Label = new(label), ProbabilityPercent = probability };
}
