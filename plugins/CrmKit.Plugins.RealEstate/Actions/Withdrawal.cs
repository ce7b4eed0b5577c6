using CrmKit.Actions;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>Takes units from the market, after a question.</summary>
internal sealed class Withdrawal : IRecordAction
{
    public static readonly RecordActionDefinition Definition = new()
    {
        Key = "realestate.withdraw",
        Label = new("Take from the market", "撤盘"),
        RecordTypes = [Units.Type],
        Confirm = new("Withdrawn units are no longer shown to buyers. Take them from the market?", "撤盘后不再向买方展示。确定撤盘吗？"),
        Places = ActionPlaces.List | ActionPlaces.Record,
        IsUndoable = true,
    };

    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
    {
        var changes = new ChangeSet();
        foreach (var unit in context.Records) changes.Patch(context.Type.Ref(unit.Id), new Dictionary<string, object?> { [Units.Status.Key] = Units.Withdrawn });
        await context.Session.Records.SaveAsync(changes, cancellationToken);
    }
}
