namespace CrmKit.Records;

/// <summary>Change sets of one, for callers that have a single record.</summary>
public static class RecordsExtensions
{
    /// <summary>Creates one record and returns it as stored.</summary>
    public static async Task<T> CreateAsync<T>(this IRecords records, T record, InitialState? state = null, CancellationToken cancellationToken = default) where T : Record =>
        (T)(await records.SaveAsync(new ChangeSet().Create(record, state), cancellationToken)).Outcomes[0].Record!;

    /// <summary>Writes one record and returns it as stored.</summary>
    public static async Task<T> UpdateAsync<T>(this IRecords records, T record, CancellationToken cancellationToken = default) where T : Record =>
        (T)(await records.SaveAsync(new ChangeSet().Update(record), cancellationToken)).Outcomes[0].Record!;

    /// <summary>Deletes one record softly.</summary>
    public static Task DeleteAsync(this IRecords records, RecordRef record, int? expectedVersion = null, CancellationToken cancellationToken = default) =>
        records.SaveAsync(new ChangeSet().Delete(record, expectedVersion), cancellationToken);
}
