using CrmKit.Cases;
using CrmKit.Knowledge;
using CrmKit.Records;

namespace CrmKit.Samples.Host.Demo;

/// <summary>What the service team wrote down, and where it helped.</summary>
internal static class DemoKnowledge
{
    private static readonly (string Title, string Category, string? Product, string Language, ArticleStatus Status, string Body)[] Articles =
    [
        ("Pump loses pressure", "defect", "PMP-100", "en", ArticleStatus.Published,
            "1. Close the discharge valve and vent the suction line until no bubbles come.\n2. Take out both valve cartridges, rinse them and look at the seats: a scratch is enough to lose pressure.\n3. Read the stroke length on the dial. Below 20 % the pump cannot hold more than 4 bar.\nIf it still loses pressure, the diaphragm is worn: order set D100 and replace it as the manual says in 7.3."),
        ("泵压力下降的处理", "defect", "PMP-100", "zh-Hans", ArticleStatus.Published,
            "1. 关闭出口阀，对吸入管排气，直到不再有气泡。\n2. 拆下两个阀组，清洗并检查阀座；有划痕就会失压。\n3. 查看冲程刻度，低于 20% 时压力不会超过 4 bar。\n仍然失压时说明隔膜已磨损：订购 D100 组件，按手册 7.3 更换。"),
        ("Calibrate the temperature sensor", "question", "SEN-T", "en", ArticleStatus.Published,
            "Put the probe into ice water for two minutes and press ZERO for three seconds. Then into boiling water, and press SPAN. The display shows CAL OK. Above 500 m of altitude, set the boiling point in menu 4 first."),
        ("传感器如何校准", "question", "SEN-T", "zh-Hans", ArticleStatus.Published,
            "将探头放入冰水两分钟，长按 ZERO 三秒；再放入沸水，按 SPAN，显示 CAL OK 即完成。海拔超过 500 米时请先在菜单 4 设置沸点。"),
        ("Invoice names the wrong address", "billing", null, "en", ArticleStatus.Published,
            "Ask for the right address and tax number in writing, correct them on the account, and cancel and issue the invoice anew. An invoice that was paid already is corrected by a credit note, never changed."),
        ("发票抬头有误怎么办", "billing", null, "zh-Hans", ArticleStatus.Published,
            "请客户书面提供正确的抬头和税号，先更正客户资料，再作废并重开发票。已抵扣的发票须先由客户开具红字信息表。"),
        ("Delivery came late: what we may promise", "delivery", null, "en", ArticleStatus.Published,
            "Look up the fulfilment milestones of the order. Name the date that stands there and nothing earlier. Above ten working days, offer a pump on loan; above twenty, ask the sales manager."),
        ("到货延迟的答复口径", "delivery", null, "zh-Hans", ArticleStatus.Published,
            "先查看订单的交付里程碑，只答复系统中的日期。超过十个工作日可提供备用泵，超过二十个工作日请示销售经理。"),
        ("Controller C8 shows E14", "defect", "CTL-8", "en", ArticleStatus.Draft, "Seen twice since the update of May. Restarting helps for a day; the maker looks into it."),
        ("Return of pumps from before 2020", "return", "PMP-300", "en", ArticleStatus.Retired, "Pumps with serial numbers below SN-90000 were taken back until the end of 2023."),
    ];

    public static async Task CreateAsync(DemoWriter writer, DemoStaff staff, DemoGoods goods)
    {
        List<KnowledgeArticle> articles = [.. Articles.Select(a => new KnowledgeArticle
        {
            Title = a.Title, Body = a.Body, Category = a.Category, Language = a.Language, Status = a.Status, IsPublic = a.Status == ArticleStatus.Published && a.Category != "delivery", ProductId = a.Product is null ? null : goods.Products.First(p => p.Code == a.Product).Id,
        })];
        await writer.SaveAsync(articles, _ => new InitialState { OwnerId = staff.Service[0].Id, TeamId = staff.ServiceTeam.Id });

        // Every third case that was solved says what it was solved with.
        var solved = (await writer.AllAsync<SupportCase>()).Where(c => c.Resolution is not null).OrderBy(c => c.Number, StringComparer.Ordinal).Where((_, i) => i % 3 == 0);
        await writer.SaveAsync(solved.SelectMany(c => articles.Where(a => a.Status == ArticleStatus.Published && a.Category == c.Category && (a.Language == "en") == char.IsAscii(c.Subject[0])).Take(1).Select(a => new CaseArticle { CaseId = c.Id, ArticleId = a.Id })));
    }
}
