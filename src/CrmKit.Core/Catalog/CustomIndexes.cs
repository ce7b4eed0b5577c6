using CrmKit.Plugins;
using CrmKit.Storage;
using Microsoft.Extensions.Logging;

namespace CrmKit.Catalog;

/// <summary>Keeps the expression indexes in step with the catalog: a plugin that is enabled later gets the indexes of its fields in the background.</summary>
/// <remarks>Indexes are not dropped when a plugin leaves: its values stay, and it may come back.</remarks>
internal sealed class CustomIndexes(ExtensionRegistry registry, ILogger<CustomIndexes> logger) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <summary>The background work under way; for those who want to wait.</summary>
    public Task Pending { get; private set; } = Task.CompletedTask;

    /// <summary>Makes the indexes of what is there, and from then on of what comes.</summary>
    public async Task StartAsync(ICrmStore store, CancellationToken cancellationToken)
    {
        await MakeAsync(store, registry.Current.Catalog, cancellationToken);
        registry.Changed += (_, change) => Pending = LaterAsync(store, change.Snapshot);
    }

    public void Dispose() => _turn.Dispose();

    private async Task LaterAsync(ICrmStore store, CatalogSnapshot catalog)
    {
        await Task.Yield(); // whoever changed the catalog does not wait for the database
        try
        {
            await MakeAsync(store, catalog, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.LogWarning("An index of a custom field could not be made; queries on it scan until the next start: {Reason}", failure.Message);
        }
    }

    private async Task MakeAsync(ICrmStore store, CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            foreach (var type in catalog.Types)
            {
                foreach (var field in type.Fields.Where(f => f is { IsCustom: true, IsIndexed: true }))
                {
                    if (_made.Contains($"{type.Key}/{field.Key}")) continue;
                    await store.SetCustomIndexAsync(type.Key, field, exists: true, cancellationToken);
                    _made.Add($"{type.Key}/{field.Key}");
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
