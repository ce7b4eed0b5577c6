using CrmKit.Activities;
using CrmKit.Plugins;

namespace CrmKit.Access;

/// <summary>The roles that a firm starts with.</summary>
/// <remarks>No role but the administrator gives rights: what users may do is decided by those who administer them.</remarks>
internal sealed class RolesFeature : CrmPlugin
{
    private static readonly string[] Sales = ["lead", "opportunity", "quote", "project", "contract", "order"];
    private static readonly string[] Service = ["case", "asset"];
    private static readonly string[] Customers = ["account", "contact"];
    private static readonly string[] Shared = ["product", "price-book", "user", "team", "territory", "campaign", "import-mapping", "knowledge-article"];

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Role(new RoleDefinition
        {
            Key = "administrator",
            Label = new("Administrator", "管理员"),
            Permissions = [new Permission("*", Operations.All, AccessScope.All)],
        })
        .Role(new RoleDefinition
        {
            Key = "sales-manager",
            Label = new("Sales manager", "销售经理"),
            Permissions =
            [
                new Permission("*", Operations.Read | Operations.Export, AccessScope.All),
                .. On([.. Customers, .. Sales, .. Service, .. ActivityTypes.Keys, "campaign", "product", "price-book", "territory", "sales-target", "import-mapping", "knowledge-article"],
                    Operations.Work | Operations.Export | Operations.Merge, AccessScope.All),
            ],
        })
        .Role(new RoleDefinition
        {
            Key = "sales-rep",
            Label = new("Sales representative", "销售代表"),
            Permissions =
            [
                .. On([.. Customers, .. Sales, .. Service, .. ActivityTypes.Keys], Operations.Work | Operations.Merge, AccessScope.Own),
                .. On([.. Sales, .. Service, .. ActivityTypes.Keys], Operations.Read, AccessScope.TeamTree),
                .. On([.. Customers, .. Shared], Operations.Read, AccessScope.All),
            ],
        })
        .Role(new RoleDefinition
        {
            Key = "service-agent",
            Label = new("Service agent", "客服专员"),
            Permissions =
            [
                .. On(["case"], Operations.Work, AccessScope.TeamTree),
                .. On(["asset", "knowledge-article"], Operations.Work, AccessScope.All),
                .. On(Customers, Operations.Read | Operations.Create | Operations.Update, AccessScope.All),
                .. On(ActivityTypes.Keys, Operations.Work, AccessScope.Own),
                .. On(["case", "order", .. ActivityTypes.Keys, .. Shared], Operations.Read, AccessScope.All),
            ],
        })
        .Role(new RoleDefinition
        {
            Key = "partner", // from outside the firm: what he registers himself, and beside it what is shared with him
            Label = new("Partner", "合作伙伴"),
            Permissions =
            [
                .. On(["lead", "case", .. ActivityTypes.Keys], Operations.Read | Operations.Create | Operations.Update, AccessScope.Own),
                .. On([.. Customers, .. Sales, .. Service], Operations.Read | Operations.Update, AccessScope.Own),
                .. On(["product"], Operations.Read, AccessScope.All),
            ],
        })
        .Role(new RoleDefinition
        {
            Key = "reader",
            Label = new("Reader", "只读用户"),
            Permissions = [new Permission("*", Operations.Read, AccessScope.All)],
        });

    private static IEnumerable<Permission> On(IEnumerable<string> types, Operations operations, AccessScope scope) => types.Select(t => new Permission(t, operations, scope));
}
