using CrmKit.Accounts;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Retail;

/// <summary>Scores all accounts that ordered in the period, in one batch; who did not loses his scores.</summary>
/// <remarks>Orders that were not cancelled count, with their total less what came back, in the currency that most of them have; others are counted as left out.</remarks>
internal sealed class RfmScoring(IPluginSettings settings)
{
    private const int PerSave = 500;

    public async Task<RfmResult> RunAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        var days = (await settings.ReadAsync(session, cancellationToken))[RetailSettings.RfmDays] ?? 365;
        using var system = session.AsSystem(Shop.Actor);
        var orders = (await Ask.ListAsync<Order>(session, "order", $"accountId ne null and orderedOn gt today(-{days}) and orderedOn le today()", cancellationToken)).Where(o => o.StageCategory != StageCategory.Lost).ToList();
        var currency = orders.GroupBy(o => o.Currency).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;
        var counted = orders.Where(o => o.Currency == currency).ToList();
        var scores = Score(counted, session.Today);

        var more = new List<(RecordRef Account, Dictionary<string, object?> Values)>();
        foreach (var account in await Ask.ListAsync<Account>(session, "account", $"custom.{Rfm.Segment.Key} ne null", cancellationToken))
            if (!scores.ContainsKey(account.Id)) more.Add((new RecordRef("account", account.Id), Values(null)));
        foreach (var chunk in scores.Keys.Chunk(PerSave))
            foreach (var account in (await session.Records.GetManyAsync("account", chunk, cancellationToken)).OfType<Account>())
                if (scores[account.Id] is var score && (account[Rfm.Recency], account[Rfm.Frequency], account[Rfm.Monetary]) != (score.Recency, score.Frequency, score.Monetary))
                    more.Add((new RecordRef("account", account.Id), Values(score)));
        foreach (var chunk in more.Chunk(PerSave))
        {
            var changes = new ChangeSet { Reason = "RFM" };
            foreach (var (account, values) in chunk) changes.Patch(account, values);
            await session.Records.SaveAsync(changes, cancellationToken);
        }
        return new RfmResult(scores.Count, more.Count, orders.Count - counted.Count, currency);
    }

    private static Dictionary<Guid, (long Recency, long Frequency, long Monetary)> Score(List<Order> orders, DateOnly today)
    {
        var facts = orders.GroupBy(o => o.AccountId!.Value).ToDictionary(g => g.Key,
            g => (Recency: -(decimal)(today.DayNumber - g.Max(o => o.OrderedOn!.Value).DayNumber), Frequency: (decimal)g.Count(), Monetary: g.Sum(o => (o.Total ?? 0) - (o.ReturnedTotal ?? 0))));
        List<decimal> recency = [.. facts.Values.Select(f => f.Recency).Order()], frequency = [.. facts.Values.Select(f => f.Frequency).Order()], monetary = [.. facts.Values.Select(f => f.Monetary).Order()];
        return facts.ToDictionary(f => f.Key, f => ((long)Rfm.Quintile(recency, f.Value.Recency), (long)Rfm.Quintile(frequency, f.Value.Frequency), (long)Rfm.Quintile(monetary, f.Value.Monetary)));
    }

    private static Dictionary<string, object?> Values((long Recency, long Frequency, long Monetary)? score) => new()
    {
        [Rfm.Recency.Key] = score?.Recency, [Rfm.Frequency.Key] = score?.Frequency, [Rfm.Monetary.Key] = score?.Monetary,
        [Rfm.Segment.Key] = score is { } s ? Rfm.SegmentOf((int)s.Recency, (int)s.Frequency, (int)s.Monetary) : null,
    };
}

/// <summary>What a scoring did.</summary>
internal sealed record RfmResult(int Scored, int Changed, int LeftOut, string? Currency);

/// <summary>Scores accounts and renews levels, every night.</summary>
internal sealed class NightlyFigures(RfmScoring scoring, LoyaltyLevels levels) : IScheduledJob
{
    public static readonly JobDefinition Definition = new() { Key = "retail.nightly-figures", Label = new("RFM scores and loyalty levels", "RFM 评分与会员等级"), Schedule = JobSchedule.Cron("20 2 * * *") };

    public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        await scoring.RunAsync(context.Session, cancellationToken);
        await levels.RenewAsync(context.Session, cancellationToken);
    }
}
