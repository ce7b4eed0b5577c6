using CrmKit.Records;

namespace CrmKit.Retail;

/// <summary>What a draw rests on is written by the shop alone, and once the list is closed nothing of that changes.</summary>
internal sealed class GiveawayRules : IRecordValidator
{
    // The campaign may become another's, as when two are merged: who takes part is told by the entries by then.
    private static readonly string[] Fixed = [Giveaways.Prize.Key, Giveaways.Winners.Key, Giveaways.OpensOn.Key, Giveaways.ClosesOn.Key, Giveaways.NumberFrom.Key, .. Giveaways.Kept];

    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
        {
            var giveaway = (CustomRecord)change.After;
            if (giveaway[Giveaways.OpensOn] > giveaway[Giveaways.ClosesOn]) context.Refuse(change, RetailErrors.GiveawayDays());
            if (Shop.IsActing(context.Session)) continue;
            if (change.Before is CustomRecord before && before[Giveaways.ClosedAt] is not null && (change.Operation != RecordOperation.Update || Fixed.Any(f => change.HasChanged(context.Type.Field(f))))) context.Refuse(change, RetailErrors.GiveawayClosed(before.Name));
            else if (change.Operation != RecordOperation.Delete)
                foreach (var field in Giveaways.Kept)
                    if (change.HasChanged(context.Type.Field(field))) context.Refuse(change, RetailErrors.Reckoned(field));
        }
        return default;
    }
}

/// <summary>Entries come and go with the acts of closing and drawing. Only whose an entry is may change, as when two leads turn out to be one person: the ticket, which decides, stays.</summary>
internal sealed class GiveawayEntryRules : IRecordValidator
{
    private static readonly string[] Fixed = [Giveaways.Giveaway.Key, Giveaways.Ticket.Key, Giveaways.Rank.Key, Giveaways.IsWinner.Key];

    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (Shop.IsActing(context.Session)) return default;
        foreach (var change in context.Changes)
            if (change.Operation != RecordOperation.Update || Fixed.Any(f => change.HasChanged(context.Type.Field(f)))) context.Refuse(change, RetailErrors.GiveawayEntry());
        return default;
    }
}
