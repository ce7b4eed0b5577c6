using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>A unit follows its reservation in the same transaction: held while it is live, sold when it is fulfilled, available again otherwise.</summary>
[Saves(Units.Type), Saves(Reservations.Type, EndsByItself = true)]
internal sealed class ReservationHolds : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var ended = context.Changes.Where(ReservationRules.Ends).Select(c => (CustomRecord)c.After).ToList();
        await session.SetStatusAsync(ended.Where(r => r.StageKey == Reservations.Fulfilled).Select(Unit), Units.Reserved, Units.Sold, cancellationToken);
        var freed = ended.Where(r => r.StageKey != Reservations.Fulfilled).Select(Unit).ToHashSet();
        freed.ExceptWith((await session.LiveAsync(freed, cancellationToken)).Select(Unit)); // somebody reserved it in the same transaction
        await session.SetStatusAsync(freed, Units.Reserved, Units.Available, cancellationToken);

        var begun = context.Changes.Where(ReservationRules.Begins).ToDictionary(c => Unit((CustomRecord)c.After));
        if (begun.Count == 0) return;
        var others = (await session.LiveAsync(begun.Keys, cancellationToken)).Where(r => begun[Unit(r)].After.Id != r.Id).ToList();
        foreach (var other in others.Where(r => !Reservations.HasLapsed(r, session.Now)))
            context.Refuse(begun[Unit(other)], RealEstateErrors.UnitReserved(null, other));
        await session.EndAsync(others, Reservations.Expired, "Its time was over when somebody else reserved the unit.", cancellationToken);
        await session.SetStatusAsync(begun.Keys, Units.Available, Units.Reserved, cancellationToken);
    }

    private static Guid Unit(CustomRecord reservation) => reservation[Reservations.Unit]!.Value;
}

/// <summary>Moves units from one status to another.</summary>
internal static class UnitStatus
{
    /// <summary>Changes the units that are in a status; others are left alone.</summary>
    /// <remarks>Names the version it saw: of two transactions that take a unit at the same time, the row lets one through, on every database.</remarks>
    public static async ValueTask SetStatusAsync(this ICrmSession session, IEnumerable<Guid> units, string from, string to, CancellationToken cancellationToken)
    {
        var found = await session.ByIdAsync<CustomRecord>(Units.Type, units, cancellationToken);
        var changes = new ChangeSet { Reason = "The sale of the unit moved on." };
        foreach (var unit in found.Values.Where(u => u[Units.Status] == from))
            changes.Patch(new RecordRef(Units.Type, unit.Id), new Dictionary<string, object?> { [Units.Status.Key] = to }, unit.Version);
        if (changes.Changes.Count == 0) return;
        using var _ = session.AsSystem(Questions.Actor);
        await session.Records.SaveAsync(changes, cancellationToken);
    }
}
