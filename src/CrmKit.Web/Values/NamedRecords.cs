namespace CrmKit.Web;

/// <summary>Finds the records that people mean by a name.</summary>
internal static class NamedRecords
{
    private const int Candidates = 20;
    private const int LongestSearch = 200;

    /// <summary>Those of exactly that name, else those that the search finds by it; none when the person may not see them or their names.</summary>
    public static async Task<IReadOnlyList<Record>> FindAsync(WebCall call, RecordTypeDefinition type, string name)
    {
        if (!await call.MayAsync(type, Access.Operations.Read) || (await call.HiddenAsync(type)).Contains(type.NameField)) return [];
        var exact = await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = $"{type.NameField} eq '{name.Replace("'", "''", StringComparison.Ordinal)}'", Size = Candidates }, call.Cancelled);
        if (exact.Items.Count > 0) return exact.Items;
        if (name.Length > LongestSearch) return [];
        var near = await call.Session.Search.FindAsync(new Search.SearchRequest(name) { Types = [type.Key], Size = Candidates }, call.Cancelled);
        return await call.Session.Records.GetManyAsync(type.Key, [.. near.Results.Select(r => r.Record.Id)], call.Cancelled);
    }

    /// <summary>What the record of an id is called; that it is not visible, when it is not.</summary>
    public static async Task<string> NameAsync(WebCall call, string type, Guid id) =>
        await call.Session.Records.GetManyAsync(type, [id], call.Cancelled) is [var record] ? await RecordNames.OfAsync(call, record) : call.Texts["value.not-visible"];

    /// <summary>The one record that a name means, whatever its case; <see langword="null"/> when none or several have it.</summary>
    public static async Task<Record?> OnlyAsync(WebCall call, IReadOnlyList<Record> found, string name) =>
        found is [var only] && string.Equals(await RecordNames.OfAsync(call, only), name, StringComparison.OrdinalIgnoreCase) ? only : null;
}
