using CrmKit.Accounts;

namespace CrmKit.Opportunities;

/// <summary>Each user is in a sales team once.</summary>
internal sealed class OpportunityMemberDuplicates : PartDuplicates<OpportunityMember, Guid>
{
    protected override async ValueTask<IReadOnlyList<OpportunityMember>> StoredAsync(SaveContext context, List<Guid?> parents, CancellationToken cancellationToken) =>
        await context.ListAsync<OpportunityMember>(m => parents.Contains(m.OpportunityId), cancellationToken);

    protected override (Guid? Parent, Guid? Key) KeyOf(OpportunityMember part) => (part.OpportunityId, part.UserId);

    protected override CrmError Error(Guid key) => OpportunityErrors.MemberDuplicate(key);
}

/// <summary>At most one competitor wins a sale.</summary>
internal sealed class OneWinningCompetitor : PartDuplicates<OpportunityCompetitor, bool>
{
    protected override async ValueTask<IReadOnlyList<OpportunityCompetitor>> StoredAsync(SaveContext context, List<Guid?> parents, CancellationToken cancellationToken) =>
        await context.ListAsync<OpportunityCompetitor>(c => c.IsWinner && parents.Contains(c.OpportunityId), cancellationToken);

    protected override (Guid? Parent, bool? Key) KeyOf(OpportunityCompetitor part) => (part.OpportunityId, part.IsWinner ? true : null);

    protected override CrmError Error(bool key) => OpportunityErrors.WinnerDuplicate();
}

/// <summary>Names competitors after their accounts.</summary>
internal sealed class CompetitorName : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var unnamed = context.Living<OpportunityCompetitor>().Select(c => c.Record).Where(c => c.Name.Length == 0 && c.AccountId is not null).ToList();
        if (unnamed.Count == 0) return;
        // Through the door: the name of an account that the actor may not see is not his to copy.
        var names = (await context.Session.Records.GetManyAsync("account", [.. unnamed.Select(c => c.AccountId!.Value).Distinct()], cancellationToken)).ToDictionary(r => r.Id, r => ((Account)r).Name);
        foreach (var competitor in unnamed) competitor.Name = names.GetValueOrDefault(competitor.AccountId!.Value, "");
    }
}
