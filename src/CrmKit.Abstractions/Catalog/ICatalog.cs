namespace CrmKit.Catalog;

/// <summary>What exists now: record types, fields, pipelines, conversions, processes, roles, reports, from core, plugins and administrators.</summary>
/// <remarks>Singleton, thread safe; reading takes no lock. Hold one snapshot for one piece of work, never across requests.</remarks>
public interface ICatalog
{
    /// <summary>The newest snapshot.</summary>
    CatalogSnapshot Current { get; }

    /// <summary>Fires after a newer snapshot took effect. Subscribers must be host code and must not throw.</summary>
    event EventHandler<CatalogChangedEventArgs>? Changed;
}

/// <summary>A newer snapshot took effect.</summary>
public sealed class CatalogChangedEventArgs(CatalogSnapshot snapshot) : EventArgs
{
    /// <summary>The newer snapshot.</summary>
    public CatalogSnapshot Snapshot { get; } = snapshot;
}
