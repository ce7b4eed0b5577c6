using System.Globalization;
using CrmKit.Filters;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Customers by the month in which they first bought: how many of them bought again, when, and for how much.</summary>
internal sealed class CohortReport : IReport
{
    public const string Cohort = "cohort";

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        var asOf = parameters.AsOf ?? session.Today;
        var type = session.Catalog.Type(typeof(Order));
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        foreach (var needed in (string[])["accountId", "contactId", "orderedOn"])
            if (hidden.Contains(needed)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(type.Key, needed));
        var purchases = await PurchasesAsync(session, type, parameters.Filter, asOf, cancellationToken);
        var money = CurrencySums.Over(purchases.Select(p => (p.Currency, 1L, p.Amount ?? 0)), session.Options);
        var customers = purchases.GroupBy(p => p.Customer).Select(g => new Customer(g.Min(p => p.Day), [.. g]))
            .Where(c => (parameters.From is not { } from || c.First >= from) && (parameters.Until is not { } until || c.First <= until)).ToList();
        decimal? Revenue(IEnumerable<Purchase> all) => hidden.Contains("total") ? null : all.Where(p => money.Includes(p.Currency, session.Options)).Sum(p => p.Amount ?? 0);
        return (parameters.By == Dimension.Total ? Totals(customers, Revenue, money.Currency, asOf) : PerMonth(customers, Revenue, money.Currency, asOf)) with
        {
            Remarks = [.. hidden.Contains("total") ? ["You may not read the totals of orders."] : money.Remarks, .. customers.Count == 0 ? ["Not enough data: no account or person has an order up to that day."] : Array.Empty<string>()],
        };
    }

    private static ReportTable Totals(List<Customer> customers, Func<IEnumerable<Purchase>, decimal?> revenue, string currency, DateOnly asOf)
    {
        var (again, orders, sum) = (customers.LongCount(c => c.Purchases.Count > 1), customers.Sum(c => (long)c.Purchases.Count), revenue(customers.SelectMany(c => c.Purchases)));
        return new ReportTable("cohorts", asOf,
        [
            new("total", new("Total", "合计"), FieldKind.Text), new("customers", new("Customers", "客户数"), FieldKind.Integer), new("repeatCustomers", new("Bought again", "复购客户"), FieldKind.Integer),
            new("repeatRate", new("Repeat rate", "复购率"), FieldKind.Percent), new("orders", new("Orders", "订单数"), FieldKind.Integer), new("revenue", new("Revenue", "销售额"), FieldKind.Money),
            new("averageOrder", new("Average order", "平均订单金额"), FieldKind.Money), new("currency", new("Currency", "币种"), FieldKind.Text),
        ],
        [["total", (long)customers.Count, again, Figures.Percent(again, customers.Count), orders, sum, sum is { } amount ? Figures.Mean(amount, orders) : null, currency]]);
    }

    private static ReportTable PerMonth(List<Customer> customers, Func<IEnumerable<Purchase>, decimal?> revenue, string currency, DateOnly asOf)
    {
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var cohort in customers.GroupBy(c => Month(c.First)).OrderBy(g => g.Key))
        {
            var size = cohort.LongCount();
            foreach (var month in cohort.SelectMany(c => c.Purchases).GroupBy(p => Month(p.Day)).OrderBy(g => g.Key))
            {
                var active = month.Select(p => p.Customer).Distinct().LongCount();
                rows.Add([Named(cohort.Key), Named(month.Key), (long)(month.Key - cohort.Key), active, Figures.Percent(active, size), month.LongCount(), revenue(month), currency]);
            }
        }
        return new ReportTable("cohorts", asOf,
        [
            new(Cohort, new("First bought in", "首购月份"), FieldKind.Text), new("month", new("Month", "月份"), FieldKind.Text), new("monthsAfter", new("Months after", "间隔月数"), FieldKind.Integer),
            new("customers", new("Customers", "客户数"), FieldKind.Integer), new("share", new("Share of the cohort", "占比"), FieldKind.Percent), new("orders", new("Orders", "订单数"), FieldKind.Integer),
            new("revenue", new("Revenue", "销售额"), FieldKind.Money), new("currency", new("Currency", "币种"), FieldKind.Text),
        ], rows);
    }

    private static async Task<IReadOnlyList<Purchase>> PurchasesAsync(CrmSession session, RecordTypeDefinition type, string? filter, DateOnly asOf, CancellationToken cancellationToken)
    {
        var source = new RecordSource(session, session.Access);
        var orders = await source.VisibleAsync<Order>(type, RecordLife.Alive, cancellationToken);
        if (!string.IsNullOrWhiteSpace(filter)) orders = orders.Where(await Filter.CompileAsync<Order>(filter, type, new SessionFilterScope(session, session.Access, source), cancellationToken));
        return await (await session.ReaderAsync(cancellationToken)).ListAsync(orders
            .Where(o => (o.AccountId != null || o.ContactId != null) && o.OrderedOn <= asOf && (o.StageCategory == null || o.StageCategory != StageCategory.Lost))
            .Select(o => new Purchase { Customer = (o.AccountId ?? o.ContactId)!.Value, Day = o.OrderedOn!.Value, Amount = o.Total, Currency = o.Currency }), cancellationToken);
    }

    // Counted through, so that months can be subtracted.
    private static int Month(DateOnly day) => (day.Year * 12) + day.Month - 1;

    private static string Named(int month) => string.Create(CultureInfo.InvariantCulture, $"{month / 12:0000}-{(month % 12) + 1:00}");

    private sealed record Customer(DateOnly First, IReadOnlyList<Purchase> Purchases);

    private sealed class Purchase
    {
        public Guid Customer { get; init; }
        public DateOnly Day { get; init; }
        public decimal? Amount { get; init; }
        public string? Currency { get; init; }
    }
}
