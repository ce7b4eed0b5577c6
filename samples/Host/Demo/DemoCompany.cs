using CrmKit.Sessions;

namespace CrmKit.Samples.Host.Demo;

/// <summary>A made-up company with customers in English and Chinese: the same people, deals and figures on every machine.</summary>
/// <remarks>Its history ends on <see cref="DemoTime.LastDay"/>: ask reports as of that day. All of it is written through the doors, its records in one transaction.</remarks>
internal static class DemoCompany
{
    private const int Seed = 20251231;

    public static async Task FillAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        await DemoReasons.DefineAsync(session, cancellationToken); // definitions stand outside transactions
        await using var work = await session.BeginAsync(cancellationToken);
        var writer = new DemoWriter(session, cancellationToken);
        var chance = new Chance(Seed);
        var staff = await DemoStaff.CreateAsync(writer);
        var goods = await DemoGoods.CreateAsync(writer);
        var customers = await DemoCustomers.CreateAsync(writer, chance, staff);
        await DemoLeads.CreateAsync(writer, chance, staff, goods);
        var sales = await DemoSales.CreateAsync(writer, chance, staff, goods, customers);
        await DemoDeliveries.CreateAsync(writer, chance, goods, sales);
        await DemoService.CreateAsync(writer, chance, staff, goods, sales, customers);
        await DemoKnowledge.CreateAsync(writer, staff, goods);
        await DemoActivities.CreateAsync(writer, chance, sales);
        await DemoQuotes.CreateAsync(writer, new Chance(Seed + 1), sales); // with chances of its own, so that all before stays as it was
        await work.CommitAsync(cancellationToken);
    }
}
