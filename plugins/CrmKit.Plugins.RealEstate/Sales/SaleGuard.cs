using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>Nobody makes an offer for a unit that is sold, off the market, or reserved for somebody else; who holds the reservation passes on to the signature.</summary>
internal sealed class SaleGuard : IStageGuard
{
    public async ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        var entering = context.Moves.Where(m => Sale.IsAboutUnit(m.Record) && m.Record[Searches.Unit] is not null).ToList();
        if (entering.Count == 0) return;
        var units = await context.Session.ByIdAsync<CustomRecord>(Units.Type, entering.Select(m => m.Record[Searches.Unit]!.Value), cancellationToken);
        var holds = (await context.Session.ReferringAsync(Reservations.Type, Reservations.Unit, units.Keys, cancellationToken, $"stage in ('{Reservations.Live}', '{Reservations.Fulfilled}')"))
            .ToLookup(r => r[Reservations.Unit]);
        var taken = new HashSet<Guid>();
        foreach (var move in entering)
        {
            if (!units.TryGetValue(move.Record[Searches.Unit]!.Value, out var unit)) continue; // the reference is refused as such
            if (holds[unit.Id].FirstOrDefault(r => r[Reservations.Sale] == move.Record.Id && IsHold(r, unit)) is { } own)
            {
                if (own.StageKey == Reservations.Live && Sale.HoldsUnit(move.Record) && own[Reservations.Price] != move.Record[Searches.AgreedPrice]) context.Refuse(move, RealEstateErrors.ReservationFixed(own));
                continue;
            }
            var live = holds[unit.Id].FirstOrDefault(r => r.StageKey == Reservations.Live);
            if (live is not null && !Reservations.HasLapsed(live, context.Session.Now)) context.Refuse(move, RealEstateErrors.UnitReserved(unit, live));
            else if (live is null && unit[Units.Status] != Units.Available) context.Refuse(move, RealEstateErrors.UnitUnavailable(unit));
            else if (Sale.HoldsUnit(move.Record) && !taken.Add(unit.Id)) context.Refuse(move, RealEstateErrors.UnitUnavailable(unit)); // two of one batch
        }
        await CommissionGuard.CheckAsync(context, cancellationToken);
    }

    private static bool IsHold(CustomRecord reservation, CustomRecord unit) => reservation.StageKey == Reservations.Live || unit[Units.Status] is Units.Sold or Units.HandedOver;
}
