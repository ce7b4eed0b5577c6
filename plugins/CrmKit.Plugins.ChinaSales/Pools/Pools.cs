using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.ChinaSales;

/// <summary>The record type of lead pools (公海), and what leads carry to find theirs.</summary>
/// <remarks><see cref="CrmKit.Leads.Lead.Pool"/> holds the pool's code. Empty limits mean the plugin's settings; 0 means no limit.</remarks>
public static class Pools
{
    public const string Type = "chinasales.pool";

    /// <summary>Who acts when the plugin itself does: it stands in the audit.</summary>
    internal const string Actor = "lead pool";

    public static readonly Field<string> Code = Field.Text("chinasales.code");
    public static readonly Field<string> Region = Field.Text("chinasales.region");
    public static readonly Field<string> Tracking = Field.Option("chinasales.tracking");
    public static readonly Field<string> Level = Field.Option("chinasales.level");
    public static readonly Field<Guid> Team = Field.Reference("chinasales.team");
    public static readonly Field<long> Rank = Field.Integer("chinasales.rank");
    public static readonly Field<long> MaxHeld = Field.Integer("chinasales.max-held");
    public static readonly Field<long> MaxPerDay = Field.Integer("chinasales.max-per-day");
    public static readonly Field<long> FollowUpDays = Field.Integer("chinasales.follow-up-days");
    public static readonly Field<long> ConvertDays = Field.Integer("chinasales.convert-days");
    public static readonly Field<long> CoolDownDays = Field.Integer("chinasales.cool-down-days");

    public const string Online = "online", Offline = "offline", Key = "key", Ordinary = "ordinary";

    internal static void Define(CustomTypeBuilder type) => type
        .Named("Lead pool", "Lead pools", "公海")
        .Plural("chinasales.pools")
        .Fields(fields =>
        {
            fields
                .Add(Code, "Code", "编码", f => f with { IsRequired = true, IsUnique = true, MaxLength = 100, Description = new("What leads carry in their pool field.", "写入线索“线索池”字段的值。") })
                .Add(Region, "Region", "地区", f => f with { Description = new("Takes leads of this region; empty takes any.", "只收该地区的线索；不填则不限。") });
            DefineOnLead(fields);
            fields
                .Add(Team, "team", "Team", "团队", f => f with { Description = new("Only members of this team and of teams under it take from the pool; empty lets everybody.", "只有该团队及下级团队可领取；不填则不限。") })
                .Add(Rank, "Rank", "优先级", f => f with { Minimum = 0, Description = new("Of several pools that fit, a new lead goes into the one with the lowest rank.", "多个公海符合时，新线索进入数值最小的公海。") });
            Limit(fields, MaxHeld, "Most leads a user holds", "每人保有上限");
            Limit(fields, MaxPerDay, "Most leads a user takes in a day", "每人每日领取上限");
            Limit(fields, FollowUpDays, "Working days without follow-up", "未跟进收回（工作日）");
            Limit(fields, ConvertDays, "Working days without conversion", "未转化收回（工作日）");
            Limit(fields, CoolDownDays, "Days before it may be taken again", "再次领取间隔（天）");
        });

    internal static FieldsBuilder DefineOnLead(FieldsBuilder fields) => fields
        .Add(Tracking, "Tracking", "跟进方式", f => f with { Options = [new(Online, new("Online", "线上")), new(Offline, new("Offline", "线下"))], Description = new("Followed up online only, or with visits; leads go into pools that say the same, or nothing.", "仅线上跟进或上门跟进；线索进入取值相同或未填的公海。") })
        .Add(Level, "Level", "客户级别", f => f with { Options = [new(Key, new("Key", "重点")), new(Ordinary, new("Ordinary", "一般"))], Description = new("How much the customer matters; leads go into pools that say the same, or nothing.", "客户的重要程度；线索进入取值相同或未填的公海。") });

    private static void Limit(FieldsBuilder fields, Field<long> field, string english, string chinese) =>
        fields.Add(field, english, chinese, f => f with { Minimum = 0, Maximum = 10_000, Description = new("Empty: the plugin's setting. 0: no limit.", "不填用插件设置；0 表示不限。") });
}
