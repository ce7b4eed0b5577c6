using CrmKit.Access;
using CrmKit.Lifecycles;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Products;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What owners ask first, on one page: how many customers, gained and lost in the last quarter, won, sold and earned in the last month, and who closed most.</summary>
internal sealed class BusinessReport : IReport
{
    private static readonly ReportColumn[] Columns =
    [
        new("question", new("Question", "问题"), FieldKind.Text), new("from", new("From", "起"), FieldKind.Date), new("until", new("Until", "止"), FieldKind.Date), new("count", new("Count", "数量"), FieldKind.Integer),
        new("amount", new("Amount", "金额"), FieldKind.Money), new("currency", new("Currency", "币种"), FieldKind.Text), new("who", new("Who", "谁"), FieldKind.Text), new("explained", new("Explained", "说明"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("business", parameters, "asOf");
        var asOf = parameters.AsOf ?? session.Today;
        var month = new DateOnly(asOf.Year, asOf.Month, 1);
        var quarter = new DateOnly(asOf.Year, ((asOf.Month - 1) / 3 * 3) + 1, 1);
        var (lastMonth, lastQuarter) = ((From: month.AddMonths(-1), Until: month.AddDays(-1)), (From: quarter.AddMonths(-3), Until: quarter.AddDays(-1)));
        var rows = new List<IReadOnlyList<object?>>();
        var remarks = new List<string>();
        await AskAsync(["customers"], (asOf, asOf), () => CustomersAsync(session, asOf, cancellationToken));
        await AskAsync(["customers-gained", "customers-lost"], lastQuarter, () => MovesAsync(session, lastQuarter, cancellationToken));
        await AskAsync(["won-last-month"], lastMonth, () => WonAsync(session, lastMonth, remarks, cancellationToken));
        await AskAsync(["ordered-last-month", "profit-last-month"], lastMonth, () => EarnedAsync(session, lastMonth, remarks, cancellationToken));
        await AskAsync(["closed-most"], lastQuarter, () => BestAsync(session, lastQuarter, cancellationToken));
        return new ReportTable("business", asOf, Columns, rows) { Remarks = [.. remarks.Distinct()] };

        async Task AskAsync(string[] questions, (DateOnly From, DateOnly Until) time, Func<Task<Answer[]>> ask)
        {
            Answer[] answers;
            try
            {
                answers = await ask();
            }
            catch (CrmForbiddenException)
            {
                answers = [.. questions.Select(_ => new Answer("You may not see what this is worked out of."))];
            }
            for (var i = 0; i < questions.Length; i++) rows.Add([questions[i], time.From, time.Until, answers[i].Count, answers[i].Amount, answers[i].Currency, answers[i].Who, answers[i].Explained]);
        }
    }

    private static async Task<Answer[]> CustomersAsync(CrmSession session, DateOnly asOf, CancellationToken cancellationToken)
    {
        var classes = await ClassesAsync(session, asOf, cancellationToken);
        return [new Answer($"Accounts that bought within {session.Options.LifecycleDays} days up to that day: new, retained and won back.") { Count = classes.LongCount(c => IsCustomer(c.Value)) }];
    }

    private static async Task<Answer[]> MovesAsync(CrmSession session, (DateOnly From, DateOnly Until) quarter, CancellationToken cancellationToken)
    {
        var (before, after) = (await ClassesAsync(session, quarter.From.AddDays(-1), cancellationToken), await ClassesAsync(session, quarter.Until, cancellationToken));
        return
        [
            new Answer("Accounts that were no customers on the day before the quarter and were at its end.") { Count = after.LongCount(c => IsCustomer(c.Value) && !IsCustomer(before.GetValueOrDefault(c.Key))) },
            new Answer("Accounts that were customers on the day before the quarter and not any more at its end.") { Count = before.LongCount(c => IsCustomer(c.Value) && !IsCustomer(after.GetValueOrDefault(c.Key))) },
        ];
    }

    private static async Task<Answer[]> WonAsync(CrmSession session, (DateOnly From, DateOnly Until) month, List<string> remarks, CancellationToken cancellationToken)
    {
        var sums = await WonAsync(session, month, cancellationToken);
        var money = CurrencySums.Over(sums.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), session.Options);
        remarks.AddRange(money.Remarks);
        return [new Answer("Opportunities of all pipelines that were won in the month, and the sum of their amounts.") { Count = sums.Sum(s => s.Count), Amount = sums.Where(s => money.Includes(s.Currency, session.Options)).Sum(s => StoredAmount.Unscaled(s.Amount)), Currency = money.Currency }];
    }

    // Profit is told of lines alone whose costs are known: what they come to after discounts and before tax, less the costs.
    private static async Task<Answer[]> EarnedAsync(CrmSession session, (DateOnly From, DateOnly Until) month, List<string> remarks, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var placed = (await ReadableRows.OfAsync<Order>(session, ["orderedOn", "total"], cancellationToken))
            .Where(o => o.OrderedOn >= month.From && o.OrderedOn <= month.Until && (o.StageCategory == null || o.StageCategory != StageCategory.Lost));
        var sums = await reader.ListAsync(placed.GroupBy(o => o.Currency).Select(g => new Sum { Currency = g.Key, Count = g.LongCount(), Amount = g.Sum(o => StoredAmount.Scaled(o.Total)) ?? 0 }), cancellationToken);
        var money = CurrencySums.Over(sums.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), session.Options);
        remarks.AddRange(money.Remarks);
        var ordered = new Answer("Orders placed in the month that are not cancelled, and the sum of their totals.") { Count = sums.Sum(s => s.Count), Amount = sums.Where(s => money.Includes(s.Currency, session.Options)).Sum(s => StoredAmount.Unscaled(s.Amount)), Currency = money.Currency };

        var products = await ReadableRows.OfAsync<Product>(session, ["unitCost", "currency"], cancellationToken);
        var lines = await ReadableRows.OfAsync<OrderLine>(session, ["quantity", "subtotal", "discount", "productId"], cancellationToken);
        // As many rows as there are different costs: added up where the lines are.
        var sold = await reader.ListAsync(
            (from line in lines
             join order in placed on line.OrderId equals (Guid?)order.Id
             join product in products on line.ProductId equals (Guid?)product.Id into known
             from product in known.DefaultIfEmpty()
             select new { order.Currency, product.UnitCost, CostCurrency = product.Currency, line.Quantity, line.Subtotal, line.Discount })
            .GroupBy(l => new { l.Currency, l.UnitCost, l.CostCurrency })
            .Select(g => new Sold
            {
                OrderCurrency = g.Key.Currency, UnitCost = g.Key.UnitCost, CostCurrency = g.Key.CostCurrency, Lines = g.LongCount(), Quantity = g.Sum(l => StoredAmount.Scaled(l.Quantity)) ?? 0,
                Amount = (g.Sum(l => StoredAmount.Scaled(l.Subtotal)) ?? 0) - (g.Sum(l => StoredAmount.Scaled(l.Discount)) ?? 0),
            }), cancellationToken);
        var own = sold.Where(s => money.Includes(s.OrderCurrency, session.Options)).ToList();
        var priced = own.Where(s => s.UnitCost is not null && money.Includes(s.CostCurrency, session.Options)).ToList();
        var lineCount = priced.Sum(s => s.Lines);
        return
        [
            ordered,
            lineCount == 0
                ? new Answer("Not enough data: no line of these orders has a product whose unit cost is known.")
                : new Answer($"Over {lineCount} of {own.Sum(s => s.Lines)} lines, those whose product has a unit cost: what they come to after their discounts and without tax, less the costs.")
                {
                    Count = lineCount, Amount = priced.Sum(s => StoredAmount.Unscaled(s.Amount) - (s.UnitCost!.Value * StoredAmount.Unscaled(s.Quantity))), Currency = money.Currency,
                },
        ];
    }

    private static async Task<Answer[]> BestAsync(CrmSession session, (DateOnly From, DateOnly Until) quarter, CancellationToken cancellationToken)
    {
        var sums = await WonAsync(session, quarter, cancellationToken);
        var money = CurrencySums.Over(sums.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), session.Options);
        var owners = sums.GroupBy(s => s.OwnerId).Select(g => (Owner: g.Key, Count: g.Sum(s => s.Count), Amount: g.Where(s => money.Includes(s.Currency, session.Options)).Sum(s => StoredAmount.Unscaled(s.Amount))))
            .OrderByDescending(o => o.Count).ThenByDescending(o => o.Amount).ThenBy(o => o.Owner).ToList();
        if (owners.Count == 0) return [new Answer("Not enough data: nothing was won in the quarter.")];
        var key = new DimensionKey { RecordId = owners[0].Owner };
        var names = await DimensionNames.LoadAsync(session, Dimension.Owner, [key], cancellationToken);
        return [new Answer("Who owns most of the opportunities that were won in the quarter; of equal numbers the greater sum.") { Count = owners[0].Count, Amount = owners[0].Amount, Currency = money.Currency, Who = names.Of(key).Label }];
    }

    private static async Task<IReadOnlyList<Sum>> WonAsync(CrmSession session, (DateOnly From, DateOnly Until) time, CancellationToken cancellationToken)
    {
        var deals = await ReadableRows.OfAsync<Opportunity>(session, ["stageCategory", "closedOn", "ownerId", "amount"], cancellationToken);
        var won = deals.Where(d => d.StageCategory == StageCategory.Won && d.ClosedOn >= time.From && d.ClosedOn <= time.Until);
        return await (await session.ReaderAsync(cancellationToken)).ListAsync(
            won.GroupBy(d => new { d.OwnerId, d.Currency }).Select(g => new Sum { OwnerId = g.Key.OwnerId, Currency = g.Key.Currency, Count = g.LongCount(), Amount = g.Sum(d => StoredAmount.Scaled(d.Amount)) ?? 0 }), cancellationToken);
    }

    // The classes in which the report of them has every account.
    private static async Task<Dictionary<Guid, string>> ClassesAsync(CrmSession session, DateOnly day, CancellationToken cancellationToken) =>
        (await session.Reports.RunAsync("lifecycle", new ReportParameters { By = Dimension.Account, AsOf = day }, cancellationToken)).Rows.ToDictionary(r => (Guid)r[1]!, r => (string)r[2]!);

    private static bool IsCustomer(string? lifecycle) => lifecycle is not null && lifecycle != EnumCode.Of(LifecycleClass.Potential) && lifecycle != EnumCode.Of(LifecycleClass.Lost);

    private sealed record Answer(string Explained)
    {
        public long? Count { get; init; }
        public decimal? Amount { get; init; }
        public string? Currency { get; init; }
        public string? Who { get; init; }
    }

    private sealed class Sum
    {
        public Guid? OwnerId { get; init; }
        public string? Currency { get; init; }
        public long Count { get; init; }
        public long Amount { get; init; }
    }

    private sealed class Sold
    {
        public string? OrderCurrency { get; init; }
        public decimal? UnitCost { get; init; }
        public string? CostCurrency { get; init; }
        public long Lines { get; init; }
        public long Quantity { get; init; }
        public long Amount { get; init; }
    }
}
