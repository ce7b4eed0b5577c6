using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins;

/// <summary>The features of core as one source, registered through the same builder that plugins get.</summary>
internal static class CoreSource
{
    public const string Id = "core";

    public static ExtensionRegistry NewRegistry(IServiceProvider host)
    {
        var registry = new ExtensionRegistry(host);
        Put(registry, host, new ExtensionSource(Id), Features());
        foreach (var plugin in host.GetServices<HostPlugin>()) Put(registry, host, new ExtensionSource(plugin.Id) { Rank = 2, Meter = plugin.Meter }, [plugin.Instance]);
        return registry;
    }

    private static void Put(ExtensionRegistry registry, IServiceProvider host, ExtensionSource source, IEnumerable<CrmPlugin> plugins)
    {
        var builder = registry.NewBuilder(source);
        foreach (var plugin in plugins) plugin.Configure(builder);

        builder.Services.TryAddSingleton(host.GetRequiredService<TimeProvider>());
        builder.Services.TryAddSingleton(host.GetRequiredService<ILoggerFactory>());
        builder.Services.TryAddSingleton(host.GetRequiredService<IOptions<CrmKitOptions>>());
        builder.Services.TryAddSingleton<ICatalog>(registry);
        builder.Services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
        source.Services = builder.Services.BuildServiceProvider();
        registry.Put(source.With(static _ => true)); // features are switched where a manifest declares them
    }

    // By full name, so that the catalog's order depends on nothing but names.
    private static IEnumerable<CrmPlugin> Features() => typeof(CoreSource).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(CrmPlugin)) && !t.IsAbstract)
        .OrderBy(t => t.FullName, StringComparer.Ordinal)
        .Select(t => (CrmPlugin)Activator.CreateInstance(t)!);
}
