using CrmKit.Access;
using CrmKit.Pages;

namespace CrmKit.RealEstate;

/// <summary>What people see of it: the sales office's page, what waits on the home page, and what belongs to a unit and to a deal on their pages.</summary>
internal static class Desk
{
    public static readonly WidgetDefinition Free = new()
    {
        Key = "realestate.free", Label = new("Available units", "可售房源"), Kind = WidgetKind.List, RecordType = Units.Type, Filter = $"{Units.Status.Key} eq '{Units.Available}'",
        OrderBy = Units.AskingPrice.Key, Fields = [Units.Area.Key, Units.Rooms.Key, Units.AskingPrice.Key],
    };

    public static readonly WidgetDefinition FreeCount = new() { Key = "realestate.free-count", Label = new("Units to sell", "可售套数"), Kind = WidgetKind.Count, RecordType = Units.Type, Filter = Free.Filter };

    public static readonly WidgetDefinition Sales = new() { Key = "realestate.sales", Label = new("Sales by stage", "各阶段销售"), Kind = WidgetKind.Board, RecordType = "opportunity", Pipeline = Sale.Key };

    public static readonly WidgetDefinition Wall = new() { Key = "realestate.wall", Label = new("Status by building", "楼栋销控"), Kind = WidgetKind.Report, Report = "realestate.board" };

    public static readonly WidgetDefinition OfUnit = new()
    {
        Key = "realestate.unit-reservations", Label = new("Reservations of this unit", "此房源的预订"), Kind = WidgetKind.List, RecordType = Reservations.Type, Filter = $"{Reservations.Unit.Key} eq '{{id}}'",
        Fields = [Reservations.Price.Key, Reservations.ExpiresAt.Key],
    };

    public static readonly WidgetDefinition OfSale = new()
    {
        Key = "realestate.sale-reservations", Label = new("Reserved for this deal", "此商机的预订"), Kind = WidgetKind.List, RecordType = Reservations.Type, Filter = $"{Reservations.Sale.Key} eq '{{id}}'",
        Fields = [Reservations.Unit.Key, Reservations.Price.Key, Reservations.ExpiresAt.Key],
    };

    public static readonly WidgetDefinition Floor = new()
    {
        Key = "realestate.same-floor", Label = new("On the same floor", "同层房源"), Kind = WidgetKind.Code, RecordType = Units.Type, Requires = new Permission(Units.Type, Operations.Read, AccessScope.All),
    };

    public static readonly PageDefinition Plan = new() { Key = "realestate.plan", Label = new("Stacking plan", "销控图"), Order = 1, Requires = new Permission(Units.Type, Operations.Read, AccessScope.All) };

    public static readonly PageDefinition Page = new()
    {
        Key = "realestate.desk", Label = new("Sales office", "售楼处"), Requires = new Permission(Units.Type, Operations.Read, AccessScope.All),
        Sections =
        [
            new PageSection { Key = "stock", Label = new("Stock", "房源"), Widgets = [FreeCount.Key, Free.Key] },
            new PageSection { Key = "sales", Label = new("Sales", "销售"), Widgets = [Sales.Key, Wall.Key] },
        ],
    };
}
