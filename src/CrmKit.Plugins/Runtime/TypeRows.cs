using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Plugins.Runtime;

/// <summary>Rows of a record type, over its class.</summary>
internal abstract class TypeRows(string type)
{
    public string Type => type;
    public abstract Task<IReadOnlyList<Guid>> IdsAsync(IStoreReader reader, CancellationToken cancellationToken);
    public abstract Task<IReadOnlyList<Guid>> WithValueAsync(IStoreReader reader, string key, CancellationToken cancellationToken);
    public abstract Task<long> InPipelineAsync(IStoreReader reader, string pipeline, CancellationToken cancellationToken);
    public abstract Task<IReadOnlyList<Record>> ReadAsync(IStoreReader reader, IReadOnlyList<Guid> ids, CancellationToken cancellationToken);
}

internal sealed class TypeRows<T>(string type) : TypeRows(type) where T : Record
{
    public override Task<IReadOnlyList<Guid>> IdsAsync(IStoreReader reader, CancellationToken cancellationToken) => reader.ListAsync(All(reader).Select(r => r.Id), cancellationToken);

    public override Task<IReadOnlyList<Guid>> WithValueAsync(IStoreReader reader, string key, CancellationToken cancellationToken) =>
        reader.ListAsync(All(reader).Where(r => CustomField.Text(r.Custom, key) != null).Select(r => r.Id), cancellationToken);

    public override Task<long> InPipelineAsync(IStoreReader reader, string pipeline, CancellationToken cancellationToken) => typeof(T).IsSubclassOf(typeof(RootRecord))
        ? reader.CountAsync(All(reader).Where(r => ((RootRecord)(object)r).PipelineKey == pipeline), cancellationToken)
        : Task.FromResult(0L);

    public override async Task<IReadOnlyList<Record>> ReadAsync(IStoreReader reader, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        await reader.ListAsync(All(reader).Where(r => ids.Contains(r.Id)), cancellationToken);

    private IQueryable<T> All(IStoreReader reader) => typeof(T) == typeof(CustomRecord)
        ? (IQueryable<T>)reader.Query<CustomRecord>().Where(r => r.TypeKey == Type)
        : reader.Query<T>();
}
