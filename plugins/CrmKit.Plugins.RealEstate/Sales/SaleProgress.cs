using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>The reservation follows the sale: made when it gets that far, fulfilled with the signature, cancelled when the buyer steps back.</summary>
[Saves(Reservations.Type), Saves(Units.Type)]
internal sealed class SaleProgress : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var moved = context.Changes
            .Where(c => (c.After is RootRecord { PipelineKey: Sale.Key } || c.Before is RootRecord { PipelineKey: Sale.Key }) && c.After[Searches.Unit] is not null && (Stage(c.Before) != Stage(c.After) || c.Operation == RecordOperation.Delete))
            .ToList();
        if (moved.Count == 0) return;
        var session = context.Session;
        // A signature that is taken back leaves the unit to whatever the sale is now.
        await session.SetStatusAsync(moved.Where(c => c.Operation != RecordOperation.Delete && Stage(c.Before) == Sale.Signed).Select(Unit), Units.Sold, Units.Available, cancellationToken);
        var live = await LiveAsync(session, moved, cancellationToken);
        var holding = moved.Where(c => c.Operation != RecordOperation.Delete && Sale.HoldsUnit((RootRecord)c.After)).ToList();
        await session.EndAsync(moved.Except(holding).SelectMany(c => live[c.After.Id]), Reservations.Cancelled, "The buyer stepped back.", cancellationToken);

        var units = await session.ByIdAsync<CustomRecord>(Units.Type, holding.Select(Unit), cancellationToken);
        // The guard let a sale at a sold unit pass only if its own reservation sold it.
        await ReserveAsync(session, [.. holding.Where(c => !live[c.After.Id].Any() && units.GetValueOrDefault(Unit(c))?[Units.Status] is Units.Available or Units.Reserved)], cancellationToken);
        var signed = holding.Where(c => Stage(c.After) == Sale.Signed).ToList();
        if (signed.Count > 0)
            await session.EndAsync((await LiveAsync(session, signed, cancellationToken)).SelectMany(r => r), Reservations.Fulfilled, "The sale was signed.", cancellationToken);
    }

    private static async ValueTask<ILookup<Guid, CustomRecord>> LiveAsync(ICrmSession session, List<PendingChange> sales, CancellationToken cancellationToken) =>
        (await session.ReferringAsync(Reservations.Type, Reservations.Sale, sales.Select(c => c.After.Id), cancellationToken, $"stage eq '{Reservations.Live}'")).ToLookup(r => r[Reservations.Sale]!.Value);

    private static async ValueTask ReserveAsync(ICrmSession session, List<PendingChange> sales, CancellationToken cancellationToken)
    {
        if (sales.Count == 0) return;
        var changes = new ChangeSet { Reason = "The sale came to the reservation." };
        foreach (var sale in sales.Select(c => (RootRecord)c.After))
            changes.Create(
                new CustomRecord(Reservations.Type) { [Reservations.Unit] = sale[Searches.Unit], [Reservations.Sale] = sale.Id, [Reservations.Price] = sale[Searches.AgreedPrice] },
                new InitialState { OwnerId = sale.OwnerId, TeamId = sale.TeamId });
        using var _ = session.AsSystem(Questions.Actor);
        await session.Records.SaveAsync(changes, cancellationToken);
    }

    private static string? Stage(Record? record) => record is RootRecord { PipelineKey: Sale.Key, StageKey: { } stage } ? stage : null;

    private static Guid Unit(PendingChange change) => change.After[Searches.Unit]!.Value;
}
