using CrmKit.Access;

namespace CrmKit.RealEstate;

internal static class Roles
{
    /// <summary>Beside a sales role: sees all properties, and works with them, because a sale moves the status of a property that somebody else may own.</summary>
    public static readonly RoleDefinition Agent = new()
    {
        Key = "realestate.agent",
        Label = new("Real-estate agent", "房产经纪人"),
        Permissions = [new Permission(Properties.Type, Operations.Work, AccessScope.All)],
    };
}
