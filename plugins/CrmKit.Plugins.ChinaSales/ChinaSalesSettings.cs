using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.ChinaSales;

/// <summary>What administrators decide for all pools; a pool's own figures win.</summary>
public static class ChinaSalesSettings
{
    public const string Team = "team", Anyone = "anyone", Nobody = "nobody";

    public static readonly Field<long> MaxHeldInAll = Field.Integer("chinasales.max-held-in-all");
    public static readonly Field<string> Transfers = Field.Option("chinasales.transfers");
    public static readonly Field<bool> ManagersMayOverride = Field.Bool("chinasales.managers-may-override");
    public static readonly Field<long> BirthdayDaysAhead = Field.Integer("chinasales.birthday-days-ahead");

    internal static void Define(SettingsBuilder settings) => settings
        .Add(MaxHeldInAll, new("Most leads a user holds, over all pools (0: no limit)", "每人保有总上限（0 为不限）"), 0, Count)
        .Add(Pools.MaxHeld, new("Most leads a user holds of one pool (0: no limit)", "每人每个公海保有上限（0 为不限）"), 100, Count)
        .Add(Pools.MaxPerDay, new("Most leads a user takes from one pool in a day (0: no limit)", "每人每个公海每日领取上限（0 为不限）"), 20, Count)
        .Add(Pools.FollowUpDays, new("Working days without follow-up after which a lead returns (0: never)", "未跟进收回天数，工作日（0 为不收回）"), 7, Count)
        .Add(Pools.ConvertDays, new("Working days without conversion after which a lead returns (0: never)", "未转化收回天数，工作日（0 为不收回）"), 60, Count)
        .Add(Pools.CoolDownDays, new("Days before who gave up or lost a lead may have it again (0: at once)", "放弃或失去后再次领取的间隔天数（0 为不限）"), 30, Count)
        .Add(Transfers, new("Who a held lead may be transferred to", "转移范围"), Team, f => f with
        {
            IsRequired = true,
            Options = [new(Team, new("Members of the owner's team", "本团队成员")), new(Anyone, new("Anyone", "任何人")), new(Nobody, new("Nobody", "不允许转移"))],
        })
        .Add(ManagersMayOverride, new("Who may administer leads may break protection and cool-down (never the caps)", "线索管理员可突破保护期与间隔（不含上限）"), false)
        .Add(BirthdayDaysAhead, new("Days before a birthday on which its owner gets a follow-up (0: none)", "生日提前提醒天数（0 为不提醒）"), 0, f => f with { Minimum = 0, Maximum = 60 });

    private static FieldDefinition Count(FieldDefinition field) => field with { IsRequired = true, Minimum = 0, Maximum = 10_000 };
}
