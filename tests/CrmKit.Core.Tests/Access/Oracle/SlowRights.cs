using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Records;
using Record = CrmKit.Records.Record;

namespace CrmKit.Access;

/// <summary>Rights as the guide tells them, one record and one operation at a time, with loops over everything: slow, and obviously right. Shares no code with what it judges.</summary>
internal sealed class SlowRights(RightsWorld world, Func<DateTimeOffset> now)
{
    /// <summary>Whether a user may do one thing to a record.</summary>
    public bool May(User user, Operations operation, Record record, bool withShares = true)
    {
        if (!user.IsActive) return false;
        if (record is OrderLine line)
        {
            var order = world.Records.Single(r => r.Id == line.OrderId);
            return May(user, operation is Operations.Create or Operations.Update or Operations.Delete ? Operations.Update : operation, order, withShares);
        }
        var root = (RootRecord)record;
        var isGivenAtAll = false;
        foreach (var scope in Given(user, TypeOf(record), operation))
        {
            if (scope == AccessScope.None) continue;
            isGivenAtAll = true;
            if (scope.HasFlag(AccessScope.All)) return true;
            if (root.OwnerId == user.Id) return true;
            if (user.TeamId is not null && root.TeamId == user.TeamId && (scope.HasFlag(AccessScope.Team) || scope.HasFlag(AccessScope.TeamTree))) return true;
            if (scope.HasFlag(AccessScope.TeamTree) && user.TeamId is not null && IsBelow(root.TeamId, user.TeamId.Value)) return true;
            if (scope.HasFlag(AccessScope.Territory) && LiesWith(user, root)) return true;
        }
        if (!withShares || !isGivenAtAll) return false;
        foreach (var share in world.Shares)
            if (share.Record == record.Id && (share.Recipient == user.Id || share.Recipient == user.TeamId) && !(share.Until <= now()))
                if (operation == Operations.Read || (operation == Operations.Update && share.CanWrite)) return true;
        return false;
    }

    /// <summary>Whether his roles give a user an operation on any record of a type.</summary>
    public bool MaySome(User user, Operations operation, string type)
    {
        if (type == "order-line") (type, operation) = ("order", operation is Operations.Create or Operations.Update or Operations.Delete ? Operations.Update : operation);
        return user.IsActive && Given(user, type, operation).Any(s => s != AccessScope.None);
    }

    /// <summary>Whether a field is kept from a user.</summary>
    public bool IsKept(User user, string type, string field, bool isWrite)
    {
        var keeping = RolesOf(user).Where(r => r.Restrictions.Any(x => x.RecordType == type && x.Field == field && (!x.CanRead || (isWrite && !x.CanWrite)))).ToList();
        if (keeping.Count == 0) return false;
        foreach (var role in RolesOf(user).Except(keeping))
        {
            var operations = isWrite ? new[] { Operations.Create, Operations.Update } : [Operations.Read];
            if (operations.Any(o => Given([role], type == "order-line" ? "order" : type, type == "order-line" && isWrite ? Operations.Update : o).Any(s => s != AccessScope.None))) return false;
            // A part is created where its parent may be changed; whoever may create the parent opens its fields too.
            if (type == "order-line" && isWrite && Given([role], "order", Operations.Create).Any(s => s != AccessScope.None)) return false;
        }
        return true;
    }

    public static string TypeOf(Record record) => record switch
    {
        CustomRecord custom => custom.TypeKey, Lead => "lead", Account => "account", Opportunity => "opportunity", Order => "order", OrderLine => "order-line",
        _ => throw new ArgumentException(record.GetType().Name, nameof(record)),
    };

    private IEnumerable<AccessScope> Given(User user, string type, Operations operation) => Given(RolesOf(user), type, operation);

    private static IEnumerable<AccessScope> Given(IEnumerable<RoleDefinition> roles, string type, Operations operation) =>
        from role in roles from permission in role.Permissions where permission.RecordType == type || permission.RecordType == "*" where permission.Operations.HasFlag(operation) select permission.Scope;

    private List<RoleDefinition> RolesOf(User user) => [.. (user.Roles ?? "").Split(',').Where(k => k.Length > 0).Select(k => world.Roles.Single(r => r.Key == k))];

    private bool IsBelow(Guid? team, Guid above)
    {
        for (var at = team; at is not null; at = world.Teams.Single(t => t.Id == at).ParentId)
            if (world.Teams.Single(t => t.Id == at).ParentId == above) return true;
        return false;
    }

    private bool LiesWith(User user, Record record)
    {
        var (country, region) = record switch
        {
            Lead lead => (lead.Country, lead.Region),
            Account account => (account.Country, account.Region),
            Opportunity deal => PlaceOf(deal.AccountId),
            Order order => PlaceOf(order.AccountId),
            CustomRecord site => PlaceOf(site[RightsWorld.SiteAccount]),
            _ => (null, null),
        };
        if (record is not (Lead or Account) && AccountOf(record) is null) return false;
        foreach (var territory in world.Territories)
        {
            if (territory.Country is null && territory.Region is null) continue;
            if (territory.Country is not null && territory.Country != country) continue;
            if (territory.Region is not null && territory.Region != region) continue;
            for (var at = territory; at is not null; at = world.Territories.SingleOrDefault(t => t.Id == at.ParentId))
                if (at.ManagerId == user.Id || (at.TeamId is not null && at.TeamId == user.TeamId)) return true;
        }
        return false;
    }

    private static Guid? AccountOf(Record record) => record switch { Opportunity deal => deal.AccountId, Order order => order.AccountId, CustomRecord site => site[RightsWorld.SiteAccount], _ => null };

    private (string?, string?) PlaceOf(Guid? account) => world.Records.OfType<Account>().FirstOrDefault(a => a.Id == account) is { } found ? (found.Country, found.Region) : (null, null);
}
