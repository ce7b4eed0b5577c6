using CrmKit.Access;
using CrmKit.Pages;

namespace CrmKit.ChinaSales;

/// <summary>What people see of the pools: their page, with what waits there and what one holds oneself, and what is due on the home page.</summary>
internal static class PoolDesk
{
    public static readonly WidgetDefinition Waiting = new()
    {
        Key = "chinasales.waiting", Label = new("Waiting in the pools", "公海中的线索"), Kind = WidgetKind.List, RecordType = "lead", Filter = "pool ne null and ownerId eq null and stageCategory eq 'open'",
        OrderBy = "createdAt", Fields = ["pool", "region", Pools.Level.Key, Pools.Tracking.Key],
    };

    public static readonly WidgetDefinition Mine = new()
    {
        Key = "chinasales.mine", Label = new("What I hold", "我领取的线索"), Kind = WidgetKind.List, RecordType = Holdings.Type, Filter = $"{Holdings.User.Key} eq me() and {Holdings.IsEnded.Key} ne true",
        OrderBy = Holdings.DueOn.Key, Fields = [Holdings.Lead.Key, Holdings.Pool.Key, Holdings.DueOn.Key],
    };

    public static readonly WidgetDefinition Figures = new() { Key = "chinasales.pool-figures", Label = new("Pools in figures", "公海统计"), Kind = WidgetKind.Report, Report = PoolsReport.Definition.Key };

    public static readonly PageDefinition Page = new()
    {
        Key = "chinasales.pool-desk", Label = new("Lead pools at work", "公海工作台"), Requires = new Permission(Pools.Type, Operations.Read, AccessScope.All),
        Sections =
        [
            new PageSection { Key = "waiting", Label = new("To be taken", "可领取"), Widgets = [Waiting.Key] },
            new PageSection { Key = "held", Label = new("Taken", "已领取"), Widgets = [Mine.Key, Figures.Key] },
        ],
    };

    public static readonly PageSection Home = new() { Key = "chinasales.day", Widgets = [Mine.Key] };
}
