using CrmKit.Documents;

namespace CrmKit.Orders;

/// <summary>Computes the totals of orders from their lines, payments and returns.</summary>
internal sealed class OrderTotals : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var orders = context.Living<Order>().ToList();
        foreach (var (change, order) in orders)
            if (change.Operation == RecordOperation.Create) order.OrderedOn ??= context.Session.Today;

        // A new order has no parts yet: they ask for its totals when they are written.
        var stored = orders.Where(o => o.Change.Operation != RecordOperation.Create).Select(o => (Guid?)o.Record.Id).ToList();
        if (stored.Count == 0)
        {
            foreach (var (change, order) in orders) Write(context, change, order, [], [], []);
            return;
        }
        var lines = (await context.ListAsync<OrderLine>(l => stored.Contains(l.OrderId), cancellationToken)).ToLookup(l => l.OrderId);
        var payments = (await context.ListAsync<Payment>(p => stored.Contains(p.OrderId), cancellationToken)).ToLookup(p => p.OrderId);
        var returns = (await context.ListAsync<OrderReturn>(r => stored.Contains(r.OrderId), cancellationToken)).ToLookup(r => r.OrderId);
        foreach (var (change, order) in orders)
            Write(context, change, order, DocumentTotals.InOrder(lines[order.Id]), [.. payments[order.Id]], [.. returns[order.Id]]);
    }

    private static void Write(SaveContext context, PendingChange change, Order order, List<OrderLine> lines, List<Payment> payments, List<OrderReturn> returns)
    {
        if (DocumentTotals.Write(context, change, order, lines) is not { } sums) return;
        order.ReturnedTotal = Returned(context, change, order, lines, sums.LineTotals, returns, Currencies.MinorUnits(order.Currency));
        var (paid, refunds) = (payments.Sum(p => p.Amount ?? 0), returns.Sum(r => r.Refund ?? 0));
        if (refunds > paid) context.Refuse(change, OrderErrors.RefundExceedsPaid(order.Number, refunds, paid));
        order.RefundTotal = refunds;
        order.PaidTotal = paid - refunds;
        order.OutstandingTotal = order.Total - order.ReturnedTotal - order.PaidTotal;
    }

    private static decimal Returned(SaveContext context, PendingChange change, Order order, List<OrderLine> lines, IReadOnlyList<decimal> lineTotals, List<OrderReturn> returns, int units)
    {
        var total = 0m;
        foreach (var line in returns.GroupBy(r => r.OrderLineId))
        {
            var index = lines.FindIndex(l => l.Id == line.Key);
            var (quantity, ordered) = (line.Sum(r => r.Quantity ?? 0), index < 0 ? 0 : lines[index].Quantity ?? 0);
            if (quantity > ordered) context.Refuse(change, OrderErrors.ReturnExceedsLine(order.Number, line.Key ?? Guid.Empty, quantity, ordered));
            else if (ordered > 0) total += DocumentMath.Round(lineTotals[index] / ordered * quantity, units);
        }
        return total;
    }
}
