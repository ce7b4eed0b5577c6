using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Pipelines;

public sealed class ConversionStageTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new(plugin: Plugin);

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Lead_cannot_be_created_as_converted()
    {
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => _crm.AddAsync(new Lead { Name = "Ada" }, new InitialState { Stage = "converted" }));
        Assert.Equal("pipeline.conversion-required", refused.Error.Code);
        await using var session = _crm.OpenSession();
        Assert.Empty((await session.Records.QueryAsync(new RecordQuery("lead"))).Items);
    }

    [Fact]
    public async Task Lead_cannot_be_moved_to_converted_and_the_check_says_so()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.MoveAsync([new StageMove(Ref(lead), "converted")]));
        Assert.Equal("pipeline.conversion-required", refused.Error.Code);
        Assert.Equal("pipeline.conversion-required", Assert.Single(await session.Pipelines.CheckAsync(new StageMove(Ref(lead), "converted"))).Code);
        Assert.Equal(("new", 1), ((await _crm.FindAsync<Lead>(lead.Id))!.StageKey, (await _crm.FindAsync<Lead>(lead.Id))!.Version));
    }

    [Fact]
    public async Task Neither_shelving_nor_another_pipeline_is_a_way_round()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(Ref(lead), "nurturing")]);
        await Refused(() => session.Pipelines.MoveAsync([new StageMove(Ref(lead), "converted")]));
        await Refused(() => session.Pipelines.ChangePipelineAsync([Ref(lead)], "test.lead", "handed-over"));
        await session.Pipelines.ChangePipelineAsync([Ref(lead)], "test.lead");
        await Refused(() => session.Pipelines.ChangePipelineAsync([Ref(lead)], "lead.standard", "converted"));
        await Refused(() => session.Pipelines.MoveAsync([new StageMove(Ref(lead), "handed-over")]));
        Assert.Equal(("test.lead", "fresh"), ((await _crm.FindAsync<Lead>(lead.Id))!.PipelineKey, (await _crm.FindAsync<Lead>(lead.Id))!.StageKey));
    }

    [Fact]
    public async Task Batch_with_one_such_move_keeps_the_rest_when_it_may()
    {
        var (first, second) = (await _crm.AddAsync(new Lead { Name = "Ada" }), await _crm.AddAsync(new Lead { Name = "Bob" }));
        await using var session = _crm.OpenSession();
        var result = await session.Pipelines.MoveAsync([new StageMove(Ref(first), "converted"), new StageMove(Ref(second), "qualified")], new StageMoveOptions { AllOrNothing = false });
        Assert.Equal("pipeline.conversion-required", Assert.Single(result.Refused).Code);
        Assert.Equal(second.Id, Assert.Single(result.Moved).Id);
    }

    [Fact]
    public async Task Converted_record_that_was_reopened_may_go_back()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = _crm.OpenSession();
        await session.Conversions.ConvertAsync(Ref(lead));
        Assert.Equal("converted", (await _crm.FindAsync<Lead>(lead.Id))!.StageKey);
        await session.Pipelines.ReopenAsync([Ref(lead)]);
        await session.Pipelines.MoveAsync([new StageMove(Ref(lead), "converted")]);
        Assert.Equal("converted", (await _crm.FindAsync<Lead>(lead.Id))!.StageKey);
    }

    [Fact]
    public async Task Plugins_declare_such_stages_and_enter_them_by_their_conversions()
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" }, new InitialState { Pipeline = "test.deal" });
        await using var session = _crm.OpenSession();
        await Refused(() => session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", deal.Id), "bought")]));
        await session.Conversions.ConvertAsync(new RecordRef("opportunity", deal.Id), new ConversionOptions { To = "case" });
        Assert.Equal("bought", (await _crm.FindAsync<Opportunity>(deal.Id))!.StageKey);
    }

    [Fact]
    public async Task First_stage_cannot_need_a_conversion()
    {
        await using var crm = new TestCrm();
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("bad", p => p.Pipeline(Pipeline("bad.lead", "lead", Gate("only") with { Category = StageCategory.Open }))));
        Assert.Equal("catalog.definition-invalid", refused.Error.Code);
    }

    private static void Plugin(ICrmPluginBuilder plugin) => plugin
        .Pipeline(Pipeline("test.lead", "lead", Open("fresh"), Gate("handed-over")))
        .Pipeline(Pipeline("test.deal", "opportunity", Open("fresh"), Gate("bought")))
        .Conversion(new ConversionDefinition { From = "opportunity", To = "case", SourceStage = "bought", Copies = [new FieldCopy("name", "subject")] });

    private static PipelineDefinition Pipeline(string key, string type, params IReadOnlyList<StageDefinition> stages) => new() { Key = key, RecordType = type, Label = new(key), Stages = stages };

    private static StageDefinition Open(string key) => new() { Key = key, Label = new(key) };

    private static StageDefinition Gate(string key) => new() { Key = key, Label = new(key), Category = StageCategory.Won, RequiresConversion = true };

    private static RecordRef Ref(Lead lead) => new("lead", lead.Id);

    private static async Task Refused(Func<Task> act) => Assert.Equal("pipeline.conversion-required", (await Assert.ThrowsAsync<CrmRuleException>(act)).Error.Code);
}
