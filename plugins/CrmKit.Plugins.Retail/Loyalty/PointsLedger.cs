using System.Globalization;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Retail;

/// <summary>Numbers new entries and reckons the balance after each.</summary>
internal sealed class PointsNumbers : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var last = new Dictionary<RecordRef, (long Number, long Balance, long InAll)>();
        foreach (var change in context.Changes.Where(c => c.Operation == RecordOperation.Create))
        {
            var entry = (CustomRecord)change.After;
            // Refused here and not later, so that what is refused leaves no trace in numbers and balances.
            if (Refusal(context.Session, entry) is { } refusal)
            {
                context.Refuse(change, refusal);
                continue;
            }
            var (customer, points) = (Shop.CustomerOf(entry)!.Value, entry[Points.Amount]!.Value);
            var ledger = customer.ToString();
            if (!last.TryGetValue(customer, out var known))
            {
                var (number, balance) = await LastAsync(context.Session, ledger, cancellationToken);
                last[customer] = known = (number, balance, await CustomerLedgers.BalanceAsync(context.Session, customer, cancellationToken));
            }
            var now = (Number: known.Number + 1, Balance: known.Balance + points, InAll: known.InAll + points);
            if (now.InAll < 0)
            {
                context.Refuse(change, RetailErrors.PointsNegative(known.InAll, points));
                continue;
            }
            last[customer] = now;
            (entry[Points.Customer], entry[Points.Number], entry[Points.Balance], entry[Points.On]) = (ledger, now.Number, now.Balance, context.Session.Today);
            entry[Points.Serial] = string.Create(CultureInfo.InvariantCulture, $"{ledger}/{now.Number}");
        }
    }

    private static CrmError? Refusal(ICrmSession session, CustomRecord entry)
    {
        var (points, kind) = (entry[Points.Amount] ?? 0, entry[Points.Kind]);
        if (entry[Shop.Account] is null == entry[Shop.Contact] is null) return RetailErrors.PointsCustomer();
        var isGiven = kind is Points.Earned or Points.Gift;
        return points == 0 || kind is null || isGiven != points > 0 || (kind is Points.Earned or Points.Reversed && !Shop.IsActing(session)) ? RetailErrors.PointsKind(kind, points) : null;
    }

    /// <summary>The number and balance of a ledger's last entry; entries are never changed or deleted, so the balance is the sum of all.</summary>
    public static async Task<(long Number, long Balance)> LastAsync(ICrmSession session, string ledger, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Shop.Actor);
        var page = await session.Records.QueryAsync(new RecordQuery(Points.Type) { Filter = $"custom.{Points.Customer.Key} eq {Ask.Quote(ledger)}", OrderBy = $"-custom.{Points.Number.Key}", Size = 1 }, cancellationToken);
        return page.Items.Count == 0 ? default : (page.Items[0][Points.Number] ?? 0, page.Items[0][Points.Balance] ?? 0);
    }
}

/// <summary>The ledger is only added to. Merging customers, and undoing it, changes whose entries are, and nothing else of them.</summary>
internal sealed class PointsRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.Operation is not RecordOperation.Create && (change.Operation != RecordOperation.Update || !IsSame(change, context.Session))) context.Refuse(change, RetailErrors.PointsAppendOnly());
        return default;
    }

    private static bool IsSame(PendingChange change, ICrmSession session)
    {
        var (before, after) = (change.Before!.Custom, change.After.Custom);
        if (Shop.IsMerging(session)) after = after.With([KeyValuePair.Create(Shop.Account.Key, (object?)change.Before[Shop.Account]), KeyValuePair.Create(Shop.Contact.Key, (object?)change.Before[Shop.Contact])]);
        return before.Equals(after);
    }
}

/// <summary>Balance and level stand on the customer as soon as an entry is made.</summary>
[Saves("account"), Saves("contact")]
internal sealed class PointsShown(LoyaltyLevels levels) : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var entries = context.Changes.Where(c => c.Operation == RecordOperation.Create).GroupBy(c => Shop.CustomerOf(c.After)!.Value).ToList();
        if (entries.Count == 0) return;
        foreach (var customer in entries)
        {
            // Another rule refused an entry in between: written without it, the balances behind it would be wrong. The door then writes the batch in smaller parts.
            var latest = customer.MaxBy(c => c.After[Points.Number])!;
            using var system = context.Session.AsSystem(Shop.Actor);
            if (await Ask.CountAsync(context.Session, Points.Type, $"custom.{Points.Customer.Key} eq {Ask.Quote(customer.Key.ToString())}", cancellationToken) != latest.After[Points.Number]) context.Refuse(latest, RetailErrors.PointsOutOfStep());
        }
        var customers = entries.ConvertAll(e => e.Key);
        await levels.WriteAsync(context.Session, customers, cancellationToken);
    }
}

/// <summary>What the shop reckons about customers is not typed in.</summary>
internal sealed class CustomerFigures : IRecordValidator
{
    private static readonly string[] Fields = [Points.OnCustomer.Key, Points.Level.Key, Rfm.Recency.Key, Rfm.Frequency.Key, Rfm.Monetary.Key, Rfm.Segment.Key];

    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (Shop.IsActing(context.Session) || Shop.IsMerging(context.Session)) return default; // what a merge takes over is reckoned again right after
        foreach (var change in context.Changes.Where(c => c.Operation is RecordOperation.Create or RecordOperation.Update))
            foreach (var field in Fields)
                if (context.Type.TryField(field, out var definition) && change.HasChanged(definition)) context.Refuse(change, RetailErrors.Reckoned(field));
        return default;
    }
}
