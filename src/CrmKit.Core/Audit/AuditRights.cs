using System.Text.Json;
using CrmKit.Access;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Audit;

/// <summary>Which entries an actor may see, and what of them: those of records that he may read, without the fields that he may not; what is no record is for administrators.</summary>
internal sealed class AuditRights(CrmSession session, IAccess access, RecordSource source, IStoreReader reader)
{
    private const int IdsPerQuery = 500;
    private bool? _isAdministrator;

    /// <param name="entries">Fresh from the store; what is hidden is taken out of them.</param>
    /// <param name="field">Only entries in which this field was written and may be read; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<AuditEntry>> VisibleAsync(IReadOnlyList<AuditEntry> entries, string? field, CancellationToken cancellationToken)
    {
        var visible = new HashSet<AuditEntry>();
        foreach (var byType in entries.GroupBy(e => e.RecordType))
        {
            if (session.Catalog.TryType(byType.Key, out var type)) visible.UnionWith(await OfRecordsAsync(type, [.. byType], cancellationToken));
            else if (await IsAdministratorAsync(cancellationToken)) visible.UnionWith(byType);
        }
        return [.. entries.Where(e => visible.Contains(e) && (field is null || Names(e, field)))];
    }

    private async Task<IEnumerable<AuditEntry>> OfRecordsAsync(RecordTypeDefinition type, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        foreach (var some in entries.Select(e => e.RecordId).Distinct().Chunk(IdsPerQuery))
        {
            ids.UnionWith(await type.VisitAsync(new Visible(source, reader, type, some, cancellationToken)));
            if (await IsAdministratorAsync(cancellationToken)) ids.UnionWith(some.Except(await type.VisitAsync(new Stored(reader, type, some, cancellationToken)))); // gone for good
        }
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        foreach (var entry in entries) entry.Changes = AuditHiding.Without(entry.Changes, hidden);
        return entries.Where(e => ids.Contains(e.RecordId));
    }

    private async ValueTask<bool> IsAdministratorAsync(CancellationToken cancellationToken) =>
        _isAdministrator ??= await access.ScopeAsync(session.Catalog.Type(typeof(User)), Operations.Administer, cancellationToken) == AccessScope.All;

    private static bool Names(AuditEntry entry, string field)
    {
        using var changes = JsonDocument.Parse(entry.Changes);
        return changes.RootElement.TryGetProperty(field, out _);
    }

    private sealed class Visible(RecordSource source, IStoreReader reader, RecordTypeDefinition type, Guid[] ids, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyList<Guid>>
    {
        public async Task<IReadOnlyList<Guid>> VisitAsync<T>() where T : Record =>
            await reader.ListAsync((await source.VisibleAsync<T>(type, RecordLife.All, cancellationToken)).Where(r => ((IEnumerable<Guid>)ids).Contains(r.Id)).Select(r => r.Id), cancellationToken);
    }

    private sealed class Stored(IStoreReader reader, RecordTypeDefinition type, Guid[] ids, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyList<Guid>>
    {
        public Task<IReadOnlyList<Guid>> VisitAsync<T>() where T : Record =>
            reader.ListAsync(RecordSource.Rows<T>(reader, type, RecordLife.All).Where(r => ((IEnumerable<Guid>)ids).Contains(r.Id)).Select(r => r.Id), cancellationToken);
    }
}
