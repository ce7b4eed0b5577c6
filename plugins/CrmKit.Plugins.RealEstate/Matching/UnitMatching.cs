using System.Globalization;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>Finds units for many leads or opportunities at once: the market is read once, whatever the number of wishes.</summary>
internal static class UnitMatching
{
    private const int MostUnits = 10_000;

    /// <summary>The best units for each record, in the order of the records; only units that the caller may see and that are available.</summary>
    public static async Task<(List<(Record Seeker, List<Match> Matches)> Matches, bool IsComplete)> FindAsync(
        ICrmSession session, IReadOnlyList<Record> seekers, int top, CancellationToken cancellationToken)
    {
        var wishes = seekers.Select(s => (Seeker: s, Wish: Wish.Of(s))).ToList();
        var (units, isComplete) = await MarketAsync(session, [.. wishes.Select(w => w.Wish).Where(w => !w.IsEmpty)], cancellationToken);
        var developments = new Dictionary<Guid, Guid?>();
        if (wishes.Exists(w => w.Wish.Development is not null))
            foreach (var building in (await session.ByIdAsync<CustomRecord>(Buildings.Type, units.Select(u => u[Units.Building]).OfType<Guid>(), cancellationToken)).Values)
                developments[building.Id] = building[Buildings.Development];
        return (wishes.ConvertAll(w => (w.Seeker, UnitMatcher.Best(w.Wish, units, id => id is null ? null : developments.GetValueOrDefault(id.Value), top))), isComplete);
    }

    private static async Task<(List<CustomRecord> Units, bool IsComplete)> MarketAsync(ICrmSession session, List<Wish> wishes, CancellationToken cancellationToken)
    {
        if (wishes.Count == 0) return ([], true);
        var filter = $"{Units.Status.Key} eq '{Units.Available}'";
        if (wishes.TrueForAll(w => w.Budget is not null)) filter += string.Create(CultureInfo.InvariantCulture, $" and {Units.AskingPrice.Key} le {wishes.Max(w => w.Ceiling):0.####}");
        if (wishes.TrueForAll(w => w.Area is not null)) filter += string.Create(CultureInfo.InvariantCulture, $" and {Units.Area.Key} ge {wishes.Min(w => w.Area) * (1 - UnitMatcher.UnderArea):0.####}");
        return await session.SeenAsync<CustomRecord>(new RecordQuery(Units.Type) { Filter = filter, OrderBy = Units.AskingPrice.Key }, MostUnits, cancellationToken);
    }
}
