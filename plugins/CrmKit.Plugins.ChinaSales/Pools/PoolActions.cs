using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Records;

namespace CrmKit.ChinaSales;

/// <summary>Takes leads out of their pools for the one who asks, within the caps.</summary>
internal sealed class TakeLeads : IRecordAction
{
    public static readonly RecordActionDefinition Definition = new()
    {
        Key = "chinasales.take", Label = new("Take from the pool", "领取"), RecordTypes = ["lead"], Needs = Operations.Read, Places = ActionPlaces.List | ActionPlaces.Record,
        Description = new("The leads become yours, if the caps of their pools allow it.", "在公海上限之内，线索归您跟进。"),
    };

    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken) =>
        await context.Session.Assignments.ClaimAsync([.. context.Records.Select(r => context.Type.Ref(r.Id))], cancellationToken);
}

/// <summary>Gives leads back to their pools, where others find them.</summary>
internal sealed class GiveBackLeads : IRecordAction
{
    public static readonly RecordActionDefinition Definition = new()
    {
        Key = "chinasales.give-back", Label = new("Give back to the pool", "退回公海"), RecordTypes = ["lead"], Needs = Operations.Assign, Places = ActionPlaces.List | ActionPlaces.Record,
        Confirm = new("Others may take these leads then, and you may not for a while. Give them back?", "退回后其他人可以领取，您在一段时间内不能再领取。确定退回吗？"),
    };

    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken) =>
        await context.Session.Assignments.ReleaseAsync([.. context.Records.Select(r => context.Type.Ref(r.Id))], cancellationToken: cancellationToken);
}
