using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Lifecycles;

/// <summary>How fast customers pay, out of the orders and payments that the actor may see.</summary>
internal sealed class Paying(CrmSession session, RecordSource source) : ISessionService
{
    private const int Chunk = 500, FewestOrders = 2;

    /// <summary>The paid orders of customers.</summary>
    public async Task<ILookup<Guid, PaidOrder>> OfAsync(bool isContact, IReadOnlyCollection<Guid> customers, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(typeof(Order));
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var (paymentType, planType) = (session.Catalog.Type(typeof(Payment)), session.Catalog.Type(typeof(PaymentPlanItem)));
        var hiddenOfPayments = await session.Access.HiddenFieldsAsync(paymentType, cancellationToken);
        if (hidden.Contains(isContact ? "contactId" : "accountId") || hidden.Contains("orderedOn") || hiddenOfPayments.Contains("paidOn") || hiddenOfPayments.Contains("amount")) return Array.Empty<PaidOrder>().ToLookup(_ => Guid.Empty);
        var reader = await session.ReaderAsync(cancellationToken);
        var orders = (await source.VisibleAsync<Order>(type, RecordLife.Alive, cancellationToken)).Where(o => o.OrderedOn != null && (o.StageCategory == null || o.StageCategory != StageCategory.Lost));
        var payments = await source.VisibleAsync<Payment>(paymentType, RecordLife.Alive, cancellationToken);
        var plan = await source.VisibleAsync<PaymentPlanItem>(planType, RecordLife.Alive, cancellationToken);
        var found = new List<(Guid Customer, PaidOrder Order)>();
        foreach (var some in customers.Select(c => (Guid?)c).Chunk(Chunk))
        {
            var theirs = isContact ? orders.Where(o => some.Contains(o.ContactId)) : orders.Where(o => some.Contains(o.AccountId));
            var paid = from p in payments
                       join o in theirs on p.OrderId equals (Guid?)o.Id
                       where p.PaidOn != null && p.Amount != null
                       select new { Customer = isContact ? o.ContactId : o.AccountId, o.Id, o.OrderedOn, p.PaidOn, p.Amount, p.PaymentPlanItemId };
            var rows = await reader.ListAsync(paid, cancellationToken);
            var due = new Dictionary<Guid, DateOnly>();
            foreach (var items in rows.Select(r => r.PaymentPlanItemId).OfType<Guid>().Distinct().Chunk(Chunk))
                foreach (var item in await reader.ListAsync(plan.Where(i => items.Contains(i.Id) && i.DueOn != null).Select(i => new { i.Id, i.DueOn }), cancellationToken)) due[item.Id] = item.DueOn!.Value;
            foreach (var order in rows.GroupBy(r => (r.Customer, r.Id)))
                found.Add((order.Key.Customer!.Value, new PaidOrder(type.Ref(order.Key.Id), order.Max(p => p.PaidOn!.Value),
                    Mean(order.Select(p => (p.PaidOn!.Value.DayNumber - p.OrderedOn!.Value.DayNumber, p.Amount!.Value)))!.Value,
                    Mean(order.Where(p => p.PaymentPlanItemId is { } item && due.ContainsKey(item)).Select(p => (p.PaidOn!.Value.DayNumber - due[p.PaymentPlanItemId!.Value].DayNumber, p.Amount!.Value))))));
        }
        return found.OrderByDescending(f => f.Order.PaidOn).ThenBy(f => f.Order.Order.Id).ToLookup(f => f.Customer, f => f.Order);
    }

    /// <summary>Every order counts alike: amounts of different currencies are never added.</summary>
    public static (decimal? Days, decimal? DelayDays, LocalizedText Reason) Figure(IReadOnlyCollection<PaidOrder> orders)
    {
        var delays = orders.Select(o => o.DelayDays).OfType<decimal>().ToList();
        var delay = delays.Count < FewestOrders ? null : Figures.Mean(delays.Sum(), delays.Count);
        return orders.Count < FewestOrders
            ? (null, null, new($"Not enough data: {orders.Count} paid orders, and {FewestOrders} are needed.", $"数据不足：有 {orders.Count} 个已付款订单，至少需要 {FewestOrders} 个。"))
            : (Figures.Mean(orders.Sum(o => o.Days), orders.Count), delay, new($"The mean over {orders.Count} paid orders; {delays.Count} of them have payments of instalments with a day on which they were due.", $"{orders.Count} 个已付款订单的平均值；其中 {delays.Count} 个有带到期日的分期付款。"));
    }

    // Within an order there is one currency: by amount.
    private static decimal? Mean(IEnumerable<(int Days, decimal Amount)> payments)
    {
        var all = payments.ToList();
        var amount = all.Sum(p => p.Amount);
        return amount == 0 ? null : all.Sum(p => p.Days * p.Amount) / amount;
    }
}

/// <summary>An order with payments.</summary>
/// <param name="Order">The order.</param>
/// <param name="PaidOn">The last payment.</param>
/// <param name="Days">Days from the order to its payments, by amount.</param>
/// <param name="DelayDays">Days from the days on which instalments were due to their payments, by amount; <see langword="null"/> for none.</param>
internal sealed record PaidOrder(RecordRef Order, DateOnly PaidOn, decimal Days, decimal? DelayDays);
