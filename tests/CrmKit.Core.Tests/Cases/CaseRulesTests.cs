using CrmKit.Pipelines;
using CrmKit.Products;
using CrmKit.Records;

namespace CrmKit.Cases;

public sealed class CaseRulesTests
{
    [Fact]
    public async Task A_case_is_due_by_its_priority_from_its_creation_on()
    {
        await using var crm = new TestCrm();
        var began = crm.Clock.Now;
        var item = await crm.AddAsync(new SupportCase { Subject = "No light" });
        Assert.Equal((began.AddHours(8), began.AddHours(72)), (item.FirstResponseDueAt!.Value, item.ResolutionDueAt!.Value));

        crm.Clock.Advance(TimeSpan.FromHours(1));
        item.Priority = CasePriority.Urgent;
        await using var session = crm.OpenSession();
        item = await session.Records.UpdateAsync(item);
        Assert.Equal((began.AddHours(1), began.AddHours(4)), (item.FirstResponseDueAt!.Value, item.ResolutionDueAt!.Value));

        item.Description = "Still none";
        item = await session.Records.UpdateAsync(item);
        Assert.Equal(began.AddHours(4), item.ResolutionDueAt);
    }

    [Fact]
    public async Task A_case_is_resolved_with_a_resolution_and_shows_when()
    {
        await using var crm = new TestCrm();
        var item = await crm.AddAsync(new SupportCase { Subject = "No light" });
        await using var session = crm.OpenSession();
        var move = new StageMove(new RecordRef("case", item.Id), "resolved");
        Assert.Equal("pipeline.required-field", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.MoveAsync([move]))).Error.Code);

        crm.Clock.Advance(TimeSpan.FromHours(3));
        await session.Pipelines.MoveAsync([move with { Values = new Dictionary<string, object?> { ["resolution"] = "New bulb" } }]);
        Assert.Equal(crm.Clock.Now, (await crm.FindAsync<SupportCase>(item.Id))!.ResolvedAt);
        await session.Pipelines.ReopenAsync([new RecordRef("case", item.Id)]);
        Assert.Null((await crm.FindAsync<SupportCase>(item.Id))!.ResolvedAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public async Task Satisfaction_is_one_to_five(int satisfaction)
    {
        await using var crm = new TestCrm();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new SupportCase { Subject = "No light", Satisfaction = satisfaction }));
        Assert.Equal("field.range", refused.Error.Code);
    }

    [Fact]
    public async Task Nobody_has_answered_in_the_future()
    {
        await using var crm = new TestCrm();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new SupportCase { Subject = "No light", FirstRespondedAt = crm.Clock.Now.AddHours(1) }));
        Assert.Equal("case.responded-in-future", refused.Error.Code);
    }

    [Fact]
    public async Task The_warranty_of_an_asset_follows_its_product()
    {
        await using var crm = new TestCrm();
        var product = await crm.AddAsync(new Product { Name = "Pump", WarrantyMonths = 24 });
        var asset = await crm.AddAsync(new Asset { Name = "Pump 1", SerialNumber = "P-1", ProductId = product.Id, PurchasedOn = new DateOnly(2026, 3, 1) });
        Assert.Equal(new DateOnly(2028, 2, 29), asset.WarrantyEndsOn);
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new Asset { Name = "Copy", SerialNumber = "P-1" }));
        Assert.Equal("field.duplicate", refused.Error.Code);
    }
}
