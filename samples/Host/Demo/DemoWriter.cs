using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Samples.Host.Demo;

/// <summary>Writes batches through the records door.</summary>
internal sealed class DemoWriter(ICrmSession session, CancellationToken cancellationToken)
{
    public async Task SaveAsync(ChangeSet changes)
    {
        if (changes.Changes.Count > 0) await session.Records.SaveAsync(changes, cancellationToken);
    }

    public async Task SaveAsync<T>(IEnumerable<T> records, Func<T, InitialState?>? state = null) where T : Record
    {
        var changes = new ChangeSet();
        foreach (var record in records) changes.Create(record, state?.Invoke(record));
        await SaveAsync(changes);
    }

    public Task<IReadOnlyList<T>> AllAsync<T>() where T : Record => session.Records.ListAsync(new Specification<T>(), cancellationToken);
}
