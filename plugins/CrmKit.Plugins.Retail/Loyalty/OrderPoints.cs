using System.Globalization;
using CrmKit.Events;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Retail;

/// <summary>Brings the ledger to what an order is worth: its points when it is delivered, less when goods come back, none when it is no longer delivered. Doing it again changes nothing.</summary>
internal sealed class OrderPoints(IPluginSettings settings) : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        using var system = session.AsSystem(Shop.Actor);
        var rate = (await settings.ReadAsync(session, cancellationToken))[RetailSettings.PointsPerUnit] ?? 0;
        var ids = context.Event.Payload.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()).ToList();
        foreach (var order in (await session.Records.GetManyAsync("order", ids, cancellationToken)).OfType<Order>().Where(o => o.PipelineKey == ShopOrders.Pipeline))
            await SettleAsync(session, order, rate, cancellationToken);
    }

    private static async Task SettleAsync(ICrmSession session, Order order, decimal rate, CancellationToken cancellationToken)
    {
        if (Shop.CustomerOf(order) is not { } customer) return;
        var entries = await Ask.ListAsync<CustomRecord>(session, Points.Type, $"custom.{Points.Order.Key} eq '{order.Id}' and custom.{Points.Kind.Key} in ('{Points.Earned}','{Points.Reversed}')", cancellationToken);
        // Who changed the customer of an order later does not earn twice: its points stay where they went.
        if (entries.Count > 0 && Shop.CustomerOf(entries[0]) is { } first) customer = first;
        var worth = order.StageCategory == StageCategory.Won ? (long)Math.Floor(Math.Max(0, (order.Total ?? 0) - (order.ReturnedTotal ?? 0)) * rate) : 0;
        var missing = worth - entries.Sum(e => e[Points.Amount] ?? 0);
        // What is spent cannot be taken back: the ledger does not go below zero.
        if (missing < 0) missing = -Math.Min(-missing, await CustomerLedgers.BalanceAsync(session, customer, cancellationToken));
        if (missing == 0) return;
        await session.Records.CreateAsync(new CustomRecord(Points.Type, order.Name)
        {
            [customer.Type == "account" ? Shop.Account : Shop.Contact] = customer.Id,
            [Points.Kind] = missing > 0 ? Points.Earned : Points.Reversed,
            [Points.Amount] = missing,
            [Points.Order] = order.Id,
            [Points.Key] = string.Create(CultureInfo.InvariantCulture, $"order/{order.Id:D}/{entries.Count + 1}"),
        }, cancellationToken: cancellationToken);
    }
}
