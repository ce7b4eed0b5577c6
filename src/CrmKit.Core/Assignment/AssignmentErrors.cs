namespace CrmKit.Assignment;

internal static class AssignmentErrors
{
    public static CrmError UserInactive(Guid user) => new("assignment.user-inactive",
        $"User {user} does not exist or is not active, so nothing can be assigned to it. Pick an active user.") { Field = "ownerId" };

    public static CrmError NotOwnable(RecordRef record) => new("assignment.not-ownable",
        $"{record} has no owner of its own: records of type '{record.Type}' belong to their parent or to everybody.") { Record = record };

    public static CrmError Claimed(RecordRef record) => new("assignment.claimed",
        $"{record} was claimed by somebody else first. Pick another one.") { Record = record };

    public static CrmError NobodyClaims() => new("assignment.no-user",
        "Only a user can claim records, and the system is acting. Assign them to a user instead.");

    public static CrmError GuardFailed(RecordRef record, string guard, string why) => new("assignment.guard-failed",
        $"The owner of {record} stays as it is, because the rule {guard} could not decide: {why} Tell an administrator.") { Record = record };

    public static CrmError RouteToNobody(string key) => new("assignment.route-to-nobody",
        $"The routing rule '{key}' names neither a user nor a team, so nobody would get what it takes. Name one of them.") { Field = "ownerId" };

    public static CrmError RouteNotOwnable(string key, RecordTypeDefinition type) => new("assignment.not-ownable",
        $"The routing rule '{key}' is for '{type.Key}', whose records have no owner of their own. Pick another record type.") { Field = "recordType" };

    public static CrmError TeamMissing(Guid team) => new("assignment.team-missing",
        $"Team {team} does not exist or was deleted. Pick another team.") { Field = "teamId" };
}
