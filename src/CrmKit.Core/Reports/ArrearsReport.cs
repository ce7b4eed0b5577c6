using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What customers owe of instalments that are due: order by order, or by account, owner or team, by how long it has been due.</summary>
/// <remarks>What was paid settles the oldest instalments first, whichever it was paid for: an order is in arrears with what was due by now and is not paid.</remarks>
internal sealed class ArrearsReport : IReport
{
    public const string Order = "order";
    private const int Most = 500;

    private static readonly ReportColumn[] Columns =
    [
        new("orders", new("Orders", "订单"), FieldKind.Integer), new("dueSince", new("Due since", "最早到期"), FieldKind.Date), new("daysLate", new("Days late", "逾期天数"), FieldKind.Integer), new("upTo30", new("Up to 30 days", "30天以内"), FieldKind.Money),
        new("upTo60", new("31 to 60 days", "31至60天"), FieldKind.Money), new("upTo90", new("61 to 90 days", "61至90天"), FieldKind.Money), new("over90", new("Over 90 days", "90天以上"), FieldKind.Money), new("arrears", new("Arrears", "欠款"), FieldKind.Money),
        new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("arrears", parameters, "filter");
        var by = parameters.By ?? Order;
        var owed = await OwedAsync(session, parameters.Filter, by, cancellationToken);
        var names = await NamesAsync(session, by, owed, cancellationToken);
        // Amounts of two currencies are never added: each has a row of its own.
        var rows = owed.GroupBy(o => (Name: names(o), Currency: o.Currency is { Length: > 0 } currency ? currency : session.Options.Currency)).Select(g => new
        {
            g.Key.Name, g.Key.Currency, Orders = g.LongCount(), Since = g.Min(o => o.Since), Ages = Enumerable.Range(0, 4).Select(i => g.Sum(o => o.Ages[i])).ToArray(),
        }).OrderByDescending(r => r.Ages.Sum()).ThenBy(r => r.Since).ThenBy(r => r.Name.Label, StringComparer.Ordinal).ThenBy(r => r.Name.Id).ToList();
        return new ReportTable("arrears", session.Today, [.. ColumnsOf(by), .. Columns],
            [.. rows.Take(Most).Select(r => (IReadOnlyList<object?>)
            [
                r.Name.Label, .. ColumnsOf(by).Skip(1).Select(_ => (object?)r.Name.Id), r.Orders, r.Since, (long)(session.Today.DayNumber - r.Since.DayNumber), .. r.Ages.Select(a => (object)a), r.Ages.Sum(), r.Currency,
            ])])
        {
            Remarks = [.. rows.Count > Most ? [$"Only the greatest {Most} of {rows.Count} are listed. Narrow them with a filter, or break them down otherwise."] : Array.Empty<string>()],
        };
    }

    private static async Task<IReadOnlyList<Owed>> OwedAsync(CrmSession session, string? filter, string by, CancellationToken cancellationToken)
    {
        string[] needed = by switch { Dimension.Account => ["accountId"], Dimension.Owner => ["ownerId"], Dimension.Team => ["teamId"], _ => [] };
        var orders = (await ReadableRows.OfAsync<Order>(session, ["outstandingTotal", "paidTotal", "currency", "stageCategory", .. needed], cancellationToken, filter))
            .Where(o => o.OutstandingTotal > 0 && (o.StageCategory == null || o.StageCategory != StageCategory.Lost));
        var (today, day30, day60, day90) = (session.Today, session.Today.AddDays(-30), session.Today.AddDays(-60), session.Today.AddDays(-90));
        var items = (await ReadableRows.OfAsync<PaymentPlanItem>(session, ["orderId", "dueOn", "amount"], cancellationToken)).Where(i => i.DueOn < today);
        var due = await (await session.ReaderAsync(cancellationToken)).ListAsync(orders
            .Join(items, o => (Guid?)o.Id, i => i.OrderId, (o, i) => new { o.Id, o.AccountId, o.OwnerId, o.TeamId, o.Currency, o.PaidTotal, o.OutstandingTotal, i.DueOn, i.Amount })
            .GroupBy(x => new { x.Id, x.AccountId, x.OwnerId, x.TeamId, x.Currency, x.PaidTotal, x.OutstandingTotal })
            .Where(g => g.Sum(x => StoredAmount.Scaled(x.Amount)) > StoredAmount.Scaled(g.Key.PaidTotal) || g.Key.PaidTotal == null)
            .Select(g => new Due
            {
                OrderId = g.Key.Id, AccountId = g.Key.AccountId, OwnerId = g.Key.OwnerId, TeamId = g.Key.TeamId, Currency = g.Key.Currency, Paid = g.Key.PaidTotal, Outstanding = g.Key.OutstandingTotal,
                All = g.Sum(x => StoredAmount.Scaled(x.Amount)) ?? 0, Older30 = g.Sum(x => x.DueOn < day30 ? StoredAmount.Scaled(x.Amount) : 0) ?? 0,
                Older60 = g.Sum(x => x.DueOn < day60 ? StoredAmount.Scaled(x.Amount) : 0) ?? 0, Older90 = g.Sum(x => x.DueOn < day90 ? StoredAmount.Scaled(x.Amount) : 0) ?? 0,
            }), cancellationToken);
        var since = await SinceAsync(session, items, due, cancellationToken);
        return [.. due.Select(d => new Owed(d.OrderId, by switch { Dimension.Account => d.AccountId, Dimension.Owner => d.OwnerId, Dimension.Team => d.TeamId, _ => d.OrderId }, d.Currency, since.GetValueOrDefault(d.OrderId, today), Ages(d))).Where(o => o.Ages.Sum() > 0)];
    }

    // The day since which something is due that is not paid: which that is shows when the instalments are gone through in order.
    private static async Task<Dictionary<Guid, DateOnly>> SinceAsync(CrmSession session, IQueryable<PaymentPlanItem> items, IReadOnlyList<Due> due, CancellationToken cancellationToken)
    {
        var since = new Dictionary<Guid, DateOnly>();
        var reader = await session.ReaderAsync(cancellationToken);
        foreach (var chunk in due.Chunk(Most))
        {
            var ids = chunk.Select(d => (Guid?)d.OrderId).ToList();
            var plans = (await reader.ListAsync(items.Where(i => ids.Contains(i.OrderId)).Select(i => new Instalment { OrderId = i.OrderId!.Value, DueOn = i.DueOn!.Value, Amount = i.Amount }), cancellationToken)).ToLookup(i => i.OrderId);
            foreach (var order in chunk)
            {
                var left = order.Paid ?? 0;
                foreach (var item in plans[order.OrderId].OrderBy(i => i.DueOn))
                {
                    left -= item.Amount ?? 0;
                    if (left >= 0) continue;
                    since[order.OrderId] = item.DueOn;
                    break;
                }
            }
        }
        return since;
    }

    // Up to 30, 60, 90 days and over: what is older is settled first, and nobody owes more than is outstanding after returns.
    private static decimal[] Ages(Due due)
    {
        decimal Unpaid(long sum) => Math.Clamp(StoredAmount.Unscaled(sum) - (due.Paid ?? 0), 0, due.Outstanding ?? 0);
        var (all, older30, older60, older90) = (Unpaid(due.All), Unpaid(due.Older30), Unpaid(due.Older60), Unpaid(due.Older90));
        return [all - older30, older30 - older60, older60 - older90, older90];
    }

    private static async Task<Func<Owed, (string Label, Guid? Id)>> NamesAsync(CrmSession session, string by, IReadOnlyList<Owed> owed, CancellationToken cancellationToken)
    {
        if (by is Dimension.Owner or Dimension.Team)
        {
            var known = await DimensionNames.LoadAsync(session, by, [.. owed.Select(o => new DimensionKey { RecordId = o.Key }).Distinct()], cancellationToken);
            return o => known.Of(new DimensionKey { RecordId = o.Key });
        }
        var type = session.Catalog.Type(by);
        var field = type.Field(type.NameField);
        var shown = (await session.Access.HiddenFieldsAsync(type, cancellationToken)).Contains(type.NameField) ? [] : owed.Select(o => o.Key).OfType<Guid>().Distinct().ToList();
        var names = (await session.Records.GetManyAsync(type.Key, shown, cancellationToken)).ToDictionary(r => r.Id, r => field.Get(r) as string);
        return o => (o.Key is { } id ? names.GetValueOrDefault(id) ?? "(hidden)" : "(none)", o.Key);
    }

    private static IEnumerable<ReportColumn> ColumnsOf(string by) => by switch
    {
        Order => [new(Order, new("Order", "订单"), FieldKind.Text), new("orderId", new("Order id", "订单编号"), FieldKind.Reference)],
        Dimension.Account => [new(by, new("Account", "客户"), FieldKind.Text), new("accountId", new("Account id", "客户编号"), FieldKind.Reference)],
        _ => Dimension.Columns(by),
    };

    private sealed record Owed(Guid OrderId, Guid? Key, string? Currency, DateOnly Since, decimal[] Ages);

    private sealed class Due
    {
        public Guid OrderId { get; init; }
        public Guid? AccountId { get; init; }
        public Guid? OwnerId { get; init; }
        public Guid? TeamId { get; init; }
        public string? Currency { get; init; }
        public decimal? Paid { get; init; }
        public decimal? Outstanding { get; init; }
        public long All { get; init; }
        public long Older30 { get; init; }
        public long Older60 { get; init; }
        public long Older90 { get; init; }
    }

    private sealed class Instalment
    {
        public Guid OrderId { get; init; }
        public DateOnly DueOn { get; init; }
        public decimal? Amount { get; init; }
    }
}
