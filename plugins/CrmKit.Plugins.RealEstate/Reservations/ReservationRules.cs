using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>Only a unit that is available, or whose reservation has lapsed, can be reserved; what was agreed stays as long as the reservation.</summary>
internal sealed class ReservationRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var now = context.Session.Now;
        foreach (var change in context.Changes.Where(c => c.Operation == RecordOperation.Update))
            // Who reserved before there was a sale gives it to the sale later.
            if (change.Before![Reservations.Unit] != change.After[Reservations.Unit] || change.Before[Reservations.Price] != change.After[Reservations.Price]
                || (change.Before[Reservations.Sale] is { } sale && sale != change.After[Reservations.Sale]))
                context.Refuse(change, RealEstateErrors.ReservationFixed((CustomRecord)change.After));

        var beginning = context.Changes.Where(Begins).Select(c => (Change: c, Reservation: (CustomRecord)c.After)).ToList();
        if (beginning.Count == 0) return;
        var ids = beginning.Select(b => b.Reservation[Reservations.Unit]).OfType<Guid>().ToList();
        var units = await context.Session.ByIdAsync<CustomRecord>(Units.Type, ids, cancellationToken);
        var live = (await context.Session.LiveAsync(ids, cancellationToken)).ToLookup(r => r[Reservations.Unit]);
        var taken = new Dictionary<Guid, CustomRecord>();
        foreach (var (change, reservation) in beginning)
        {
            if (Reservations.HasLapsed(reservation, now)) context.Refuse(change, RealEstateErrors.ExpiryPast(reservation));
            if (reservation[Reservations.Unit] is not { } id || !units.TryGetValue(id, out var unit)) continue; // the reference is refused as such
            var holder = live[id].FirstOrDefault(r => r.Id != reservation.Id && !Reservations.HasLapsed(r, now)) ?? taken.GetValueOrDefault(id);
            if (holder is not null) context.Refuse(change, RealEstateErrors.UnitReserved(unit, holder));
            else if (unit[Units.Status] is not (Units.Available or Units.Reserved)) context.Refuse(change, RealEstateErrors.UnitUnavailable(unit));
            else taken.TryAdd(id, reservation);
        }
    }

    /// <summary>Whether a change makes a reservation live: it is created, restored or reopened.</summary>
    public static bool Begins(PendingChange change) =>
        Reservations.IsLive(change.After) && (change.Operation is RecordOperation.Create or RecordOperation.Restore || !Reservations.IsLive(change.Before));

    /// <summary>Whether a change ends a live reservation, be it by deleting it.</summary>
    public static bool Ends(PendingChange change) => Reservations.IsLive(change.Before) && !Reservations.IsLive(change.After);
}
