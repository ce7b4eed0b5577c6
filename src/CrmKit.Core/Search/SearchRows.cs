using CrmKit.Storage;

namespace CrmKit.Search;

/// <summary>What a change set means for the search index.</summary>
internal static class SearchRows
{
    /// <summary>Adds the words of a record to the rows, when they are others than before.</summary>
    public static void Add(WriteItem item, StoreBatch rows)
    {
        var plan = SearchPlan.Of(item.Type);
        if (plan.Fields.Length == 0) return;
        var record = item.After!;
        if (record.DeletedAt is not null)
        {
            if (item.Before is { DeletedAt: null }) rows.Search.Add(new SearchEntry(item.Type.Key, record.Id, IsNew: false, null, ""));
        }
        else if (item.Before is null or { DeletedAt: not null } || item.Changed!.Exists(changed => Array.Exists(plan.Fields, f => f.Definition.Key == changed.Definition.Key)))
            rows.Search.Add(plan.Entry(item.Type.Key, record, isNew: item.Before is null));
    }
}
