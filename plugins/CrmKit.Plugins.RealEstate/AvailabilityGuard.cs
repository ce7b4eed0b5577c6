using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>Nobody makes an offer for a property that is sold, taken off the market, or reserved for somebody else.</summary>
internal sealed class AvailabilityGuard : IStageGuard
{
    public async ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        // Who holds the reservation passes it on its way to the notary and the keys.
        var entering = context.Moves.Where(m => m.Target.Key is Viewing.Offer or Viewing.Reservation && m.Record[Searches.Property] is not null).ToList();
        if (entering.Count == 0) return;
        var ids = entering.Select(m => m.Record[Searches.Property]!.Value).Distinct().ToList();
        var properties = (await context.Session.Records.GetManyAsync(Properties.Type, ids, cancellationToken)).OfType<CustomRecord>().ToDictionary(p => p.Id);
        foreach (var move in entering)
            if (properties.TryGetValue(move.Record[Searches.Property]!.Value, out var property)
                && property[Properties.Status] is Properties.Sold or Properties.Withdrawn or Properties.Reserved)
                context.Refuse(move, RealEstateErrors.PropertyUnavailable(property));
    }
}
