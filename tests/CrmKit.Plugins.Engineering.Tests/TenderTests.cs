using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Projects;
using CrmKit.Records;

namespace CrmKit.Engineering;

public sealed class TenderTests : IAsyncDisposable
{
    private readonly World _world = new();

    [Fact]
    public async Task The_bid_score_is_the_weighted_mean_of_the_answers_with_its_reasons()
    {
        var (margin, staff) = (await _world.FactorAsync("Margin", 30), await _world.FactorAsync("Staff", 10));
        var tender = await _world.TenderAsync();
        await _world.AnswerAsync(tender, margin, 4, "good rates");
        tender = await _world.AgainAsync(tender);
        Assert.Equal(60m, tender[Tenders.BidScore]); // 30 × 4/5 of 40, staff not answered
        Assert.Equal("Margin: 60.0 of 75.0, good rates\nStaff: 0.0 of 25.0, not answered", tender[Tenders.BidReasons]);

        await _world.AnswerAsync(tender, staff, 1);
        Assert.Equal(65m, (await _world.AgainAsync(tender))[Tenders.BidScore]);
        await _world.SetAsync(staff, BidFactors.Weight.Key, 30m); // other weights, other scores
        Assert.Equal(50m, (await _world.AgainAsync(tender))[Tenders.BidScore]);
        await _world.SetAsync(staff, BidFactors.IsRetired.Key, true);
        Assert.Equal(80m, (await _world.AgainAsync(tender))[Tenders.BidScore]);
        Assert.Equal("engineering.answer-duplicate", await World.RefusalAsync(() => _world.AnswerAsync(tender, margin, 5)));
    }

    [Fact]
    public async Task No_bid_is_prepared_below_the_threshold_or_with_open_questions()
    {
        var (margin, staff) = (await _world.FactorAsync("Margin", 30), await _world.FactorAsync("Staff", 10));
        var tender = await _world.TenderAsync();
        await _world.AnswerAsync(tender, margin, 5);
        Assert.Equal("engineering.bid-unanswered", await World.RefusalAsync(() => _world.MoveAsync(tender, Tenders.Preparation)));
        var answer = await _world.AnswerAsync(tender, staff, 0);
        await _world.Session.Settings.SaveAsync("engineering", new Dictionary<string, object?> { [BidFactors.Threshold.Key] = 80m });
        Assert.Equal("engineering.bid-score-low", await World.RefusalAsync(() => _world.MoveAsync(tender, Tenders.Submitted)));
        Assert.Equal(Tenders.Qualification, (await _world.AgainAsync(tender)).StageKey);
        await _world.SetAsync(answer, BidFactors.Points.Key, 1L);
        await _world.MoveAsync(tender, Tenders.Preparation);
        await _world.SetAsync(answer, BidFactors.Points.Key, 0L);
        await _world.MoveAsync(tender, Tenders.Submitted); // the decision was made
        await _world.MoveAsync(await _world.TenderAsync("Other"), Tenders.NoBid);
    }

    [Fact]
    public async Task A_bill_of_quantities_adds_up_in_its_currency_and_prices_the_tender()
    {
        var tender = await _world.TenderAsync(currency: "JPY");
        var bill = await _world.Session.Records.CreateAsync(new CustomRecord(Bills.Type, "Bill") { [Bills.Tender] = tender.Id });
        Assert.Equal("JPY", bill[Bills.Currency]);
        var (piles, deck) = (await SectionAsync(bill, "Piles"), await SectionAsync(bill, "Deck"));
        var item = await ItemAsync(piles, "Boring", 10.3333m, 99.9m);
        Assert.Equal(1_032m, item[Bills.Amount]); // 1,032.29667, and a yen has no parts
        await _world.Session.Records.SaveAsync(new ChangeSet().Create(NewItem(piles, "Steel", 2.5m, 1_001m)).Create(NewItem(deck, "Concrete", 7, 300m)));
        Assert.Equal((3_535m, 2_100m), ((await _world.AgainAsync(piles))[Bills.Total], (await _world.AgainAsync(deck))[Bills.Total])); // 2,502.5 rounds to 2,503
        Assert.Equal((5_635m, 5_635m), ((await _world.AgainAsync(bill))[Bills.Total], (await _world.AgainAsync(tender)).Amount));

        await _world.SetAsync(item, Bills.Section.Key, deck.Id);
        Assert.Equal((2_503m, 3_132m), ((await _world.AgainAsync(piles))[Bills.Total], (await _world.AgainAsync(deck))[Bills.Total]));
        await _world.Session.Records.DeleteAsync(new RecordRef(Bills.ItemType, item.Id));
        Assert.Equal(4_603m, (await _world.AgainAsync(tender)).Amount);
        Assert.Equal("engineering.bill-currency", await World.RefusalAsync(() => _world.SetAsync(bill, Bills.Currency.Key, "EUR")));

        var document = (await _world.Session.Endpoints.AnswerAsync("engineering.bill-document", new Endpoints.EndpointRequest { Path = new Dictionary<string, string> { ["id"] = bill.Id.ToString() } })).Body!;
        Assert.Equal((4_603m, 2, 2_503m), ((decimal)document["total"]!, document["sections"]!.AsArray().Count, (decimal)document["sections"]![0]!["items"]![0]!["amount"]!));
    }

    [Fact]
    public async Task A_bill_is_refused_what_it_cannot_hold()
    {
        var tender = await _world.TenderAsync();
        var bill = await _world.Session.Records.CreateAsync(new CustomRecord(Bills.Type, "Bill") { [Bills.Tender] = tender.Id });
        Assert.Equal("field.duplicate", await World.RefusalAsync(() => _world.Session.Records.CreateAsync(new CustomRecord(Bills.Type, "Second") { [Bills.Tender] = tender.Id })));
        Assert.Equal("engineering.currency-unknown", await World.RefusalAsync(() => _world.SetAsync(bill, Bills.Currency.Key, "XYZ")));
        var section = await SectionAsync(bill, "Piles");
        Assert.Equal("engineering.amount-too-large", await World.RefusalAsync(() => ItemAsync(section, "Too much", 1_000_000_000, 1_000_000_000)));
        await _world.MoveAsync(tender, Tenders.Awarded);
        Assert.Equal("engineering.bill-closed", await World.RefusalAsync(() => ItemAsync(section, "Late", 1, 1)));
        Assert.Equal(0, await _world.Session.Records.CountAsync(new Specification<CustomRecord>().OfType(Bills.ItemType)));
    }

    [Fact]
    public async Task From_the_tender_to_service_the_project_needs_its_departments_and_the_contract_is_worth_the_bill()
    {
        await _world.Session.Settings.SaveAsync("engineering", new Dictionary<string, object?> { [ProjectDelivery.Departments.Key] = "Engineering, Finance" });
        var lead = await _world.Session.Records.CreateAsync(new Lead { Name = "Bridge", CompanyName = "City", Email = "city@example.org", [Tenders.Number] = "T-1" });
        var tender = await _world.Session.Records.GetAsync<Opportunity>((await NextAsync(new RecordRef("lead", lead.Id))).Id);
        Assert.Equal((Tenders.Pipeline, "T-1"), (tender.PipelineKey, tender[Tenders.Number]));
        var bill = await _world.Session.Records.CreateAsync(new CustomRecord(Bills.Type, "Bill") { [Bills.Tender] = tender.Id });
        await ItemAsync(await SectionAsync(bill, "All"), "All", 3, 333_333.33m);
        await _world.SetAsync(tender, Tenders.DueOn.Key, new DateOnly(2026, 5, 1));
        await _world.MoveAsync(tender, Tenders.Awarded);

        var project = await NextAsync(new RecordRef("opportunity", tender.Id));
        Assert.Equal("engineering.department-missing", await World.RefusalAsync(() => MoveAsync(project, ProjectDelivery.Works)));
        foreach (var department in new[] { "engineering", "Finance" })
            await _world.Session.Records.CreateAsync(new ProjectMember { ProjectId = project.Id, UserId = (await _world.Host.AddUserAsync(department)).Id, Department = department });
        await MoveAsync(project, ProjectDelivery.Works);

        var contract = await _world.Session.Records.GetAsync<Contracts.Contract>((await NextAsync(project)).Id);
        Assert.Equal(999_999.99m, contract.Amount);
        await _world.SetAsync(contract, ContractTerms.RetentionPercent.Key, 5m);
        await _world.MilestoneAsync(contract, "Design", 40, 1);
        await _world.MilestoneAsync(contract, "Works", 60, 2);
        await _world.MoveAsync(contract, "active");
        var order = await _world.Session.Records.GetAsync<Order>((await NextAsync(new RecordRef("contract", contract.Id))).Id);
        var plan = await _world.Session.Records.ListAsync(new Specification<PaymentPlanItem>(i => i.OrderId == order.Id).OrderBy(i => i.Amount));
        Assert.Equal((999_999.99m, 999_999.99m), (order.Total, plan.Sum(i => i.Amount)));
        Assert.Equal([("Held back", 50_000m), ("Design", 380_000m), ("Works", 569_999.99m)], plan.Select(i => (i.Name, i.Amount!.Value)));
        Assert.Equal(2, await _world.Session.Records.CountAsync(new Specification<FulfilmentMilestone>(m => m.OrderId == order.Id)));
        Assert.Equal("case", (await NextAsync(new RecordRef("order", order.Id))).Type);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<RecordRef> NextAsync(RecordRef from) => (await _world.Session.Conversions.ConvertAsync(from, new ConversionOptions { Process = "engineering.project" })).Target;

    private Task MoveAsync(RecordRef record, string stage) => _world.Session.Pipelines.MoveAsync([new StageMove(record, stage)]);

    private Task<CustomRecord> SectionAsync(CustomRecord bill, string name) => _world.Session.Records.CreateAsync(new CustomRecord(Bills.SectionType, name) { [Bills.Bill] = bill.Id });

    private Task<CustomRecord> ItemAsync(CustomRecord section, string name, decimal quantity, decimal rate) => _world.Session.Records.CreateAsync(NewItem(section, name, quantity, rate));

    private static CustomRecord NewItem(CustomRecord section, string name, decimal quantity, decimal rate) =>
        new(Bills.ItemType, name) { [Bills.Section] = section.Id, [Bills.Quantity] = quantity, [Bills.Rate] = rate };
}
