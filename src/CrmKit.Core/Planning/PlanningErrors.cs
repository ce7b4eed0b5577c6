namespace CrmKit.Planning;

internal static class PlanningErrors
{
    public static CrmError TeamCycle(string name) => new("team.hierarchy-cycle",
        $"Team '{name}' cannot belong to this team, because that one belongs to it, directly or through others. Choose another parent.") { Field = "parentId" };

    public static CrmError TerritoryCycle(string name) => new("territory.hierarchy-cycle",
        $"Territory '{name}' cannot lie in this territory, because that one lies in it, directly or through others. Choose another parent.") { Field = "parentId" };

    public static CrmError ManagerCycle(string name) => new("user.manager-cycle",
        $"User '{name}' cannot report to this user, because that one reports to him, directly or through others. Choose another manager.") { Field = "managerId" };

    public static CrmError RoleUnknown(string role, IEnumerable<string> known) => new("user.role-unknown",
        $"There is no role '{role}'. Known roles: {string.Join(", ", known)}.") { Field = "roles" };

    public static CrmError TargetForTwo(string name) => new("sales-target.for-two",
        $"Target '{name}' is for a user and for a team. Keep one of them, and make another target for the other.") { Field = "teamId" };

    public static CrmError TimeZoneUnknown(string zone) => new("user.time-zone-unknown",
        $"'{zone}' is not a time zone. Use an IANA name such as Europe/Berlin or Asia/Shanghai.") { Field = "timeZone" };
}
