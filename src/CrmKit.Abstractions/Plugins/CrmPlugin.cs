namespace CrmKit.Plugins;

/// <summary>A plugin's one entry class. Its assembly references CrmKit.Abstractions alone.</summary>
/// <remarks>Created without arguments, once per load. An abstract class, so that later versions can add members without breaking plugins.</remarks>
public abstract class CrmPlugin
{
    /// <summary>Registers everything the plugin adds. Declares only: no I/O, no threads, no static state.</summary>
    public virtual void Configure(ICrmPluginBuilder plugin) { }

    /// <summary>Called after everything is registered and before calls arrive.</summary>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => default;

    /// <summary>Says what keeps the plugin from doing its work, such as a server that does not answer; <see langword="null"/> when all is well. Asked when somebody looks at the host's health, within 2 s.</summary>
    /// <returns>For administrators, in a sentence or two; more than 500 characters are cut.</returns>
    public virtual ValueTask<string?> CheckHealthAsync(CancellationToken cancellationToken) => new((string?)null);

    /// <summary>Called when no calls arrive any more; stop what was started.</summary>
    public virtual ValueTask StopAsync(CancellationToken cancellationToken) => default;
}
