using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Retail;

/// <summary>Reckons balance and level of customers: the level from the points earned in the last 365 days, reversals taken off.</summary>
internal sealed class LoyaltyLevels(IPluginSettings settings)
{
    private const int PerQuestion = 200;

    /// <summary>Writes what is not written yet.</summary>
    public async Task WriteAsync(ICrmSession session, IReadOnlyCollection<RecordRef> customers, CancellationToken cancellationToken)
    {
        var values = await settings.ReadAsync(session, cancellationToken);
        using var system = session.AsSystem(Shop.Actor);
        foreach (var chunk in customers.Distinct().Chunk(PerQuestion))
        {
            var earned = await EarnedAsync(session, chunk, cancellationToken);
            var more = new ChangeSet { Reason = "Points changed." };
            foreach (var type in chunk.GroupBy(c => c.Type))
                foreach (var record in await session.Records.GetManyAsync(type.Key, [.. type.Select(c => c.Id)], cancellationToken))
                {
                    var customer = new RecordRef(type.Key, record.Id);
                    var balance = await CustomerLedgers.BalanceAsync(session, customer, cancellationToken);
                    var level = Of(earned.GetValueOrDefault(customer.ToString()), values);
                    if ((record[Points.OnCustomer] ?? 0) != balance || record[Points.Level] != level)
                        more.Patch(customer, new Dictionary<string, object?> { [Points.OnCustomer.Key] = balance, [Points.Level.Key] = level });
                }
            if (more.Changes.Count > 0) await session.Records.SaveAsync(more, cancellationToken);
        }
    }

    /// <summary>Levels fall when old points leave the year: reckons all who have one.</summary>
    public async Task RenewAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Shop.Actor);
        foreach (var type in new[] { "account", "contact" })
            await WriteAsync(session, [.. (await Ask.ListAsync<Record>(session, type, $"custom.{Points.Level.Key} ne null", cancellationToken)).Select(r => new RecordRef(type, r.Id))], cancellationToken);
    }

    /// <summary>What customers earned in the last 365 days, reversals taken off, by the text of their references; customers without an entry are missing.</summary>
    public static async Task<Dictionary<string, long>> EarnedAsync(ICrmSession session, IEnumerable<RecordRef> customers, CancellationToken cancellationToken)
    {
        var of = CustomerLedgers.Of(customers);
        var year = await Ask.ListAsync<CustomRecord>(session, Points.Type, $"{of} and custom.{Points.On.Key} gt today(-365) and custom.{Points.Kind.Key} in ('{Points.Earned}','{Points.Reversed}')", cancellationToken);
        return year.GroupBy(e => Shop.CustomerOf(e).ToString()!).ToDictionary(g => g.Key, g => g.Sum(e => e[Points.Amount] ?? 0));
    }

    /// <summary>The lowest level that is not reached yet, and how many points it needs; <see langword="null"/> at the top.</summary>
    public static (string Level, long Missing)? Next(long earned, SettingValues values)
    {
        (string Level, long From)[] levels = [(Points.Silver, values[RetailSettings.SilverFrom] ?? 0), (Points.Gold, values[RetailSettings.GoldFrom] ?? 0), (Points.Platinum, values[RetailSettings.PlatinumFrom] ?? 0)];
        var next = levels.Where(l => l.From > earned).OrderBy(l => l.From).FirstOrDefault();
        return next.Level is null ? null : (next.Level, next.From - earned);
    }

    private static string? Of(long points, SettingValues values) =>
        points >= values[RetailSettings.PlatinumFrom] ? Points.Platinum : points >= values[RetailSettings.GoldFrom] ? Points.Gold : points >= values[RetailSettings.SilverFrom] ? Points.Silver : null;
}
