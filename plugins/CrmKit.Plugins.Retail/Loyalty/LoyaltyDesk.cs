using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Plugins;

namespace CrmKit.Retail;

/// <summary>What people see of loyalty: level and ledger on the page of each customer, a button for points by hand, and a page of who has which level.</summary>
internal static class LoyaltyDesk
{
    private static readonly Permission Reads = new(Points.Type, Operations.Read, AccessScope.All);

    private static readonly WidgetDefinition[] Ledgers = [Ledger("account", Shop.Account.Key), Ledger("contact", Shop.Contact.Key)];

    private static readonly WidgetDefinition[] Counts =
    [
        Count("account", Points.Silver, "Accounts with silver", "银卡客户"), Count("account", Points.Gold, "Accounts with gold", "金卡客户"), Count("account", Points.Platinum, "Accounts with platinum", "白金卡客户"),
        Count("contact", Points.Silver, "Contacts with silver", "银卡联系人"), Count("contact", Points.Gold, "Contacts with gold", "金卡联系人"), Count("contact", Points.Platinum, "Contacts with platinum", "白金卡联系人"),
    ];

    private static readonly WidgetDefinition[] Best = [Most("account", "Accounts with most points", "积分最多的客户"), Most("contact", "Contacts with most points", "积分最多的联系人")];

    private static readonly WidgetDefinition Latest = new()
    {
        Key = "retail.latest-points", Label = new("Latest entries", "最新积分流水"), Kind = WidgetKind.List, RecordType = Points.Type, OrderBy = "-createdAt", Requires = Reads,
        Fields = [Shop.Account.Key, Shop.Contact.Key, Points.Kind.Key, Points.Amount.Key, Points.Balance.Key],
    };

    private static readonly PageDefinition Page = new()
    {
        Key = "retail.loyalty", Label = new("Loyalty", "会员"), Requires = Reads,
        Sections =
        [
            new PageSection { Key = "levels", Label = new("Levels", "等级"), Widgets = [.. Counts.Select(w => w.Key)] },
            new PageSection { Key = "best", Label = new("Best customers", "最佳顾客"), Widgets = [.. Best.Select(w => w.Key)] },
            new PageSection { Key = "ledger", Label = new("Ledger", "积分流水"), Widgets = [Latest.Key] },
        ],
    };

    public static ICrmPluginBuilder AddLoyaltyDesk(this ICrmPluginBuilder plugin)
    {
        plugin.AddRecordAction<PointsByHand>(PointsByHand.Definition, PointsByHand.Inputs);
        foreach (var widget in (WidgetDefinition[])[.. Ledgers, .. Counts, .. Best, Latest]) plugin.AddWidget(widget);
        foreach (var type in new[] { "account", "contact" })
            plugin.AddWidget<LoyaltyStanding>(Standing(type)).AddPageSection(HostPages.Record(type), new PageSection { Key = "retail.loyalty", Label = new("Loyalty", "会员"), Widgets = [Standing(type).Key, LedgerOf(type)] });
        return plugin.AddPage(Page);
    }

    private static string LedgerOf(string type) => "retail.points-of-" + type;

    private static WidgetDefinition Standing(string type) => new() { Key = "retail.standing-of-" + type, Label = new("Where this customer stands", "会员状况"), Kind = WidgetKind.Code, RecordType = type, Requires = Reads };

    private static WidgetDefinition Ledger(string type, string reference) => new()
    {
        Key = LedgerOf(type), Label = new("Points entries", "积分流水"), Kind = WidgetKind.List, RecordType = Points.Type, Filter = $"{reference} eq '{{id}}'", OrderBy = $"-{Points.Number.Key}", Requires = Reads,
        Fields = [Points.On.Key, Points.Kind.Key, Points.Amount.Key, Points.Balance.Key, Points.Order.Key],
    };

    private static WidgetDefinition Count(string type, string level, string english, string chinese) => new()
    {
        Key = $"retail.{level}-{type}s", Label = new(english, chinese), Kind = WidgetKind.Count, RecordType = type, Filter = $"{Points.Level.Key} eq '{level}'",
    };

    private static WidgetDefinition Most(string type, string english, string chinese) => new()
    {
        Key = $"retail.best-{type}s", Label = new(english, chinese), Kind = WidgetKind.List, RecordType = type, Filter = $"{Points.OnCustomer.Key} gt 0", OrderBy = "-" + Points.OnCustomer.Key,
        Fields = [Points.Level.Key, Points.OnCustomer.Key],
    };
}
