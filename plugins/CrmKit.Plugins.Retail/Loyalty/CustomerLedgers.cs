using CrmKit.Events;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Retail;

/// <summary>The ledgers of customers: each has his own, and whoever was merged from several has theirs as well. Entries stay in the ledger that they were made in, so that a merge can be undone.</summary>
internal static class CustomerLedgers
{
    /// <summary>What all ledgers of a customer come to.</summary>
    public static async Task<long> BalanceAsync(ICrmSession session, RecordRef customer, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Shop.Actor);
        var balance = 0L;
        foreach (var first in await Ask.ListAsync<CustomRecord>(session, Points.Type, $"{Of([customer])} and custom.{Points.Number.Key} eq 1", cancellationToken))
            balance += (await PointsNumbers.LastAsync(session, first[Points.Customer]!, cancellationToken)).Balance;
        return balance;
    }

    /// <summary>The condition for the entries of customers, in whichever ledger.</summary>
    public static string Of(IEnumerable<RecordRef> customers) => $"({string.Join(" or ", customers.GroupBy(c => c.Type)
        .Select(type => $"custom.{(type.Key == "account" ? Shop.Account : Shop.Contact).Key} in ({string.Join(',', type.Select(c => Ask.Quote(c.Id.ToString())))})"))})";
}

/// <summary>Points and level of customers who were merged, and of both when that was undone.</summary>
internal sealed class MergedCustomers(LoyaltyLevels levels) : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        var type = context.Event.Name[..context.Event.Name.IndexOf('.', StringComparison.Ordinal)];
        var customers = new List<RecordRef>();
        foreach (var merge in context.Event.Payload.GetProperty("items").EnumerateArray())
            if (merge.TryGetProperty("into", out var winner)) customers.Add(new RecordRef(type, winner.GetGuid()));
            else customers.AddRange(new RecordRef(type, merge.GetProperty("id").GetGuid()), new RecordRef(type, merge.GetProperty("from").GetGuid()));
        await levels.WriteAsync(context.Session, customers, cancellationToken);
    }
}
