using CrmKit.Attachments;
using CrmKit.Persons;
using CrmKit.Storage;

namespace CrmKit.Transfers;

/// <summary>Takes away exported files that name a person who is erased, and those that cannot be looked into: they can be exported again.</summary>
internal sealed class ExportTraces(ICrmStore store, IFileStore files) : IPersonTraces
{
    public async Task<int> EraseAsync(string tenantId, IReadOnlyCollection<string> values, CancellationToken cancellationToken)
    {
        await using var reader = await store.OpenReaderAsync(tenantId, cancellationToken);
        var (person, count) = (new PersonBytes(values), 0);
        foreach (var id in await reader.ListAsync(reader.Query<TransferEntry>().Where(t => t.Bytes != null).Select(t => t.Id), cancellationToken))
        {
            if (!await HoldsAsync(tenantId, id, person, cancellationToken)) continue;
            await files.DeleteAsync(tenantId, id, cancellationToken);
            count++;
        }
        return count;
    }

    private async Task<bool> HoldsAsync(string tenantId, Guid id, PersonBytes person, CancellationToken cancellationToken)
    {
        await using var content = await files.OpenAsync(tenantId, id, cancellationToken);
        return content is not null && await person.MayBeInAsync(content, cancellationToken);
    }
}
