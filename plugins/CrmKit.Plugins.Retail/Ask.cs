using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Retail;

/// <summary>Questions in the filter language: the host keeps texts of what it was asked, never an expression that holds on to the plugin.</summary>
internal static class Ask
{
    /// <summary>How many records match.</summary>
    public static async Task<long> CountAsync(ICrmSession session, string type, string filter, CancellationToken cancellationToken) =>
        (await session.Records.QueryAsync(new RecordQuery(type) { Filter = filter, Size = 1, WithTotal = true }, cancellationToken)).Total!.Value;

    /// <summary>All records that match, in order of making.</summary>
    public static async Task<List<T>> ListAsync<T>(ICrmSession session, string type, string? filter, CancellationToken cancellationToken) where T : Record
    {
        var found = new List<T>();
        string? cursor = null;
        do
        {
            var page = await session.Records.QueryAsync(new RecordQuery(type) { Filter = filter, Size = 1000, OrderBy = "id", Cursor = cursor }, cancellationToken);
            found.AddRange(page.Items.Cast<T>());
            cursor = page.Next;
        }
        while (cursor is not null);
        return found;
    }

    /// <summary>A text as the filter language writes it.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

}
