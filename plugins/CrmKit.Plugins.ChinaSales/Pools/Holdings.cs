using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.ChinaSales;

/// <summary>The record type of stays: who had which lead of a pool from when to when, until when he must do what, and until when he may not have it again.</summary>
/// <remarks>The plugin alone writes it, in the transaction of the change of owner. It is the proof in disputes and what caps and cool-downs are reckoned from.</remarks>
public static class Holdings
{
    public const string Type = "chinasales.holding";

    public static readonly Field<Guid> Lead = Field.Reference("chinasales.lead");
    public static readonly Field<Guid> User = Field.Reference("chinasales.user");
    public static readonly Field<string> Pool = Field.Text("chinasales.pool-code");
    public static readonly Field<string> Serial = Field.Text("chinasales.serial");
    public static readonly Field<string> TakenFrom = Field.Text("chinasales.taken-from");
    public static readonly Field<DateOnly> TakenOn = Field.Date("chinasales.taken-on");
    public static readonly Field<DateOnly> FollowedOn = Field.Date("chinasales.followed-on");
    public static readonly Field<DateOnly> FollowUpBy = Field.Date("chinasales.follow-up-by");
    public static readonly Field<DateOnly> ConvertBy = Field.Date("chinasales.convert-by");
    public static readonly Field<DateOnly> DueOn = Field.Date("chinasales.due-on");
    public static readonly Field<DateOnly> ClosedOn = Field.Date("chinasales.closed-on");
    public static readonly Field<bool> IsEnded = Field.Bool("chinasales.is-ended");
    public static readonly Field<DateOnly> EndedOn = Field.Date("chinasales.ended-on");
    public static readonly Field<string> EndReason = Field.Option("chinasales.end-reason");
    public static readonly Field<DateOnly> CoolUntil = Field.Date("chinasales.cool-until");

    public const string Released = "released", Returned = "returned", Transferred = "transferred";

    internal static void Define(CustomTypeBuilder type) => type
        .Named("Holding", "Holdings", "持有记录")
        .Plural("chinasales.holdings")
        .Fields(fields => fields
            .Add(Lead, "lead", "Lead", "线索", f => f with { IsRequired = true, Description = new("The lead that was held.", "被持有的线索。") })
            .Add(User, "user", "Held by", "持有人", f => f with { IsRequired = true, Description = new("Who held the lead in this time.", "该期间的持有人。") })
            .Add(Pool, "Pool", "公海", f => f with { IsIndexed = true, Description = new("The code of the pool whose rules hold for the stay.", "适用其规则的公海编码。") })
            .Add(Serial, "Serial", "序号", f => f with { IsUnique = true, Description = new("Counts a user's stays: of two takings at once by one user, one is refused.", "同一用户的流水号，防止同时领取。") })
            .Add(TakenFrom, "Taken from pool", "领取自公海", f => f with { Description = new("Empty when it did not come out of a pool: created, transferred.", "非从公海领取（新建、转移）时为空。") })
            .Add(TakenOn, "Taken on", "领取日期", f => f with { IsIndexed = true, Description = new("The day it came to the holder; both terms are counted from it.", "到达持有人的日期；两个期限由此起算。") })
            .Add(FollowedOn, "Last followed up on", "最近跟进日期", f => f with { Description = new("The day of the last follow-up; moves the next term.", "最近一次跟进的日期；据此顺延跟进期限。") })
            .Add(FollowUpBy, "Follow up by", "跟进期限", f => f with { Description = new("The last day for the next follow-up; empty where there is no term.", "下次跟进的最后日期；无期限时为空。") })
            .Add(ConvertBy, "Convert by", "转化期限", f => f with { Description = new("The last day to convert the lead; empty where there is no term.", "转化的最后日期；无期限时为空。") })
            .Add(DueOn, "Returns after", "到期日", f => f with { IsIndexed = true, Description = new("The last day on which it is safe; empty while the lead is closed.", "保护期最后一天；线索关闭期间为空。") })
            .Add(ClosedOn, "Closed on", "关闭日期", f => f with { Description = new("The day the lead was closed; terms rest while it is.", "线索关闭的日期；关闭期间期限暂停。") })
            .Add(IsEnded, "Ended", "已结束", f => f with { Description = new("Whether the lead is no longer with this holder.", "线索是否已不在此人名下。") })
            .Add(EndedOn, "Ended on", "结束日期", f => f with { Description = new("The day it left the holder; the cool-down is counted from it.", "离开持有人的日期；冷却期由此起算。") })
            .Add(EndReason, "How it ended", "结束原因", f => f with { Options = [new(Released, new("Given up", "放弃")), new(Returned, new("Returned by the rules", "自动收回")), new(Transferred, new("Transferred", "转移"))], Description = new("Why the stay ended; empty while it lasts.", "持有结束的原因；持有中为空。") })
            .Add(CoolUntil, "Not again until", "冷却期至", f => f with { Description = new("The last day on which the same user may not have the lead again.", "此日（含）前同一用户不得再次领取。") }));

    /// <summary>Whether its time ran out.</summary>
    internal static bool IsOverdue(CustomRecord holding, DateOnly today) => !holding[IsEnded] && holding[DueOn] < today;
}

/// <summary>Nobody but the plugin writes stays, and nobody deletes them: who could would reset his own clock.</summary>
internal sealed class HoldingRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (context.Session.Actor is { IsSystem: true, Name: Pools.Actor }) return default;
        foreach (var change in context.Changes)
            if (change.Operation != RecordOperation.Update || change.Before is not CustomRecord before || before.Name != ((CustomRecord)change.After).Name || !before.Custom.Equals(change.After.Custom))
                context.Refuse(change, ChinaSalesErrors.HoldingReadOnly());
        return default;
    }
}
