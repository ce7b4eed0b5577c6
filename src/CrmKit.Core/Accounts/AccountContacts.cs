namespace CrmKit.Accounts;

/// <summary>A contact has one role at an account.</summary>
internal sealed class AccountContactDuplicates : PartDuplicates<AccountContact, Guid>
{
    protected override async ValueTask<IReadOnlyList<AccountContact>> StoredAsync(SaveContext context, List<Guid?> parents, CancellationToken cancellationToken) =>
        await context.ListAsync<AccountContact>(c => parents.Contains(c.AccountId), cancellationToken);

    protected override (Guid? Parent, Guid? Key) KeyOf(AccountContact part) => (part.AccountId, part.ContactId);

    protected override CrmError Error(Guid key) => AccountErrors.ContactDuplicate(key);
}

/// <summary>An account has one primary contact: whoever becomes it replaces the one before.</summary>
internal sealed class OnePrimaryContact : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        // Of several in one change set the last one stays.
        var primary = context.Living<AccountContact>().Select(c => c.Record).Where(c => c is { IsPrimary: true, AccountId: not null })
            .GroupBy(c => c.AccountId).ToDictionary(g => g.Key!.Value, g => g.Last().Id);
        if (primary.Count == 0) return;
        var accounts = primary.Keys.Select(id => (Guid?)id).ToList();
        var others = (await context.ListAsync<AccountContact>(c => c.IsPrimary && accounts.Contains(c.AccountId), cancellationToken)).Where(c => primary[c.AccountId!.Value] != c.Id).ToList();
        if (others.Count == 0) return;
        var changes = new ChangeSet { Reason = "Another contact became the primary one" };
        foreach (var other in others) changes.Patch(context.Type.Ref(other.Id), new Dictionary<string, object?> { ["isPrimary"] = false });
        context.Also(changes);
    }
}
