using CrmKit.Campaigns;
using CrmKit.Products;

namespace CrmKit.Samples.Host.Demo;

/// <summary>What the demo company sells, and how it makes itself known.</summary>
internal sealed record DemoGoods(IReadOnlyList<Product> Products, IReadOnlyList<Campaign> Campaigns)
{
    private static readonly (string Code, string Name, string Family, decimal Price, int Warranty)[] Catalogue =
    [
        ("PMP-100", "Metering pump P100 计量泵", "Pumps", 2_400m, 24), ("PMP-300", "Metering pump P300 计量泵", "Pumps", 4_150m, 24), ("VAL-20", "Control valve V20 调节阀", "Valves", 380m, 12),
        ("VAL-45", "Control valve V45 调节阀", "Valves", 720m, 12), ("SEN-T", "Temperature sensor 温度传感器", "Sensors", 95m, 12), ("SEN-P", "Pressure sensor 压力传感器", "Sensors", 140m, 12),
        ("CTL-8", "Controller C8 控制器", "Control", 3_200m, 36), ("CTL-32", "Controller C32 控制器", "Control", 8_900m, 36), ("SKID-1", "Dosing skid 加药装置", "Systems", 28_500m, 24),
        ("SKID-5", "Filtration skid 过滤装置", "Systems", 64_000m, 24), ("SRV-Y", "Yearly maintenance 年度维保", "Services", 1_800m, 0), ("SRV-C", "Commissioning day 调试服务", "Services", 1_150m, 0),
    ];

    private static readonly (string Code, string Name, string Kind, string Source, string From, string Until, decimal Budget)[] Outreach =
    [
        ("FAIR-24", "Pumps & Valves fair 2024", "trade-fair", "Trade fair", "2024-09-16", "2024-09-19", 42_000m), ("WEB-24", "Dosing webinar", "webinar", "Web site", "2024-11-05", "2024-11-05", 3_500m),
        ("FAIR-25", "上海国际流体机械展 2025", "trade-fair", "Trade fair", "2025-03-04", "2025-03-07", 55_000m), ("MAIL-25", "Maintenance newsletter", "email", "Newsletter", "2025-05-01", "2025-06-30", 6_000m),
        ("REF-25", "老客户转介绍", "referral", "Referral", "2025-07-01", "2025-12-31", 12_000m),
    ];

    public static async Task<DemoGoods> CreateAsync(DemoWriter writer)
    {
        List<Product> products = [.. Catalogue.Select(p => new Product { Code = p.Code, Name = p.Name, Family = p.Family, ListPrice = p.Price, WarrantyMonths = p.Warranty == 0 ? null : p.Warranty, TaxPercent = 13, Unit = "pc" })];
        List<Campaign> campaigns = [.. Outreach.Select(c => new Campaign { Code = c.Code, Name = c.Name, Kind = c.Kind, Source = c.Source, StartsOn = Day(c.From), EndsOn = Day(c.Until), Budget = c.Budget, ActualCost = c.Budget * 0.9m })];
        var book = new PriceBook { Name = "List 2025 标准价", IsDefault = true, ValidFromOn = new DateOnly(2024, 1, 1) };
        await writer.SaveAsync(products);
        await writer.SaveAsync(campaigns);
        await writer.SaveAsync<PriceBook>([book]);
        await writer.SaveAsync(products.Select(p => new PriceBookEntry { PriceBookId = book.Id, ProductId = p.Id, UnitPrice = p.ListPrice }));
        return new DemoGoods(products, campaigns);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");
}
