using CrmKit.Records;

namespace CrmKit.Retail;

/// <summary>What a draw rests on is written by the shop alone, and once the list is closed nothing of it changes.</summary>
internal sealed class GiveawayRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
        {
            var giveaway = (CustomRecord)change.After;
            if (giveaway[Giveaways.OpensOn] > giveaway[Giveaways.ClosesOn]) context.Refuse(change, RetailErrors.GiveawayDays());
            if (Shop.IsActing(context.Session)) continue;
            if (change.Before is CustomRecord before && before[Giveaways.ClosedAt] is not null && (change.Operation != RecordOperation.Update || !before.Custom.Equals(giveaway.Custom))) context.Refuse(change, RetailErrors.GiveawayClosed(before.Name));
            else if (change.Operation != RecordOperation.Delete)
                foreach (var field in Giveaways.Kept)
                    if (change.HasChanged(context.Type.Field(field))) context.Refuse(change, RetailErrors.Reckoned(field));
        }
        return default;
    }
}

/// <summary>Entries come and go with the act of closing and drawing.</summary>
internal sealed class GiveawayEntryRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (Shop.IsActing(context.Session)) return default;
        foreach (var change in context.Changes)
            if (change.Operation != RecordOperation.Update || !change.Before!.Custom.Equals(change.After.Custom)) context.Refuse(change, RetailErrors.GiveawayEntry());
        return default;
    }
}
