using CrmKit.Access;

namespace CrmKit.Engineering;

internal static class Roles
{
    private static readonly string[] Tendering = [BidFactors.AnswerType, Bills.Type, Bills.SectionType, Bills.ItemType];

    /// <summary>Beside a sales role: answers bid factors, prices bills, drafts change orders.</summary>
    public static readonly RoleDefinition Estimator = new()
    {
        Key = "engineering.estimator",
        Label = new("Estimator", "造价工程师"),
        Permissions =
        [
            new Permission(BidFactors.Type, Operations.Read, AccessScope.All),
            .. Tendering.Select(type => new Permission(type, Operations.Work, AccessScope.All)),
            new Permission(Milestones.Type, Operations.Read, AccessScope.All),
            new Permission(ChangeOrders.Type, Operations.Read, AccessScope.All),
            new Permission(ChangeOrders.Type, Operations.Create, AccessScope.Own),
        ],
    };

    /// <summary>Beside a sales role: keeps the bid factors, milestones and retention, decides change orders.</summary>
    public static readonly RoleDefinition Manager = new()
    {
        Key = "engineering.commercial-manager",
        Label = new("Commercial manager", "商务经理"),
        Permissions = [.. new[] { BidFactors.Type, Milestones.Type, ChangeOrders.Type }.Concat(Tendering).Select(type => new Permission(type, Operations.Work | Operations.Export, AccessScope.All))],
    };
}
