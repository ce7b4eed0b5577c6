using CrmKit.Accounts;
using CrmKit.Filters;
using CrmKit.Lifecycles;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Accounts by what they bought and when: potential, new, retained, won back, lost; and the four ratios.</summary>
internal sealed class LifecycleReport : IReport
{
    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        var (asOf, days) = (parameters.AsOf ?? session.Today, parameters.Days ?? session.Options.LifecycleDays);
        if (days == 0) throw new CrmValidationException(ReportErrors.Parameter("days", "the window must have at least one day."));
        var end = Instants.StartOf(asOf.AddDays(1), session.Options.TimeZone);
        var purchases = await session.Service<Purchases>().DaysOfAccountsAsync(asOf, cancellationToken);
        // An account that was brought here later was one by then if it had bought.
        var accounts = (await AccountsAsync(session, parameters.Filter, cancellationToken)).Where(a => a.CreatedAt < end || purchases.Contains(a.Id));
        var classed = accounts.Select(a => (Account: a, Lifecycle: Lifecycle.Of(purchases[a.Id], asOf, days))).ToList();
        return parameters.By == Dimension.Account ? PerAccount(classed, asOf) : Totals(classed, asOf, days);
    }

    private static ReportTable Totals(List<(Named Account, Lifecycle Lifecycle)> accounts, DateOnly asOf, int days)
    {
        long Count(LifecycleClass c) => accounts.LongCount(a => a.Lifecycle.Class == c);
        var (potential, created, retained, wonBack, lost) = (Count(LifecycleClass.Potential), Count(LifecycleClass.New), Count(LifecycleClass.Retained), Count(LifecycleClass.WonBack), Count(LifecycleClass.Lost));
        var customers = created + retained + wonBack + lost;
        var rebuying = accounts.LongCount(a => a.Lifecycle is { Class: LifecycleClass.New, PurchaseDays: > 1 });
        return new ReportTable("lifecycle", asOf,
        [
            new("total", new("Total", "合计"), FieldKind.Text),
            new("potential", new("Potential", "潜在"), FieldKind.Integer), new("new", new("New", "新客户"), FieldKind.Integer), new("retained", new("Retained", "留存"), FieldKind.Integer),
            new("wonBack", new("Won back", "挽回"), FieldKind.Integer), new("lost", new("Lost", "流失"), FieldKind.Integer), new("customers", new("Customers", "客户总数"), FieldKind.Integer),
            new("conversion", new("Conversion", "转化率"), FieldKind.Percent), new("retention", new("Retention", "留存率"), FieldKind.Percent),
            new("churn", new("Churn", "流失率"), FieldKind.Percent), new("newRepurchase", new("New-buyer repurchase", "新客复购率"), FieldKind.Percent),
        ],
        [["total", potential, created, retained, wonBack, lost, customers,
            Figures.Percent(created, potential + created), Figures.Percent(retained, customers), Figures.Percent(lost, customers), Figures.Percent(rebuying, created)]])
        {
            Remarks = [$"The window is the {days} days up to {asOf:yyyy-MM-dd}.", .. customers == 0 ? ["Not enough data: no account has an order or a won opportunity up to that day."] : Array.Empty<string>()],
        };
    }

    private static ReportTable PerAccount(List<(Named Account, Lifecycle Lifecycle)> accounts, DateOnly asOf) => new("lifecycle", asOf,
        [
            new("account", new("Account", "客户"), FieldKind.Text), new("accountId", new("Account id", "客户编号"), FieldKind.Reference), new("class", new("Class", "类别"), FieldKind.Option),
            new("firstPurchaseOn", new("First purchase on", "首次购买"), FieldKind.Date), new("lastPurchaseOn", new("Last purchase on", "最近购买"), FieldKind.Date),
            new("purchaseDays", new("Purchase days in the window", "期内购买天数"), FieldKind.Integer),
        ],
        [.. accounts.OrderBy(a => a.Account.Name, StringComparer.Ordinal).ThenBy(a => a.Account.Id).Select(a => (IReadOnlyList<object?>)
            [a.Account.Name, a.Account.Id, EnumCode.Of(a.Lifecycle.Class), a.Lifecycle.First, a.Lifecycle.Last, (long)a.Lifecycle.PurchaseDays])]);

    private static async Task<IReadOnlyList<Named>> AccountsAsync(CrmSession session, string? filter, CancellationToken cancellationToken)
    {
        var (type, source) = (session.Catalog.Type(typeof(Account)), new RecordSource(session, session.Access));
        var accounts = (await source.VisibleAsync<Account>(type, RecordLife.Alive, cancellationToken)).Where(a => a.Kind == AccountKind.Customer);
        if (!string.IsNullOrWhiteSpace(filter))
            accounts = accounts.Where(await Filter.CompileAsync<Account>(filter, type, new SessionFilterScope(session, session.Access, source), cancellationToken));
        return await (await session.ReaderAsync(cancellationToken)).ListAsync(accounts.Select(a => new Named { Id = a.Id, Name = a.Name, CreatedAt = a.CreatedAt }), cancellationToken);
    }

    private sealed class Named
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
    }
}
