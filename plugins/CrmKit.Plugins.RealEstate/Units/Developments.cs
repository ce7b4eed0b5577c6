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
            .Add(Address, "Address", "地址", f => f with { MaxLength = 300 })
            .Add(City, "City", "城市", f => f with { MaxLength = 100, IsIndexed = true })
            .Add(Developer, "account", "Developer", "开发商")
            .Add(CompletionOn, "Completion on", "竣工日期"));
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
            .Add(Development, Developments.Type, "Development", "楼盘", f => f with { IsRequired = true })
            .Add(Address, "Address", "地址", f => f with { MaxLength = 300 })
            .Add(Floors, "Floors", "楼层数", f => f with { Minimum = 1, Maximum = 300 }));
}
