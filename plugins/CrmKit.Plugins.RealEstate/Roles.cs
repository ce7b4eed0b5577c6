using CrmKit.Access;

namespace CrmKit.RealEstate;

internal static class Roles
{
    /// <summary>Beside a sales role: sees the whole stock, shows and reserves units.</summary>
    public static readonly RoleDefinition Agent = new()
    {
        Key = "realestate.agent",
        Label = new("Real-estate agent", "房产经纪人"),
        Permissions =
        [
            new Permission(Developments.Type, Operations.Read, AccessScope.All),
            new Permission(Buildings.Type, Operations.Read, AccessScope.All),
            new Permission(Units.Type, Operations.Work, AccessScope.All),
            new Permission(Reservations.Type, Operations.Read, AccessScope.All),
            new Permission(Reservations.Type, Operations.Work, AccessScope.Own),
            new Permission(PaymentPlans.Type, Operations.Read, AccessScope.All),
            new Permission(PaymentPlans.StepType, Operations.Read, AccessScope.All),
            new Permission(Commissions.ShareType, Operations.Read, AccessScope.All),
        ],
    };

    /// <summary>Beside a sales role: keeps the stock, ends anybody's reservation, makes payment plans, divides commissions.</summary>
    public static readonly RoleDefinition Manager = new()
    {
        Key = "realestate.manager",
        Label = new("Real-estate manager", "房产销售经理"),
        Permissions = [.. new[] { Developments.Type, Buildings.Type, Units.Type, Reservations.Type, PaymentPlans.Type, PaymentPlans.StepType, Commissions.ShareType }
            .Select(type => new Permission(type, Operations.Work | Operations.Export, AccessScope.All))],
    };
}
