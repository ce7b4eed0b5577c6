using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.RealEstate;

/// <summary>What a developer builds and sells as one: a site with its buildings.</summary>
public static class Developments
{
    public const string Type = "realestate.development";

    public static readonly Field<string> Address = Field.Text("realestate.address");
    public static readonly Field<string> City = Field.Text("realestate.city");
    public static readonly Field<Guid> Developer = Field.Reference("realestate.developer");
    public static readonly Field<DateOnly> CompletionOn = Field.Date("realestate.completion-on");

    public static void Define(CustomTypeBuilder type) => type
        .Named("Development", "Developments", "楼盘")
        .Fields(fields => fields
            .Add(Address, "Address", "地址", f => f with { MaxLength = 300, Description = new("Street and number of the site.", "项目所在的街道和门牌号。") })
            .Add(City, "City", "城市", f => f with { MaxLength = 100, IsIndexed = true, Description = new("The town in which it lies; searches narrow by it.", "所在城市；用于筛选。") })
            .Add(Developer, "account", "Developer", "开发商", f => f with { Description = new("The firm that builds it.", "开发建设的公司。") })
            .Add(CompletionOn, "Completion on", "竣工日期", f => f with { Description = new("The day from which units can be handed over.", "房源可交付的日期。") }));
}

/// <summary>One building of a development.</summary>
public static class Buildings
{
    public const string Type = "realestate.building";

    public static readonly Field<Guid> Development = Field.Reference("realestate.development");
    public static readonly Field<string> Address = Field.Text("realestate.address");
    public static readonly Field<long> Floors = Field.Integer("realestate.floors");

    public static void Define(CustomTypeBuilder type) => type
        .Named("Building", "Buildings", "楼栋")
        .Fields(fields => fields
            .Add(Development, Developments.Type, "Development", "楼盘", f => f with { IsRequired = true, Description = new("The development that the building is part of.", "该楼所属的楼盘。") })
            .Add(Address, "Address", "地址", f => f with { MaxLength = 300, Description = new("Street and number of the building, where they differ from the site's.", "该楼的街道和门牌号（与项目不同时填写）。") })
            .Add(Floors, "Floors", "楼层数", f => f with { Minimum = 1, Maximum = 300, Description = new("How many floors it has above ground.", "地上楼层数。") }));
}
