namespace CrmKit.Dashboards;

internal static class DashboardErrors
{
    public static CrmError User() => new("dashboard.user", "Dashboards are of users, and no user asks. Sign in as one.");

    public static CrmError Tile(string why) => new("dashboard.tile", $"A tile cannot be kept: {why} Correct it.") { Field = "tiles" };

    public static CrmError Limit(int most) => new("dashboard.limit", $"A dashboard has at most {most} tiles. Remove some first.") { Field = "tiles" };

    public static CrmError Conflict() => new("dashboard.conflict", "The dashboard was changed in the meantime. Read it again, then change it.");
}
