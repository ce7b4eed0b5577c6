namespace CrmKit.Contracts;

/// <summary>Counts the versions of a contract.</summary>
internal sealed class VersionNumbers : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var unnumbered = context.Living<ContractVersion>().Select(c => c.Record).Where(v => v is { VersionNumber: null, ContractId: not null }).ToList();
        if (unnumbered.Count == 0) return;
        var contracts = unnumbered.Select(v => v.ContractId).Distinct().ToList();
        var stored = await context.ListAsync<ContractVersion>(v => contracts.Contains(v.ContractId), cancellationToken);
        var given = context.Living<ContractVersion>().Select(c => c.Record).Concat(stored).Where(v => v.VersionNumber is not null).ToLookup(v => v.ContractId);
        foreach (var group in unnumbered.GroupBy(v => v.ContractId))
        {
            var last = given[group.Key].Select(v => v.VersionNumber!.Value).DefaultIfEmpty().Max();
            foreach (var version in group) version.VersionNumber = ++last;
        }
    }
}

/// <summary>What was proposed stays as it was, and one version is agreed.</summary>
internal sealed class VersionRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var versions = context.Living<ContractVersion>().ToList();
        var contracts = versions.Select(v => v.Record.ContractId).Distinct().ToList();
        var changing = versions.Select(v => v.Record.Id).ToHashSet();
        var others = (await context.ListAsync<ContractVersion>(v => contracts.Contains(v.ContractId), cancellationToken))
            .Where(v => !changing.Contains(v.Id)).ToLookup(v => v.ContractId);
        foreach (var (change, version) in versions)
        {
            if (change.Before is ContractVersion { Status: not ContractVersionStatus.Draft } before && before.Text != version.Text)
                context.Refuse(change, ContractErrors.VersionFixed(before.VersionNumber, before.Status));
            var siblings = others[version.ContractId].Concat(versions.Where(v => v.Record != version && v.Record.ContractId == version.ContractId).Select(v => v.Record)).ToList();
            if (version.Status == ContractVersionStatus.Agreed && siblings.Find(s => s.Status == ContractVersionStatus.Agreed) is { } agreed)
                context.Refuse(change, ContractErrors.VersionAgreed(agreed.VersionNumber));
            if (version.VersionNumber is { } number && siblings.Exists(s => s.VersionNumber == number)) context.Refuse(change, ContractErrors.VersionDuplicate(number));
        }
    }
}

/// <summary>A party is somebody.</summary>
internal sealed class PartyRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, party) in context.Living<ContractParty>())
            if (party is { AccountId: null, ContactId: null }) context.Refuse(change, ContractErrors.PartyMissing());
        return default;
    }
}
