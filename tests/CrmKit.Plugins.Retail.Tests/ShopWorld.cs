using CrmKit.Accounts;
using CrmKit.Conversions;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Products;
using CrmKit.Records;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Retail;

/// <summary>A shop with a clerk, two customers and a product of 100 without tax. The clock begins on 7 September 2026.</summary>
internal sealed class ShopWorld(PluginTestHost host) : IAsyncDisposable
{
    public PluginTestHost Host { get; } = host;
    public User Clerk { get; private set; } = null!;
    public Account Acme { get; private set; } = null!;
    public Account Bolt { get; private set; } = null!;
    public Product Shirt { get; private set; } = null!;

    public static async Task<ShopWorld> NewAsync()
    {
        var world = new ShopWorld(PluginTestHost.With<RetailPlugin>("retail", new PluginTestOptions { Start = new DateTimeOffset(2026, 9, 7, 2, 0, 0, TimeSpan.Zero) }));
        world.Clerk = await world.Host.AddUserAsync("clerk", "sales-rep,retail.clerk");
        await using var session = world.As();
        world.Acme = await session.Records.CreateAsync(new Account { Name = "Acme" });
        world.Bolt = await session.Records.CreateAsync(new Account { Name = "Bolt" });
        world.Shirt = await session.Records.CreateAsync(new Product { Name = "Shirt", ListPrice = 100, Currency = "USD" });
        return world;
    }

    public ICrmSession As(User? user = null) => user is null ? Host.OpenSession() : Host.OpenSession(user);

    public async Task<T> DoAsync<T>(Func<ICrmSession, Task<T>> act, User? user = null)
    {
        await using var session = As(user);
        return await act(session);
    }

    public Task DoAsync(Func<ICrmSession, Task> act, User? user = null) => DoAsync(async s =>
    {
        await act(s);
        return true;
    }, user);

    public Task<CustomRecord> CouponAsync(string code, decimal? percent = null, decimal? amount = null, Action<CustomRecord>? more = null)
    {
        var coupon = new CustomRecord(Coupons.Type, code)
        {
            [Coupons.Code] = code, [Coupons.Kind] = percent is null ? Coupons.Amount : Coupons.Percent, [Coupons.PercentOff] = percent, [Coupons.AmountOff] = amount, [Carts.Currency] = amount is null ? null : "USD",
        };
        more?.Invoke(coupon);
        return DoAsync(s => s.Records.CreateAsync(coupon));
    }

    public async Task<CustomRecord> CartAsync(Account? account = null, decimal quantity = 2, string? coupons = null, User? user = null)
    {
        await using var session = As(user);
        var cart = await session.Records.CreateAsync(new CustomRecord(Carts.Type, "Basket") { [Shop.Account] = (account ?? Acme).Id, [Coupons.Codes] = coupons });
        if (quantity > 0) await session.Records.CreateAsync(new CustomRecord(Carts.ItemType, "Shirt") { [Carts.Cart] = cart.Id, [Carts.Product] = Shirt.Id, [Carts.Quantity] = quantity });
        return (CustomRecord)await session.Records.GetAsync(new RecordRef(Carts.Type, cart.Id));
    }

    public async Task<Order> OrderAsync(CustomRecord cart, User? user = null)
    {
        var result = await DoAsync(s => s.Conversions.ConvertAsync(new RecordRef(Carts.Type, cart.Id), new ConversionOptions { Process = "retail.basket" }), user);
        return await GetAsync(result.Target.Id);
    }

    public async Task<Order> OrderAsync(Account? account = null, decimal quantity = 2, string? coupons = null) => await OrderAsync(await CartAsync(account, quantity, coupons));

    public Task<Order> GetAsync(Guid order) => DoAsync(s => s.Records.GetAsync<Order>(order));

    public Task MoveAsync(Order order, params string[] stages) => DoAsync(async s =>
    {
        foreach (var stage in stages) await s.Pipelines.MoveAsync([new StageMove(new RecordRef("order", order.Id), stage)]);
    });

    public async Task DeliverAsync(Order order)
    {
        var fresh = await GetAsync(order.Id);
        await DoAsync(s => s.Records.CreateAsync(new Payment { OrderId = order.Id, Amount = fresh.OutstandingTotal, PaidOn = s.Today }));
        await MoveAsync(order, ShopOrders.Paid, ShopOrders.Packed, ShopOrders.Shipped, ShopOrders.Delivered);
        await Host.DispatchAsync();
    }

    public async Task RunAsync(string job)
    {
        await Host.Services.GetRequiredService<IScheduler>().QueueNowAsync(job);
        await Host.DispatchAsync();
    }

    public Task<IReadOnlyList<CustomRecord>> ListAsync(string type) => DoAsync(s => s.Records.ListAsync(new Specification<CustomRecord>().OfType(type).OrderBy(r => r.Id)));

    public static async Task<CrmError> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<CrmException>(act)).Error;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
