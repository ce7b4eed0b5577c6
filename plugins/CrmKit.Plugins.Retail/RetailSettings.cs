using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Retail;

/// <summary>What administrators decide about the shop.</summary>
public static class RetailSettings
{
    public static readonly Field<long> AbandonAfterMinutes = Field.Integer("retail.abandon-after-minutes");
    public static readonly Field<decimal> PointsPerUnit = Field.Decimal("retail.points-per-unit");
    public static readonly Field<long> SilverFrom = Field.Integer("retail.silver-from");
    public static readonly Field<long> GoldFrom = Field.Integer("retail.gold-from");
    public static readonly Field<long> PlatinumFrom = Field.Integer("retail.platinum-from");
    public static readonly Field<long> RfmDays = Field.Integer("retail.rfm-days");

    internal static void Define(SettingsBuilder settings) => settings
        .Add(AbandonAfterMinutes, new("Minutes without a change after which a cart counts as abandoned", "购物车视为放弃的分钟数"), 120, f => f with { IsRequired = true, Minimum = 1, Maximum = 525_600 })
        .Add(PointsPerUnit, new("Points for one unit of money", "每单位金额积分"), 1m, f => f with { IsRequired = true, Minimum = 0, Maximum = 10_000 })
        .Add(SilverFrom, new("Points earned in a year for silver", "银卡所需年积分"), 1_000, Threshold)
        .Add(GoldFrom, new("Points earned in a year for gold", "金卡所需年积分"), 5_000, Threshold)
        .Add(PlatinumFrom, new("Points earned in a year for platinum", "白金卡所需年积分"), 20_000, Threshold)
        .Add(RfmDays, new("Days of orders that RFM looks at", "RFM 统计天数"), 365, f => f with { IsRequired = true, Minimum = 1, Maximum = 3_650 });

    private static FieldDefinition Threshold(FieldDefinition field) => field with { IsRequired = true, Minimum = 1, Maximum = 1_000_000_000 };
}
