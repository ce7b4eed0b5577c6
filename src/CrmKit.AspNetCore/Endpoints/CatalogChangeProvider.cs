using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.Primitives;

namespace CrmKit.AspNetCore;

/// <summary>Tells what the framework caches about endpoints (its own API explorer and documents) that the catalog changed.</summary>
internal sealed class CatalogChangeProvider : IActionDescriptorChangeProvider, IDisposable
{
    private readonly ICatalog _catalog;
    private CancellationTokenSource _changed = new();

    public CatalogChangeProvider(ICatalog catalog)
    {
        _catalog = catalog;
        catalog.Changed += OnChanged;
    }

    public IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref _changed).Token);

    public void Dispose()
    {
        _catalog.Changed -= OnChanged;
        _changed.Dispose();
    }

    // The old source is left to the collector: somebody may be asking it for its token just now.
    private void OnChanged(object? sender, CatalogChangedEventArgs change) => Interlocked.Exchange(ref _changed, new CancellationTokenSource()).Cancel();
}
