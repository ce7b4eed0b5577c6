namespace CrmKit.Accounts;

/// <summary>No account belongs to itself.</summary>
internal sealed class AccountHierarchy : HierarchyRule<Account>
{
    protected override async ValueTask<Dictionary<Guid, Guid?>> ParentsAsync(SaveContext context, HashSet<Guid> ids, CancellationToken cancellationToken) =>
        (await context.ListAsync<Account>(a => ids.Contains(a.Id), cancellationToken)).ToDictionary(a => a.Id, a => a.ParentId);

    protected override Guid? ParentOf(Account record) => record.ParentId;

    protected override CrmError Error(Account record) => AccountErrors.HierarchyCycle(record.Name);
}
