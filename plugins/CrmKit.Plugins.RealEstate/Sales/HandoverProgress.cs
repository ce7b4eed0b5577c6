using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>A unit is handed over when its order is delivered, and back on the market when its contract is terminated before.</summary>
[Saves(Units.Type)]
internal sealed class HandoverProgress : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var moved = context.Changes
            .Where(c => c.Operation != RecordOperation.Delete && c.After[Searches.Unit] is not null && (c.Before as RootRecord)?.StageCategory != ((RootRecord)c.After).StageCategory)
            .ToLookup(c => ((RootRecord)c.After).StageCategory, c => c.After[Searches.Unit]!.Value);
        if (context.Type.Key == "order") await context.Session.SetStatusAsync(moved[StageCategory.Won], Units.Sold, Units.HandedOver, cancellationToken);
        else await context.Session.SetStatusAsync(moved[StageCategory.Lost], Units.Sold, Units.Available, cancellationToken);
    }
}
