using CrmKit.Pages;
using CrmKit.Plugins;
using CrmKit.Plugins.Administration;
using CrmKit.Plugins.Inspection;
using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Packages;
using CrmKit.Plugins.Runtime;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CrmKit;

/// <summary>Adds the plugin loader to a host.</summary>
public static class PluginsBuilderExtensions
{
    /// <summary>Loads the plugins of a folder when the host starts: each subfolder with a <c>plugin.json</c> is one. A second call replaces the folder and adds to the settings.</summary>
    /// <param name="builder">The host's CrmKit.</param>
    /// <param name="folder">Absolute, or relative to the host's content root (without a host, to the current directory). It need not exist.</param>
    /// <param name="configure">Time budgets, polling and shared assemblies; <see langword="null"/> for the defaults.</param>
    public static CrmKitBuilder AddPlugins(this CrmKitBuilder builder, string folder = "plugins", Action<PluginOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var services = builder.Services;
        services.AddOptions<PluginOptions>().Configure(options =>
        {
            options.Folder = folder;
            configure?.Invoke(options);
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<PluginOptions>, ValidatedPluginOptions>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PluginFolder>();
        services.TryAddSingleton<PackageUploads>();
        services.TryAddSingleton<PluginIsolation>();
        services.TryAddSingleton(s => new SharedAssemblies(s.GetRequiredService<IOptions<PluginOptions>>().Value.SharedAssemblies));
        services.TryAddSingleton<Verdicts>();
        services.TryAddSingleton<PluginLoader>();
        services.TryAddSingleton<SafeMode>();
        services.TryAddSingleton(NewStore);
        services.TryAddSingleton<IPluginStore, PluginStore>();
        services.TryAddSingleton<PluginRuntime>();
        services.TryAddSingleton<IPluginRuntime>(provider => provider.GetRequiredService<PluginRuntime>());
        services.TryAddSingleton<PackagePage>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAdministrationPage, PluginsPage>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartAhead, VerdictsAhead>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PluginService>());
        return builder;
    }

    private static PackageStore NewStore(IServiceProvider services)
    {
        var (options, root) = (services.GetRequiredService<IOptions<PluginOptions>>().Value, services.GetRequiredService<PluginFolder>().Root);
        var allowUnsigned = options.AllowUnsigned ?? services.GetService<IHostEnvironment>()?.IsDevelopment() == true;
        return new PackageStore(root, new PackageVerifier(new TrustStore(Path.Combine(root, TrustStore.FileName)), PackageLimits.Of(options), allowUnsigned));
    }

    private sealed class ValidatedPluginOptions : IPostConfigureOptions<PluginOptions>
    {
        public void PostConfigure(string? name, PluginOptions options) => options.Validate();
    }
}
