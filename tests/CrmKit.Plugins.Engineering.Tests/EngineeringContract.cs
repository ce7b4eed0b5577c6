using CrmKit.Contracts;
using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Testing;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // one check changes the zone of the process

namespace CrmKit.Engineering;

/// <summary>What every plugin keeps, through the real loader: rights, zones, removal, unloading, references.</summary>
public sealed class EngineeringContract : PluginContract<EngineeringPlugin>
{
    [Fact]
    public async Task Every_field_says_what_it_means_in_English_and_Chinese()
    {
        await using var host = PluginTestHost.With<EngineeringPlugin>("engineering");
        await using var session = host.OpenSession();
        Assert.Empty(DescribedFields.Missing(session.Catalog, "engineering"));
    }

    // Made-up change orders are of contracts that nobody signed: a project is told instead.
    protected override async Task ExerciseAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        await using (var session = host.OpenSession())
        {
            var factor = await CreateAsync(new CustomRecord(BidFactors.Type, "Margin") { [BidFactors.Weight] = 10 });
            var lead = await session.Records.CreateAsync(new Lead { Name = "Bridge", Email = "city@example.org", [Tenders.Number] = "T-1", [Tenders.DueOn] = session.Today.AddDays(30) }, cancellationToken: cancellationToken);
            var tender = await NextAsync(new RecordRef("lead", lead.Id));
            await CreateAsync(new CustomRecord(BidFactors.AnswerType) { [BidFactors.Tender] = tender.Id, [BidFactors.Factor] = factor.Id, [BidFactors.Points] = 4 });
            var bill = await CreateAsync(new CustomRecord(Bills.Type, "Bill") { [Bills.Tender] = tender.Id });
            var section = await CreateAsync(new CustomRecord(Bills.SectionType, "Works") { [Bills.Bill] = bill.Id });
            await CreateAsync(new CustomRecord(Bills.ItemType, "Piles") { [Bills.Section] = section.Id, [Bills.Quantity] = 3, [Bills.Rate] = 333.33m });
            Assert.Equal((80m, 999.99m), await session.Records.GetAsync<Opportunity>(tender.Id, cancellationToken) is var scored ? (scored[Tenders.BidScore], scored.Amount) : default);
            await MoveAsync(tender, Tenders.Preparation);
            await MoveAsync(tender, Tenders.Awarded);

            var contract = await NextAsync(await NextAsync(tender));
            await CreateAsync(new CustomRecord(Milestones.Type, "All") { [Milestones.Contract] = contract.Id, [Milestones.Percent] = 100, [Milestones.ReachedOn] = session.Today });
            await session.Records.SaveAsync(new ChangeSet().Patch(contract, new Dictionary<string, object?> { [ContractTerms.RetentionPercent.Key] = 5m, [ContractTerms.DefectsUntilOn.Key] = session.Today.AddDays(1) }), cancellationToken);
            await MoveAsync(contract, "active");
            var change = await CreateAsync(new CustomRecord(ChangeOrders.Type) { [ChangeOrders.Contract] = contract.Id, [ChangeOrders.Amount] = 100 });
            await MoveAsync(new RecordRef(ChangeOrders.Type, change.Id), ChangeOrders.Approved);
            Assert.Equal(1_099.99m, (await session.Records.GetAsync<Contract>(contract.Id, cancellationToken)).Amount);
            var order = await NextAsync(contract);
            Assert.Equal(1_099.99m, (await session.Records.GetAsync<Order>(order.Id, cancellationToken)).Total);
            foreach (var report in session.Catalog.Reports.Where(r => r.Source == host.PluginId)) await session.Reports.RunAsync(report.Key, cancellationToken: cancellationToken);

            Task<CustomRecord> CreateAsync(CustomRecord record) => session.Records.CreateAsync(record, cancellationToken: cancellationToken);
            Task MoveAsync(RecordRef record, string stage) => session.Pipelines.MoveAsync([new StageMove(record, stage)], cancellationToken: cancellationToken);
            async Task<RecordRef> NextAsync(RecordRef from) => (await session.Conversions.ConvertAsync(from, new ConversionOptions { Process = "engineering.project" }, cancellationToken)).Target;
        }
        await host.DispatchAsync(cancellationToken);
    }
}
