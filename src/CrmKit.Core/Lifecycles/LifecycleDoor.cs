using CrmKit.Access;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Lifecycles;

/// <summary>Puts the figures of customers together, a batch at a time.</summary>
internal sealed class LifecycleDoor(CrmSession session, Purchases purchases, Exchanges exchanges, Paying paying, LifecycleTelling telling) : ILifecycle
{
    private const int MostRecords = 1000, Shown = 20, FewestPurchases = 3;

    public async Task<IReadOnlyList<CustomerFigures>> OfAsync(string type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var (key, isContact) = TypeOf(type);
        if (ids.Count > MostRecords) throw new CrmValidationException(LifecycleErrors.BatchSize(ids.Count, MostRecords));
        var seen = (await session.Records.GetManyAsync(key, ids, cancellationToken)).Select(r => r.Id).ToHashSet();
        var customers = ids.Distinct().Where(seen.Contains).ToList();
        var bought = await purchases.OfAsync(isContact, customers, cancellationToken);
        var met = await exchanges.OfAsync(isContact, customers, cancellationToken);
        var paid = await paying.OfAsync(isContact, customers, cancellationToken);
        return [.. customers.Select(id => Of(new RecordRef(key, id), [.. bought[id]], [.. met[id]], [.. paid[id]]))];
    }

    public async Task<IReadOnlyList<ClassPeriod>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default)
    {
        var (key, isContact) = TypeOf(record.Type);
        var id = (await session.Records.GetAsync(record with { Type = key }, cancellationToken)).Id;
        var bought = (await purchases.OfAsync(isContact, [id], cancellationToken))[id].ToList();
        var changes = Lifecycle.History([.. bought.Select(b => b.Day)], session.Today, session.Options.LifecycleDays);
        return [.. changes.Select((c, i) => new ClassPeriod(c.Class, c.From, i + 1 < changes.Count ? changes[i + 1].From.AddDays(-1) : null, bought.Where(b => b.Day == c.From).Select(b => (RecordRef?)b.Record).FirstOrDefault()))];
    }

    public async Task<int> RefreshAsync(CancellationToken cancellationToken = default)
    {
        foreach (var type in new[] { "account", "contact" })
            if (!session.IsUnconfined && await session.Access.ScopeAsync(session.Catalog.Type(type), Operations.Administer, cancellationToken) != AccessScope.All)
                throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Administer, session.Catalog.Type(type)));
        return await telling.AllAsync(cancellationToken);
    }

    private (string Type, bool IsContact) TypeOf(string type) => session.Catalog.Type(type).Key is "account" or "contact" ? (session.Catalog.Type(type).Key, session.Catalog.Type(type).Key == "contact") : throw new CrmValidationException(LifecycleErrors.Type(type));

    private CustomerFigures Of(RecordRef record, List<(DateOnly Day, RecordRef Record)> bought, List<Exchange> met, List<PaidOrder> paid)
    {
        var (today, window) = (session.Today, session.Options.LifecycleDays);
        var days = bought.Select(b => b.Day).Where(d => d <= today).Distinct().ToList();
        var lifecycle = Lifecycle.Of(days, today, window);
        var cycle = days.Count < FewestPurchases ? null : Figures.Median(days.Zip(days.Skip(1), (a, b) => (b.DayNumber - a.DayNumber, 1L)));
        var start = Instants.StartOf(today.AddDays(1 - window), session.Options.TimeZone);
        var recent = met.FindAll(e => e.At >= start);
        var channels = Reachability.Channels(recent);
        var (channel, channelReason) = Reachability.Preferred(recent, channels);
        var (hour, hourReason) = Reachability.BestHour(recent, session.Options.TimeZone);
        var (paymentDays, delayDays, paymentReason) = Paying.Figure(paid);
        var last = met.LastOrDefault();
        var records = Newest(bought.Where(b => b.Day <= today).Select(b => b.Record));
        var answers = Newest(recent.Where(e => e.IsReached).Select(e => e.Record));
        return new CustomerFigures
        {
            Record = record,
            AsOf = today,
            Class = lifecycle.Class,
            ClassChangesOn = Lifecycle.NextChange(days, today, window),
            FirstPurchaseOn = lifecycle.First,
            LastPurchaseOn = lifecycle.Last,
            PurchaseDays = lifecycle.PurchaseDays,
            RepurchaseDays = cycle,
            NextPurchaseOn = cycle is { } pace ? lifecycle.Last!.Value.AddDays((int)decimal.Round(pace, MidpointRounding.AwayFromZero)) : null,
            LastContactAt = last?.At,
            LastContactReason = last?.Subject,
            LastContact = last?.Record,
            PreferredChannel = channel,
            BestHour = hour,
            Channels = channels,
            PaymentDays = paymentDays,
            PaymentDelayDays = delayDays,
            Reasons =
            [
                new("class", ClassReason(lifecycle, today, window), records),
                new("repurchase", cycle is null
                    ? new($"Not enough data: {days.Count} days of purchase, and {FewestPurchases} are needed.", $"数据不足：有 {days.Count} 个购买日，至少需要 {FewestPurchases} 个。")
                    : new($"The median of {days.Count - 1} intervals between {days.Count} days of purchase.", $"{days.Count} 个购买日之间 {days.Count - 1} 个间隔的中位数。"), records),
                new("lastContact", last is null ? new("Not enough data: no call, mail, message or appointment.", "数据不足：没有电话、邮件、消息或约会。") : new($"The newest of {met.Count} calls, mails, messages and appointments.", $"{met.Count} 次电话、邮件、消息和约会中最近的一次。"), last is null ? [] : [last.Record]),
                new("preferredChannel", channelReason, answers),
                new("bestHour", hourReason, answers),
                new("payment", paymentReason, [.. paid.Take(Shown).Select(p => p.Order)]),
            ],
        };
    }

    private static LocalizedText ClassReason(Lifecycle lifecycle, DateOnly today, int days)
    {
        var (from, count) = (today.AddDays(1 - days), lifecycle.PurchaseDays);
        return lifecycle.Class == LifecycleClass.Potential
            ? new("No order and no won opportunity up to today.", "至今没有订单，也没有赢得的商机。")
            : new($"Bought on {count} days since {from:yyyy-MM-dd} (the window of {days} days), first on {lifecycle.First:yyyy-MM-dd}, last on {lifecycle.Last:yyyy-MM-dd}.",
                $"自 {from:yyyy-MM-dd} 起的 {days} 天内有 {count} 个购买日，首次 {lifecycle.First:yyyy-MM-dd}，最近 {lifecycle.Last:yyyy-MM-dd}。");
    }

    private static IReadOnlyList<RecordRef> Newest(IEnumerable<RecordRef> oldestFirst) => [.. oldestFirst.Reverse().Take(Shown)];
}
