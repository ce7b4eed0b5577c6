using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.RealEstate;

/// <summary>The record type of houses, flats, offices and land, and its fields.</summary>
public static class Properties
{
    public const string Type = "realestate.property";

    public static readonly Field<string> Address = Field.Text("realestate.address");
    public static readonly Field<string> Kind = Field.Option("realestate.kind");
    public static readonly Field<decimal> Area = Field.Decimal("realestate.area");
    public static readonly Field<decimal> Rooms = Field.Decimal("realestate.rooms");
    public static readonly Field<decimal> AskingPrice = Field.Money("realestate.asking-price");
    public static readonly Field<string> Status = Field.Option("realestate.status");
    public static readonly Field<DateOnly> ListedOn = Field.Date("realestate.listed-on");
    public static readonly Field<Guid> Seller = Field.Reference("realestate.seller");

    public const string Draft = "draft", Listed = "listed", Reserved = "reserved", Sold = "sold", Withdrawn = "withdrawn";

    public static void Define(CustomTypeBuilder type) => type
        .Named("Property", "Properties", "房产")
        .Plural("realestate.properties")
        .Fields(fields => fields
            .Add(Address, "Address", "地址", f => f with { MaxLength = 300 })
            .Add(Kind, "Kind", "类型", f => f with { IsRequired = true, Options = [new("residential", new("Residential", "住宅")), new("commercial", new("Commercial", "商业"))] })
            .Add(Area, "Area (m²)", "面积（平方米）", f => f with { Minimum = 0, IsIndexed = true })
            .Add(Rooms, "Rooms", "房间数", f => f with { Minimum = 0, Maximum = 1000, Description = new("Half rooms count: 3.5.", "可填半间，如 3.5。") })
            .Add(AskingPrice, "Asking price", "报价", f => f with { Minimum = 0, IsIndexed = true })
            .Add(Status, "Status", "状态", f => f with
            {
                IsRequired = true,
                IsIndexed = true,
                Options =
                [
                    new(Draft, new("Draft", "草稿")), new(Listed, new("Listed", "挂牌")), new(Reserved, new("Reserved", "已预订")),
                    new(Sold, new("Sold", "已售")), new(Withdrawn, new("Withdrawn", "已撤")),
                ],
            })
            .Add(ListedOn, "Listed on", "挂牌日期")
            .Add(Seller, "account", "Seller", "业主"));
}
