namespace CrmKit.Opportunities;

internal static class OpportunityErrors
{
    public static CrmError AmountFromLines(string name) => new("opportunity.amount-from-lines",
        $"The amount of opportunity '{name}' is the sum of its lines. Change the lines instead.") { Field = "amount" };

    public static CrmError MemberDuplicate(Guid userId) => new("opportunity.member-duplicate",
        $"User {userId} is in the sales team already. Change that entry instead of adding another.") { Field = "userId" };

    public static CrmError MemberStage(string stage, IReadOnlyList<string> known) => new("opportunity.member-stage",
        $"'{stage}' is no stage of opportunities. There are: {string.Join(", ", known)}.") { Field = "stages" };

    public static CrmError WinnerDuplicate() => new("opportunity.winner-duplicate",
        "Another competitor is marked as the winner. Only one can win the sale: correct that entry first.") { Field = "isWinner" };
}
