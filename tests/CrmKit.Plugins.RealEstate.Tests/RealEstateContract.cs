using CrmKit.Activities;
using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Testing;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // one check changes the zone of the process

namespace CrmKit.RealEstate;

/// <summary>What every plugin keeps, through the real loader: rights, zones, removal, unloading, references.</summary>
public sealed class RealEstateContract : PluginContract<RealEstatePlugin>
{
    [Fact]
    public async Task Every_field_says_what_it_means_in_English_and_Chinese()
    {
        await using var host = PluginTestHost.With<RealEstatePlugin>("realestate");
        await using var session = host.OpenSession();
        Assert.Empty(DescribedFields.Missing(session.Catalog, "realestate"));
    }

    // A made-up unit is off the market as often as not: a sale is told instead.
    protected override async Task ExerciseAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        await using (var session = host.OpenSession())
        {
            var development = await session.Records.CreateAsync(new CustomRecord(Developments.Type, "Riverside"), cancellationToken: cancellationToken);
            var building = await session.Records.CreateAsync(new CustomRecord(Buildings.Type, "Tower A") { [Buildings.Development] = development.Id }, cancellationToken: cancellationToken);
            var unit = await session.Records.CreateAsync(World.NewUnit("101", building: building.Id, floor: 1), cancellationToken: cancellationToken);
            var other = await session.Records.CreateAsync(World.NewUnit("102", building: building.Id, floor: 1), cancellationToken: cancellationToken);
            var plan = await session.Records.CreateAsync(new CustomRecord(PaymentPlans.Type, "Halves"), cancellationToken: cancellationToken);
            await session.Records.SaveAsync(new ChangeSet()
                .Create(new CustomRecord(PaymentPlans.StepType, "First") { [PaymentPlans.Plan] = plan.Id, [PaymentPlans.Percent] = 50, [PaymentPlans.DueAfterDays] = 0L })
                .Create(new CustomRecord(PaymentPlans.StepType, "Second") { [PaymentPlans.Plan] = plan.Id, [PaymentPlans.Percent] = 50, [PaymentPlans.DueAfterDays] = 30L }), cancellationToken);
            await session.Records.CreateAsync(new CustomRecord(Reservations.Type, "Short") { [Reservations.Unit] = other.Id, [Reservations.ExpiresAt] = session.Now.AddHours(1) }, cancellationToken: cancellationToken);
            await session.Records.CreateAsync(new Appointment { Subject = "Viewing", StartsAt = session.Now.AddHours(1), EndsAt = session.Now.AddHours(2), [Viewings.Unit] = unit.Id }, cancellationToken: cancellationToken);

            var lead = await session.Records.CreateAsync(new Lead { Name = "Mei", Email = "mei@example.org", [Searches.Budget] = 450_000, [Searches.Area] = 80, [Searches.Unit] = unit.Id }, cancellationToken: cancellationToken);
            var sale = (await session.Conversions.ConvertAsync(new RecordRef("lead", lead.Id), new ConversionOptions { Process = "realestate.sale" }, cancellationToken)).Target;
            await MoveAsync(sale, "reservation", Searches.AgreedPrice.Key, 430_000m);
            await MoveAsync(sale, "signed", Searches.AgreedPrice.Key, 430_000m);
            var contract = (await session.Conversions.ConvertAsync(sale, new ConversionOptions { Process = "realestate.sale" }, cancellationToken)).Target;
            await session.Pipelines.MoveAsync([new StageMove(contract, "active")], cancellationToken: cancellationToken);
            var order = (await session.Conversions.ConvertAsync(contract, new ConversionOptions { Process = "realestate.sale", Values = new Dictionary<string, object?> { [PaymentPlans.Plan.Key] = plan.Id } }, cancellationToken)).Target;
            Assert.Equal(2, await session.Records.CountAsync(new Specification<PaymentPlanItem>(i => i.OrderId == order.Id), cancellationToken));
            host.Clock.Advance(TimeSpan.FromHours(2));
            await session.Pipelines.MoveAsync([new StageMove(order, "delivered")], cancellationToken: cancellationToken);
            foreach (var report in session.Catalog.Reports.Where(r => r.Source == host.PluginId)) await session.Reports.RunAsync(report.Key, cancellationToken: cancellationToken);

            Task MoveAsync(RecordRef record, string stage, string field, object value) =>
                session.Pipelines.MoveAsync([new StageMove(record, stage) { Values = new Dictionary<string, object?> { [field] = value } }], cancellationToken: cancellationToken);
        }
        await host.DispatchAsync(cancellationToken);
    }
}
