namespace CrmKit.Activities;

/// <summary>What an activity is about exists, and the actor may see it.</summary>
internal sealed class RegardingRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var named = new List<(PendingChange Change, RecordRef Record)>();
        foreach (var (change, activity) in context.Living<CrmActivity>())
        {
            if (string.IsNullOrEmpty(activity.RegardingType) != activity.RegardingId is null) context.Refuse(change, ActivityErrors.RegardingIncomplete());
            else if (activity is { RegardingType: { } type, RegardingId: { } id } && IsChanged(change, activity) && context.Pending(new RecordRef(type, id)) is null)
                named.Add((change, new RecordRef(type, id)));
        }
        foreach (var group in named.GroupBy(n => n.Record.Type))
        {
            if (!context.Session.Catalog.TryType(group.Key, out var type) || type.Key != group.Key || ActivityTypes.Keys.Contains(group.Key))
            {
                foreach (var (change, _) in group) context.Refuse(change, ActivityErrors.RegardingType(group.Key));
                continue;
            }
            var found = (await context.Session.Records.GetManyAsync(group.Key, [.. group.Select(g => g.Record.Id).Distinct()], cancellationToken)).Select(r => r.Id).ToHashSet();
            foreach (var (change, record) in group)
                if (!found.Contains(record.Id)) context.Refuse(change, ActivityErrors.RegardingMissing(record));
        }
    }

    private static bool IsChanged(PendingChange change, CrmActivity activity) =>
        change.Before is not CrmActivity before || before.RegardingId != activity.RegardingId || before.RegardingType != activity.RegardingType;
}
