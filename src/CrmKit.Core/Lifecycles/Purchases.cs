using CrmKit.Access;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Lifecycles;

/// <summary>What counts as a purchase, as far as the actor may see it: an order that is not cancelled, on the day it was placed; a won opportunity without an order of its own, on the day it was won.</summary>
internal sealed class Purchases(CrmSession session, RecordSource source) : ISessionService
{
    private const int Chunk = 500;

    /// <summary>Days of purchase up to a day, by account, of all accounts.</summary>
    public async Task<ILookup<Guid, DateOnly>> DaysOfAccountsAsync(DateOnly asOf, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var (orders, won) = await QueriesAsync(isContact: false, cancellationToken);
        var days = new List<PurchaseDay>();
        foreach (var purchases in new[] { orders, won })
            days.AddRange(await reader.ListAsync(purchases.Where(p => p.Day <= asOf).Select(p => new PurchaseDay { CustomerId = p.CustomerId!.Value, Day = p.Day!.Value }).Distinct(), cancellationToken));
        return days.ToLookup(d => d.CustomerId, d => d.Day);
    }

    /// <summary>Days of purchase of some accounts or contacts, in any order, each once: the database leaves out what is bought on the same day, of which there may be much.</summary>
    public async Task<ILookup<Guid, DateOnly>> DaysOfAsync(bool isContact, IReadOnlyCollection<Guid> customers, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var (orders, won) = await QueriesAsync(isContact, cancellationToken);
        var days = new List<PurchaseDay>();
        foreach (var some in customers.Select(c => (Guid?)c).Chunk(Chunk))
            foreach (var purchases in new[] { orders, won })
                days.AddRange(await reader.ListAsync(purchases.Where(p => some.Contains(p.CustomerId)).Select(p => new PurchaseDay { CustomerId = p.CustomerId!.Value, Day = p.Day!.Value }).Distinct(), cancellationToken));
        return days.ToLookup(d => d.CustomerId, d => d.Day);
    }

    /// <summary>Purchases of some accounts or contacts, oldest first.</summary>
    public async Task<ILookup<Guid, (DateOnly Day, RecordRef Record)>> OfAsync(bool isContact, IReadOnlyCollection<Guid> customers, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var (orders, won) = await QueriesAsync(isContact, cancellationToken);
        var found = new List<(Guid Customer, DateOnly Day, RecordRef Record)>();
        foreach (var some in customers.Select(c => (Guid?)c).Chunk(Chunk))
            foreach (var (type, purchases) in new[] { ("order", orders), ("opportunity", won) })
                found.AddRange((await reader.ListAsync(purchases.Where(p => some.Contains(p.CustomerId)), cancellationToken)).Select(p => (p.CustomerId!.Value, p.Day!.Value, new RecordRef(type, p.Id))));
        return found.OrderBy(f => f.Day).ThenBy(f => f.Record.Id).ToLookup(f => f.Customer, f => (f.Day, f.Record));
    }

    /// <summary>The accounts or contacts that bought anything, in the order of their ids.</summary>
    public async Task<IReadOnlyList<Guid>> CustomersAsync(bool isContact, Guid after, int limit, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var (orders, won) = await QueriesAsync(isContact, cancellationToken);
        var customers = new SortedSet<Guid>();
        foreach (var purchases in new[] { orders, won })
            customers.UnionWith(await reader.ListAsync(purchases.Select(p => p.CustomerId!.Value).Where(id => id > after).Distinct().OrderBy(id => id).Take(limit), cancellationToken));
        return [.. customers.Take(limit)];
    }

    /// <summary>What accounts or contacts bought for in a time, by currency; each with the number of purchases.</summary>
    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>: the actor may not read amounts.</exception>
    public async Task<IReadOnlyList<(Guid CustomerId, string? Currency, long Count, decimal Amount)>> RevenueAsync(bool isContact, DateOnly? from, DateOnly? until, CancellationToken cancellationToken)
    {
        foreach (var (type, field) in new[] { (session.Catalog.Type(typeof(Order)), "total"), (session.Catalog.Type(typeof(Opportunity)), "amount") })
            if ((await session.Access.HiddenFieldsAsync(type, cancellationToken)).Contains(field)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(type.Key, field));
        var reader = await session.ReaderAsync(cancellationToken);
        var (orders, won) = await QueriesAsync(isContact, cancellationToken);
        var sums = new List<(Guid, string?, long, decimal)>();
        foreach (var purchases in new[] { orders, won })
        {
            var some = purchases.Where(p => (from == null || p.Day >= from) && (until == null || p.Day <= until)).GroupBy(p => new { p.CustomerId, p.Currency })
                .Select(g => new PurchaseSum { CustomerId = g.Key.CustomerId!.Value, Currency = g.Key.Currency, Count = g.LongCount(), Amount = g.Sum(p => StoredAmount.Scaled(p.Amount)) ?? 0 });
            sums.AddRange((await reader.ListAsync(some, cancellationToken)).Select(p => (p.CustomerId, p.Currency, p.Count, StoredAmount.Unscaled(p.Amount))));
        }
        return sums;
    }

    private async Task<(IQueryable<Purchase> Orders, IQueryable<Purchase> Won)> QueriesAsync(bool isContact, CancellationToken cancellationToken)
    {
        var (orderType, dealType) = (session.Catalog.Type(typeof(Order)), session.Catalog.Type(typeof(Opportunity)));
        var customer = isContact ? "contactId" : "accountId";
        var allOrders = await source.VisibleAsync<Order>(orderType, RecordLife.Alive, cancellationToken);
        var deals = await source.VisibleAsync<Opportunity>(dealType, RecordLife.Alive, cancellationToken);
        var orders = allOrders.Where(o => o.OrderedOn != null && (o.StageCategory == null || o.StageCategory != StageCategory.Lost));
        var won = deals.Where(d => d.StageCategory == StageCategory.Won && d.ClosedOn != null && !allOrders.Any(o => o.OpportunityId == d.Id));
        // Whoever may not read of whom a purchase is does not learn it here.
        if (await HidesAsync(orderType, customer, "orderedOn", cancellationToken)) orders = orders.Where(o => false);
        if (await HidesAsync(dealType, customer, "closedOn", cancellationToken)) won = won.Where(d => false);
        return isContact
            ? (orders.Where(o => o.ContactId != null).Select(o => new Purchase { Id = o.Id, CustomerId = o.ContactId, Day = o.OrderedOn, Currency = o.Currency, Amount = o.Total }), won.Where(d => d.ContactId != null).Select(d => new Purchase { Id = d.Id, CustomerId = d.ContactId, Day = d.ClosedOn, Currency = d.Currency, Amount = d.Amount }))
            : (orders.Where(o => o.AccountId != null).Select(o => new Purchase { Id = o.Id, CustomerId = o.AccountId, Day = o.OrderedOn, Currency = o.Currency, Amount = o.Total }), won.Where(d => d.AccountId != null).Select(d => new Purchase { Id = d.Id, CustomerId = d.AccountId, Day = d.ClosedOn, Currency = d.Currency, Amount = d.Amount }));
    }

    private async Task<bool> HidesAsync(RecordTypeDefinition type, string customer, string day, CancellationToken cancellationToken)
    {
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        return hidden.Contains(customer) || hidden.Contains(day);
    }

    private sealed class Purchase
    {
        public Guid Id { get; init; }
        public Guid? CustomerId { get; init; }
        public DateOnly? Day { get; init; }
        public string? Currency { get; init; }
        public decimal? Amount { get; init; }
    }

    private sealed class PurchaseSum
    {
        public Guid CustomerId { get; init; }
        public string? Currency { get; init; }
        public long Count { get; init; }
        public long Amount { get; init; }
    }

    private sealed class PurchaseDay
    {
        public Guid CustomerId { get; init; }
        public DateOnly Day { get; init; }
    }
}
