using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.RealEstate;

/// <summary>What is sold as one: a flat, an office, a parking space in a building, or a house or a plot by itself.</summary>
public static class Units
{
    public const string Type = "realestate.unit";

    public static readonly Field<Guid> Building = Field.Reference("realestate.building");
    public static readonly Field<long> Floor = Field.Integer("realestate.floor");
    public static readonly Field<string> Address = Field.Text("realestate.address");
    public static readonly Field<string> Kind = Field.Option("realestate.kind");
    public static readonly Field<decimal> Area = Field.Decimal("realestate.area");
    public static readonly Field<decimal> Rooms = Field.Decimal("realestate.rooms");
    public static readonly Field<decimal> AskingPrice = Field.Money("realestate.asking-price");
    public static readonly Field<string> Status = Field.Option("realestate.status");
    public static readonly Field<DateOnly> ListedOn = Field.Date("realestate.listed-on");
    public static readonly Field<string> Parcel = Field.Text("realestate.parcel");
    public static readonly Field<Guid> Seller = Field.Reference("realestate.seller");

    public const string Draft = "draft", Available = "available", Reserved = "reserved", Sold = "sold", HandedOver = "handed-over", Withdrawn = "withdrawn";

    /// <summary>All statuses, in the order of a sale.</summary>
    public static IReadOnlyList<FieldOption> Statuses { get; } =
    [
        new(Draft, new("Draft", "草稿")), new(Available, new("Available", "可售")), new(Reserved, new("Reserved", "已预订")),
        new(Sold, new("Sold", "已售")), new(HandedOver, new("Handed over", "已交付")), new(Withdrawn, new("Withdrawn", "已撤")),
    ];

    internal static IReadOnlyList<FieldOption> Kinds { get; } =
    [
        new("residential", new("Residential", "住宅")), new("commercial", new("Commercial", "商业")), new("parking", new("Parking", "车位")), new("land", new("Land", "土地")),
    ];

    public static void Define(CustomTypeBuilder type) => type
        .Named("Unit", "Units", "房源")
        .Fields(fields => fields
            .Add(Building, Buildings.Type, "Building", "楼栋", f => f with { Description = new("Empty for a house or a plot by itself.", "独栋或土地可留空。") })
            .Add(Floor, "Floor", "楼层", f => f with { Minimum = -20, Maximum = 300, Description = new("0 is the ground floor, below it are basements.", "0 为底层，负数为地下层。") })
            .Add(Address, "Address", "地址", f => f with { MaxLength = 300, Description = new("Street, number and door, as on a letter.", "街道、门牌和房号，如信件所写。") })
            .Add(Kind, "Kind", "类型", f => f with { IsRequired = true, Options = Kinds, Description = new("What is sold: a flat, an office, a parking space, a house or a plot.", "出售的类型：公寓、办公室、车位、独栋或土地。") })
            .Add(Area, "Area (m²)", "面积（平方米）", f => f with { Minimum = 0, IsIndexed = true, Description = new("The floor space in square metres; of a plot, its ground.", "建筑面积，单位平方米；土地填占地面积。") })
            .Add(Rooms, "Rooms", "房间数", f => f with { Minimum = 0, Maximum = 1000, Description = new("Half rooms count: 3.5.", "可填半间，如 3.5。") })
            .Add(AskingPrice, "Asking price", "报价", f => f with { Minimum = 0, IsIndexed = true, Description = new("The price it is offered at, without tax, before anything was agreed.", "挂牌价格（不含税），议价之前。") })
            .Add(Status, "Status", "状态", f => f with { IsRequired = true, IsIndexed = true, Options = Statuses, Description = new("Where it is in a sale; moved by reservations and sales.", "所处的销售状态；随预订和销售变化。") })
            .Add(ListedOn, "Listed on", "挂牌日期", f => f with { Description = new("The day it was first offered; days on the market are counted from it.", "首次挂牌的日期；在售天数由此计算。") })
            .Add(Parcel, "Parcel", "地块", f => f with { TypeKey = ParcelNumber.Definition.Key, MaxLength = 20, Description = new("The land that it stands on, as in the land register.", "所在地块，按土地登记簿填写。") })
            .Add(Seller, "account", "Seller", "业主", f => f with { Description = new("Who sells it, when it is not the developer.", "业主；由开发商直接销售时可留空。") }));
}
