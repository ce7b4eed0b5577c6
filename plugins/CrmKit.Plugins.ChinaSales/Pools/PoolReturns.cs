using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.ChinaSales;

/// <summary>Puts leads whose time is over back into their pools, through the assignment door.</summary>
internal sealed class PoolReturns(PoolReader reader)
{
    private const int PerRound = 200;
    private const int Rounds = 10;

    /// <summary>Returns what is overdue, up to 2,000 leads in one go; how many went back.</summary>
    public async Task<int> ReturnDueAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Pools.Actor);
        var (terms, returned) = (await reader.TermsAsync(session, cancellationToken), 0);
        for (var round = 0; round < Rounds; round++)
        {
            var page = await session.Records.QueryAsync(new RecordQuery(Holdings.Type) { Filter = $"custom.{Holdings.DueOn.Key} lt today() and not custom.{Holdings.IsEnded.Key}", Size = PerRound, OrderBy = "id" }, cancellationToken);
            if (page.Items.Count == 0) break;
            await using var work = await session.BeginAsync(cancellationToken);
            returned += await ReturnAsync(session, [.. page.Items.Cast<CustomRecord>()], terms, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
        return returned;
    }

    private static async Task<int> ReturnAsync(ICrmSession session, List<CustomRecord> due, Dictionary<string, PoolTerms> terms, CancellationToken cancellationToken)
    {
        var leads = (await session.Records.GetManyAsync("lead", [.. due.Select(h => h[Holdings.Lead]!.Value).Distinct()], cancellationToken)).OfType<Lead>().ToDictionary(l => l.Id);
        bool IsHeld(CustomRecord h) => leads.TryGetValue(h[Holdings.Lead]!.Value, out var lead) && lead.OwnerId == h[Holdings.User] && lead.ClosedAt is null && terms.ContainsKey(lead.Pool ?? "");
        var (held, gone) = (due.Where(IsHeld).ToList(), due.Where(h => !IsHeld(h)).ToList());
        foreach (var pool in held.Select(h => leads[h[Holdings.Lead]!.Value]).GroupBy(l => l.Pool!))
            await session.Assignments.ReleaseAsync([.. pool.Select(l => new RecordRef("lead", l.Id))], terms[pool.Key].Team, cancellationToken);

        // Deleted meanwhile, or its pool is no more: the stay ends all the same, and a restored lead does not begin where its time was over.
        var ends = new ChangeSet { Reason = "Its time was over." };
        foreach (var holding in gone)
        {
            HoldingLedger.End(holding, Holdings.Returned, terms.GetValueOrDefault(holding[Holdings.Pool] ?? ""), session.Today);
            ends.Update(holding);
        }
        if (ends.Changes.Count > 0) await session.Records.SaveAsync(ends, cancellationToken);
        return held.Count;
    }
}
