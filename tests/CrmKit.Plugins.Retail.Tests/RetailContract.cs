using CrmKit.Accounts;
using CrmKit.Conversions;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Testing;
using F = CrmKit.Fields.Field;

namespace CrmKit.Retail;

/// <summary>The plugin through the real loader: rights, repeated deliveries, zones, removal, unloading, references.</summary>
public sealed class RetailContract : PluginContract<RetailPlugin>
{
    [Fact]
    public async Task Every_field_says_what_it_means_in_English_and_Chinese()
    {
        await using var host = PluginTestHost.With<RetailPlugin>("retail");
        await using var session = host.OpenSession();
        Assert.Empty(DescribedFields.Missing(session.Catalog, "retail"));
    }

    // By names: the types of the test's own copy are not those of the loaded plugin.
    protected override async Task ExerciseAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        await using (var session = host.OpenSession())
        {
            var account = await session.Records.CreateAsync(new Account { Name = "Acme" }, cancellationToken: cancellationToken);
            await session.Records.CreateAsync(new CustomRecord("retail.coupon", "Ten") { [F.Text("retail.code")] = "ten", [F.Option("retail.kind")] = "percent", [F.Percent("retail.percent-off")] = 10 }, cancellationToken: cancellationToken);
            var cart = await session.Records.CreateAsync(new CustomRecord("retail.cart", "Basket") { [F.Reference("retail.account")] = account.Id, [F.Text("retail.coupons")] = "TEN" }, cancellationToken: cancellationToken);
            await session.Records.CreateAsync(new CustomRecord("retail.cart-item", "Shirt") { [F.Reference("retail.cart")] = cart.Id, [F.Decimal("retail.quantity")] = 2, [F.Money("retail.unit-price")] = 100 }, cancellationToken: cancellationToken);
            var made = await session.Conversions.ConvertAsync(new RecordRef("retail.cart", cart.Id), new ConversionOptions { Process = "retail.basket" }, cancellationToken);
            await session.Records.CreateAsync(new Payment { OrderId = made.Target.Id, Amount = 180, PaidOn = session.Today }, cancellationToken: cancellationToken);
            foreach (var stage in new[] { "paid", "packed", "shipped", "delivered" }) await session.Pipelines.MoveAsync([new StageMove(made.Target, stage)], cancellationToken: cancellationToken);
            await host.DispatchAsync(cancellationToken);
            Assert.Equal(180, (await session.Records.GetAsync<Account>(account.Id, cancellationToken))[F.Integer("retail.points-balance")]);
            await session.Endpoints.AnswerAsync("retail.score", new Endpoints.EndpointRequest(), cancellationToken);
            await session.Reports.RunAsync("retail.rfm", cancellationToken: cancellationToken);
        }
        await host.DispatchAsync(cancellationToken);
    }
}
