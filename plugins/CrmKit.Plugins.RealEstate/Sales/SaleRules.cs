using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>A budget runs upwards; from the offer on a sale is about one unit; while it holds a reservation, unit and price are the reserved ones.</summary>
internal sealed class SaleRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var changed = new List<PendingChange>();
        foreach (var change in context.Changes.Where(c => c.Operation != RecordOperation.Delete))
        {
            if (change.After[Searches.BudgetMinimum] is { } from && change.After[Searches.Budget] is { } to && from > to)
                context.Refuse(change, RealEstateErrors.BudgetRange(from, to));
            if (change.After is not RootRecord { PipelineKey: Sale.Key } record) continue;
            if (Sale.IsAboutUnit(record) && record[Searches.Unit] is null) context.Refuse(change, RealEstateErrors.UnitRequired(record));
            if (change.Before is { } before && (before[Searches.Unit] != record[Searches.Unit] || before[Searches.AgreedPrice] != record[Searches.AgreedPrice])) changed.Add(change);
        }
        if (changed.Count == 0) return;
        var live = (await context.Session.ReferringAsync(Reservations.Type, Reservations.Sale, changed.Select(c => c.After.Id), cancellationToken, $"stage eq '{Reservations.Live}'")).ToLookup(r => r[Reservations.Sale]);
        foreach (var change in changed)
            if (live[change.After.Id].FirstOrDefault() is { } reservation
                && (reservation[Reservations.Unit] != change.After[Searches.Unit] || reservation[Reservations.Price] != change.After[Searches.AgreedPrice]))
                context.Refuse(change, RealEstateErrors.ReservationFixed(reservation));
    }
}
