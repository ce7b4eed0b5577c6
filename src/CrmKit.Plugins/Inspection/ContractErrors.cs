namespace CrmKit.Plugins.Inspection;

/// <summary>What does not fit, as errors: types before their members, and not all of a long list.</summary>
internal static class ContractErrors
{
    private const int Most = 20;

    public static IEnumerable<CrmError> Of(string id, IReadOnlyList<ContractUse> uses)
    {
        var goneTypes = uses.Where(u => u is { Member: null, Verdict: ContractVerdict.Gone }).Select(u => u.Type).ToHashSet(StringComparer.Ordinal);
        var told = uses.Where(u => u.Verdict != ContractVerdict.Fine && (u.Member is null || !goneTypes.Contains(u.Type))).ToList();
        foreach (var use in told.Take(Most))
        {
            var usedBy = use.UsedBy.Count == 0 ? "" : $" (in {string.Join(", ", use.UsedBy.Take(3))})";
            yield return use.Verdict == ContractVerdict.Gone ? PluginErrors.ContractGone(id, use.ToString(), use.Why!, usedBy) : PluginErrors.ContractChanged(id, use.ToString(), use.Why!, usedBy);
        }
        if (told.Count > Most) yield return PluginErrors.ContractChanged(id, $"{told.Count - Most} more things", "run 'crmkit plugin verify' for the whole list", "");
    }
}
