using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>A unit on the market has a price, keeps it while somebody holds the unit, and is reserved exactly as long as a reservation is live.</summary>
internal sealed class UnitRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var changes = context.Changes.Where(c => c.Operation != RecordOperation.Delete).Select(c => (Change: c, Before: c.Before as CustomRecord, Unit: (CustomRecord)c.After)).ToList();
        foreach (var (change, before, unit) in changes)
        {
            if (unit[Units.Status] == Units.Available && unit[Units.AskingPrice] is not > 0) context.Refuse(change, RealEstateErrors.PriceRequired(unit));
            if (before?[Units.Status] is Units.Reserved or Units.Sold && unit[Units.Status] == before[Units.Status] && unit[Units.AskingPrice] != before[Units.AskingPrice])
                context.Refuse(change, RealEstateErrors.PriceHeld(before));
        }
        var deleted = context.Changes.Where(c => c.Operation == RecordOperation.Delete).ToList();
        var held = (await context.Session.LiveAsync(deleted.Select(c => c.After.Id), cancellationToken)).ToLookup(r => r[Reservations.Unit]);
        foreach (var change in deleted)
            if (held[change.After.Id].FirstOrDefault() is { } holder) context.Refuse(change, RealEstateErrors.UnitHeld((CustomRecord)change.After, holder));
        await CheckStatusAsync(context, [.. changes.Where(c => c.Before?[Units.Status] != c.Unit[Units.Status])], cancellationToken);
        await CheckNamesAsync(context, [.. changes.Where(c => c.Unit[Units.Building] is not null && (c.Before?[Units.Building] != c.Unit[Units.Building] || c.Before?.Name != c.Unit.Name))], cancellationToken);
    }

    private static async ValueTask CheckStatusAsync(SaveContext context, List<(PendingChange Change, CustomRecord? Before, CustomRecord Unit)> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0) return;
        var live = (await context.Session.LiveAsync(changes.Where(c => c.Before is not null).Select(c => c.Unit.Id), cancellationToken)).ToLookup(r => r[Reservations.Unit]);
        var isOwn = context.Session.Actor is { IsSystem: true, Name: Questions.Actor };
        var taken = isOwn ? [] : changes.Where(c => c.Before?[Units.Status] is Units.Sold or Units.HandedOver && c.Unit[Units.Status] is not (Units.Sold or Units.HandedOver)).ToList();
        var sold = (await context.Session.ReferringAsync(Reservations.Type, Reservations.Unit, taken.Select(c => c.Unit.Id), cancellationToken, $"stage eq '{Reservations.Fulfilled}'")).Select(r => r[Reservations.Unit]).ToHashSet();
        foreach (var (change, before, unit) in taken)
            if (sold.Contains(unit.Id)) context.Refuse(change, RealEstateErrors.UnitSold(before!));
        foreach (var (change, _, unit) in changes)
        {
            var holder = live[unit.Id].FirstOrDefault();
            if (unit[Units.Status] == Units.Reserved && holder is null) context.Refuse(change, RealEstateErrors.ReservationRequired(unit));
            if (unit[Units.Status] != Units.Reserved && holder is not null) context.Refuse(change, RealEstateErrors.UnitHeld(unit, holder));
        }
    }

    private static async ValueTask CheckNamesAsync(SaveContext context, List<(PendingChange Change, CustomRecord? Before, CustomRecord Unit)> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0) return;
        var taken = (await context.Session.ReferringAsync(Units.Type, Units.Building, changes.Select(c => c.Unit[Units.Building]!.Value), cancellationToken))
            .Where(u => context.Pending(new RecordRef(Units.Type, u.Id)) is null)
            .Select(u => (u[Units.Building], u.Name)).ToHashSet();
        foreach (var (change, _, unit) in changes)
            if (!taken.Add((unit[Units.Building], unit.Name))) context.Refuse(change, RealEstateErrors.UnitDuplicate(unit));
    }
}

/// <summary>The day a unit comes to the market is written down when nobody gives one.</summary>
internal sealed class ListingDate : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.After[Units.Status] == Units.Available && change.After[Units.ListedOn] is null)
                change.After[Units.ListedOn] = context.Session.Today;
        return default;
    }
}
