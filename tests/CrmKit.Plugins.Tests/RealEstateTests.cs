using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using static CrmKit.Plugins.RealEstateFields;

namespace CrmKit.Plugins;

public sealed class RealEstateTests
{
    [Fact]
    public async Task It_adds_a_record_type_fields_a_pipeline_a_process_and_a_role_in_two_languages()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        var status = host.Runtime.Find("realestate")!;
        Assert.True(status.State == PluginState.Enabled, string.Join("; ", status.Errors));

        var type = host.Catalog.Type(UnitType);
        Assert.Equal(("Unit", "房源", "realestate.units", "realestate"), (type.Label.English, type.Label.For("zh-CN"), type.PluralKey, type.Source));
        Assert.Equal("预算上限", host.Catalog.Type("lead").Field("realestate.budget").Label.For("zh"));
        Assert.Equal(["viewing", "offer", "reservation", "notary", "signed", "withdrawn"], host.Catalog.Pipeline("realestate.sale").Stages.Select(s => s.Key));
        Assert.Equal(["lead", "opportunity", "contract", "order"], host.Catalog.Processes.Single(p => p.Key == "realestate.sale").Links);
        Assert.True(host.Catalog.TryRole("realestate.agent", out _));
    }

    [Fact]
    public async Task An_available_unit_needs_a_price_and_gets_the_day_it_was_listed()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        await using var session = host.Open();

        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(NewUnit("Attic flat", price: null)));
        Assert.Equal(("realestate.price-required", "realestate.asking-price"), (refused.Error.Code, refused.Error.Field));
        Assert.Equal(0, await session.Records.CountAsync(new Specification<CustomRecord>().OfType(UnitType)));

        var draft = await session.Records.CreateAsync(NewUnit("Attic flat", price: null, status: "draft"));
        Assert.Null(draft[ListedOn]);
        (draft[Status], draft[AskingPrice]) = ("available", 320_000);
        Assert.Equal(session.Today, (await session.Records.UpdateAsync(draft))[ListedOn]);
    }

    [Theory]
    [InlineData("castle", "field.option")]
    [InlineData(null, "field.required")]
    public async Task The_catalogs_rules_hold_for_a_plugins_fields(string? kind, string code)
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        await using var session = host.Open();
        var property = NewUnit("House");
        property[Kind] = kind;
        Assert.Contains((await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(property))).Errors, e => e.Code == code && e.Field == "realestate.kind");
    }

    [Fact]
    public async Task A_budget_runs_upwards()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        await using var session = host.Open();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(new Lead { Name = "Mei", [BudgetMinimum] = 500_000, [Budget] = 300_000 }));
        Assert.Equal("realestate.budget-range", refused.Error.Code);
    }

    [Fact]
    public async Task A_lead_becomes_an_opportunity_a_contract_and_an_order_along_the_sales_process()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        await using var session = host.Open();
        var property = await session.Records.CreateAsync(NewUnit("Riverside 12", area: 92.5m));
        var lead = await session.Records.CreateAsync(new Lead { Name = "Wang Fang", Email = "fang@example.org", [Budget] = 450_000, [Area] = 85, [Unit] = property.Id });

        var opportunity = await ConvertAsync<Opportunity>(session, new RecordRef("lead", lead.Id));
        Assert.Equal(("realestate.sale", "viewing"), (opportunity.PipelineKey, opportunity.StageKey));
        Assert.Equal((450_000m, 85m, property.Id, 450_000m), (opportunity[Budget], opportunity[Area], opportunity[Unit], opportunity.Amount));

        await MoveAsync(session, opportunity.Id, "offer");
        Assert.Equal("pipeline.required-field", (await Assert.ThrowsAsync<CrmRuleException>(() => MoveAsync(session, opportunity.Id, "reservation"))).Error.Code);
        await MoveAsync(session, opportunity.Id, "reservation", ("realestate.agreed-price", 430_000m));
        Assert.Equal("reserved", (await session.Records.GetAsync(new RecordRef(UnitType, property.Id)))[Status]);

        await MoveAsync(session, opportunity.Id, "notary");
        await MoveAsync(session, opportunity.Id, "signed");
        Assert.Equal("sold", (await session.Records.GetAsync(new RecordRef(UnitType, property.Id)))[Status]);

        var contract = await session.Conversions.ConvertAsync(new RecordRef("opportunity", opportunity.Id), new ConversionOptions { Process = "realestate.sale" });
        Assert.Equal("contract", contract.Target.Type);
        var signed = (Contracts.Contract)await session.Records.GetAsync(contract.Target);
        Assert.Equal((430_000m, property.Id), (signed.Amount, signed[Unit]));
    }

    [Fact]
    public async Task From_the_offer_on_a_sale_is_about_one_unit_that_is_available()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        await using var session = host.Open();
        var flat = await session.Records.CreateAsync(NewUnit("Flat"));
        var first = await OpportunityAsync(session, "First", null);

        Assert.Equal("realestate.unit-required", (await Refusal(() => MoveAsync(session, first.Id, "offer"))).Code);
        await MoveAsync(session, first.Id, "offer", ("realestate.unit", flat.Id));
        var patch = new ChangeSet().Patch(new RecordRef("opportunity", first.Id), new Dictionary<string, object?> { ["realestate.unit"] = null });
        Assert.Equal("realestate.unit-required", (await Refusal(() => session.Records.SaveAsync(patch))).Code);

        await MoveAsync(session, first.Id, "reservation", ("realestate.agreed-price", 390_000m));
        var second = await OpportunityAsync(session, "Second", flat.Id);
        Assert.Equal("realestate.unit-reserved", (await Refusal(() => MoveAsync(session, second.Id, "offer"))).Code);
        Assert.Equal("viewing", (await session.Records.GetAsync<Opportunity>(second.Id)).StageKey);

        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", first.Id), "withdrawn") { LossReason = "price" }]);
        Assert.Equal("available", (await session.Records.GetAsync(new RecordRef(UnitType, flat.Id)))[Status]);
        await MoveAsync(session, second.Id, "offer");
    }

    [Fact]
    public async Task Who_withdraws_before_reserving_does_not_free_what_somebody_else_reserved()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        await using var session = host.Open();
        var flat = await session.Records.CreateAsync(NewUnit("Flat"));
        var (first, second) = (await OpportunityAsync(session, "First", flat.Id), await OpportunityAsync(session, "Second", flat.Id));
        await MoveAsync(session, first.Id, "offer");
        await MoveAsync(session, second.Id, "reservation", ("realestate.agreed-price", 390_000m));
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", first.Id), "withdrawn") { LossReason = "price" }]);
        Assert.Equal("reserved", (await session.Records.GetAsync(new RecordRef(UnitType, flat.Id)))[Status]);
    }

    [Fact]
    public async Task Units_are_found_by_typed_field_and_by_text()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        await using var session = host.Open();
        await session.Records.SaveAsync(new ChangeSet().Create(NewUnit("Small", area: 40)).Create(NewUnit("Middle", area: 75)).Create(NewUnit("Large", area: 140)));

        var large = await session.Records.ListAsync(new Specification<CustomRecord>(p => p[Area] > 50).OfType(UnitType).OrderByDescending(p => p[Area]));
        Assert.Equal(["Large", "Middle"], large.Select(p => p.Name));
        var page = await session.Records.QueryAsync(new RecordQuery(UnitType) { Filter = "custom.realestate.area lt 100 and custom.realestate.status eq 'available'", OrderBy = "custom.realestate.area" });
        Assert.Equal(["Small", "Middle"], page.Items.Select(p => ((CustomRecord)p).Name));
    }

    private static async Task<CrmError> Refusal(Func<Task> act) => (await Assert.ThrowsAnyAsync<CrmException>(act)).Error;

    private static Task<Opportunity> OpportunityAsync(ICrmSession session, string name, Guid? property) =>
        session.Records.CreateAsync(new Opportunity { Name = name, [Unit] = property }, new InitialState { Pipeline = "realestate.sale" });

    private static async Task<T> ConvertAsync<T>(ICrmSession session, RecordRef source) where T : CrmKit.Records.Record =>
        await session.Records.GetAsync<T>((await session.Conversions.ConvertAsync(source, new ConversionOptions { Process = "realestate.sale" })).Target.Id);

    private static Task MoveAsync(ICrmSession session, Guid opportunity, string stage, params (string Field, object Value)[] values) =>
        session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", opportunity), stage) { Values = values.ToDictionary(v => v.Field, v => (object?)v.Value) }]);
}
