namespace CrmKit.Documents;

/// <summary>Refuses ends before their beginnings, for all types that have such pairs.</summary>
internal sealed class DateOrderValidator : IRecordValidator
{
    private static readonly Dictionary<string, (string Start, string End)[]> Pairs = new()
    {
        ["opportunity"] = [("openedOn", "expectedCloseOn")],
        ["quote"] = [("issuedOn", "validUntilOn")],
        ["project"] = [("plannedStartOn", "plannedEndOn"), ("actualStartOn", "actualEndOn")],
        ["contract"] = [("startsOn", "endsOn")],
        ["campaign"] = [("startsOn", "endsOn")],
        ["sales-target"] = [("startsOn", "endsOn")],
        ["price-book"] = [("validFromOn", "validUntilOn")],
        ["asset"] = [("purchasedOn", "warrantyEndsOn")],
        ["appointment"] = [("startsAt", "endsAt")],
    };

    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (startKey, endKey) in Pairs[context.Type.Key])
        {
            var (start, end) = (context.Type.Field(startKey), context.Type.Field(endKey));
            foreach (var change in context.Changes)
            {
                if (start.Get(change.After) is not IComparable from || end.Get(change.After) is not { } until || from.CompareTo(until) <= 0) continue;
                if (change.HasChanged(start) || change.HasChanged(end)) context.Refuse(change, DocumentErrors.DatesReversed(start, end, from, until));
            }
        }
        return default;
    }
}
