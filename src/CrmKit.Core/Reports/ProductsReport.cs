using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Products;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What sells best: what the lines of orders came to, of each product, family, owner or team, and how much of it came back. Summed by the database.</summary>
internal sealed class ProductsReport : IReport
{
    public const string Family = "family";

    private static readonly ReportColumn[] Columns =
    [
        new("units", new("Units", "数量"), FieldKind.Number), new("revenue", new("Revenue", "收入"), FieldKind.Money), new("share", new("Share", "占比"), FieldKind.Percent), new("orders", new("Orders", "订单"), FieldKind.Integer),
        new("customers", new("Customers", "客户"), FieldKind.Integer), new("averagePrice", new("Average price", "平均单价"), FieldKind.Money), new("discountPercent", new("Discount", "折扣"), FieldKind.Percent),
        new("returnedUnits", new("Returned units", "退货数量"), FieldKind.Number), new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("products", parameters, "from", "until", "filter");
        var by = parameters.By ?? Dimension.Product;
        var reader = await session.ReaderAsync(cancellationToken);
        var lines = await LinesAsync(session, parameters, by, cancellationToken);
        var sums = await reader.ListAsync(lines.GroupBy(l => new { l.Id, l.Text, l.Currency }).Select(g => new Sum
        {
            Id = g.Key.Id, Text = g.Key.Text, Currency = g.Key.Currency, Lines = g.LongCount(),
            Units = g.Sum(l => StoredAmount.Scaled(l.Quantity)) ?? 0, Subtotal = g.Sum(l => StoredAmount.Scaled(l.Subtotal)) ?? 0, Discount = g.Sum(l => StoredAmount.Scaled(l.Discount)) ?? 0,
        }), cancellationToken);
        // Apart from the currencies: a customer who bought in two of them is one.
        var buyers = (await reader.ListAsync(lines.GroupBy(l => new { l.Id, l.Text }).Select(g => new Buyers
        {
            Id = g.Key.Id, Text = g.Key.Text, Orders = g.Select(l => l.OrderId).Distinct().LongCount(), Customers = g.Select(l => l.AccountId).Distinct().LongCount(),
        }), cancellationToken)).ToDictionary(b => (b.Id, b.Text));
        var returns = await ReadableRows.OfAsync<OrderReturn>(session, ["orderLineId", "quantity"], cancellationToken);
        var back = (await reader.ListAsync(returns.Join(lines, r => r.OrderLineId, l => (Guid?)l.LineId, (r, l) => new { l.Id, l.Text, r.Quantity })
            .GroupBy(r => new { r.Id, r.Text }).Select(g => new Back { Id = g.Key.Id, Text = g.Key.Text, Units = g.Sum(r => StoredAmount.Scaled(r.Quantity)) ?? 0 }), cancellationToken)).ToDictionary(b => (b.Id, b.Text), b => b.Units);

        var dimension = by == Family ? "" : by;
        var names = await DimensionNames.LoadAsync(session, dimension, [.. sums.Select(Key)], cancellationToken);
        var money = CurrencySums.Over(sums.Select(s => (s.Currency, s.Lines, StoredAmount.Unscaled(s.Subtotal - s.Discount))), session.Options);
        var whole = sums.Where(s => money.Includes(s.Currency, session.Options)).Sum(s => s.Subtotal - s.Discount);
        var rows = sums.GroupBy(s => (s.Id, s.Text)).Select(g =>
        {
            var priced = g.Where(s => money.Includes(s.Currency, session.Options)).ToList();
            var (subtotal, discount, units) = (priced.Sum(s => s.Subtotal), priced.Sum(s => s.Discount), priced.Sum(s => s.Units));
            return (Name: names.Of(Key(g.First())), Units: StoredAmount.Unscaled(g.Sum(s => s.Units)), Revenue: StoredAmount.Unscaled(subtotal - discount), Share: Figures.Percent(subtotal - discount, whole), Buyers: buyers[g.Key],
                Price: units == 0 ? null : (decimal?)Figures.Round((subtotal - discount) / (decimal)units), Discount: Figures.Percent(discount, subtotal), Back: StoredAmount.Unscaled(back.GetValueOrDefault(g.Key)));
        }).OrderByDescending(r => r.Revenue).ThenByDescending(r => r.Units).ThenBy(r => r.Name.Label, StringComparer.Ordinal).ThenBy(r => r.Name.Id);
        return new ReportTable("products", parameters.Until is { } until && until < session.Today ? until : session.Today, [.. ColumnsOf(by), .. Columns],
            [.. rows.Select(r => (IReadOnlyList<object?>)
            [
                r.Name.Label, .. ColumnsOf(by).Skip(1).Select(_ => (object?)r.Name.Id), r.Units, r.Revenue, r.Share, r.Buyers.Orders, r.Buyers.Customers, r.Price, r.Discount, r.Back, money.Currency,
            ])])
        {
            Remarks = [.. money.Remarks],
        };
    }

    /// <summary>The lines of orders that were placed in the time and are not cancelled.</summary>
    private static async Task<IQueryable<Sold>> LinesAsync(CrmSession session, ReportParameters parameters, string by, CancellationToken cancellationToken)
    {
        var (from, until) = (parameters.From, parameters.Until);
        string[] needed = by switch { Dimension.Owner => ["ownerId"], Dimension.Team => ["teamId"], _ => [] };
        var orders = (await ReadableRows.OfAsync<Order>(session, ["orderedOn", "accountId", "currency", "stageCategory", .. needed], cancellationToken, parameters.Filter))
            .Where(o => (o.StageCategory == null || o.StageCategory != StageCategory.Lost) && (from == null || o.OrderedOn >= from) && (until == null || o.OrderedOn <= until));
        var lines = await ReadableRows.OfAsync<OrderLine>(session, ["orderId", "productId", "quantity", "subtotal", "discount"], cancellationToken);
        var products = await ReadableRows.OfAsync<Product>(session, ["family"], cancellationToken);
        var placed = lines.Join(orders, l => l.OrderId, o => (Guid?)o.Id, (line, order) => new { line, order });
        return by switch
        {
            Dimension.Owner => placed.Select(p => new Sold { Id = p.order.OwnerId, Text = null, LineId = p.line.Id, OrderId = p.order.Id, AccountId = p.order.AccountId, Currency = p.order.Currency, Quantity = p.line.Quantity, Subtotal = p.line.Subtotal, Discount = p.line.Discount }),
            Dimension.Team => placed.Select(p => new Sold { Id = p.order.TeamId, Text = null, LineId = p.line.Id, OrderId = p.order.Id, AccountId = p.order.AccountId, Currency = p.order.Currency, Quantity = p.line.Quantity, Subtotal = p.line.Subtotal, Discount = p.line.Discount }),
            Family => from p in placed
                      join product in products on p.line.ProductId equals (Guid?)product.Id into known
                      from product in known.DefaultIfEmpty()
                      select new Sold { Id = null, Text = product == null ? null : product.Family, LineId = p.line.Id, OrderId = p.order.Id, AccountId = p.order.AccountId, Currency = p.order.Currency, Quantity = p.line.Quantity, Subtotal = p.line.Subtotal, Discount = p.line.Discount },
            _ => placed.Select(p => new Sold { Id = p.line.ProductId, Text = null, LineId = p.line.Id, OrderId = p.order.Id, AccountId = p.order.AccountId, Currency = p.order.Currency, Quantity = p.line.Quantity, Subtotal = p.line.Subtotal, Discount = p.line.Discount }),
        };
    }

    private static IEnumerable<ReportColumn> ColumnsOf(string by) => by == Family ? [new(Family, new("Product family", "产品系列"), FieldKind.Text)] : Dimension.Columns(by);

    private static DimensionKey Key(Sum sum) => new() { RecordId = sum.Id, Text = sum.Text };

    private sealed class Sold
    {
        public Guid? Id { get; init; }
        public string? Text { get; init; }
        public Guid LineId { get; init; }
        public Guid OrderId { get; init; }
        public Guid? AccountId { get; init; }
        public string? Currency { get; init; }
        public decimal? Quantity { get; init; }
        public decimal? Subtotal { get; init; }
        public decimal? Discount { get; init; }
    }

    private sealed class Sum
    {
        public Guid? Id { get; init; }
        public string? Text { get; init; }
        public string? Currency { get; init; }
        public long Lines { get; init; }
        public long Units { get; init; }
        public long Subtotal { get; init; }
        public long Discount { get; init; }
    }

    private sealed class Buyers
    {
        public Guid? Id { get; init; }
        public string? Text { get; init; }
        public long Orders { get; init; }
        public long Customers { get; init; }
    }

    private sealed class Back
    {
        public Guid? Id { get; init; }
        public string? Text { get; init; }
        public long Units { get; init; }
    }
}
