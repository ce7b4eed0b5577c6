using CrmKit.Plugins.Inspection;
using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NuGet.Versioning;

namespace CrmKit.Plugins.Runtime;

/// <summary>Verifies folders, starts generations and puts them into the engine, takes them out and unloads them.</summary>
internal sealed class PluginLoader(IExtensionHost host, ILoggerFactory loggers, TimeProvider clock, PluginIsolation isolation, SharedAssemblies shared, Verdicts verdicts, PluginFolder folder, IPluginStore store, IOptions<PluginOptions> options)
{
    private static readonly NuGetVersion Contracts = NuGetVersion.Parse(
        System.Reflection.CustomAttributeExtensions.GetCustomAttribute<System.Reflection.AssemblyInformationalVersionAttribute>(typeof(CrmPlugin).Assembly)!.InformationalVersion);

    private readonly ILogger _log = loggers.CreateLogger<PluginLoader>();

    public TimeSpan MigrationTimeout => options.Value.MigrationTimeout;

    /// <summary>Checks everything that can be checked without running code; without an image there are errors.</summary>
    public PluginVerdict Verify(PluginManifest manifest, Func<PluginImage> read)
    {
        if (!manifest.Abstractions.Contains(Contracts))
            return new(null, [PluginErrors.AbstractionsIncompatible(manifest.Id, manifest.Abstractions.ToString(), Contracts.ToNormalizedString())], [], []);
        try
        {
            var image = read();
            image.Probing = folder.Probing;
            return verdicts.Of(manifest, image);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, [PluginErrors.LoadFailed(manifest.Id, "reading its files", e.Message)], [], []);
        }
    }

    /// <summary>Verifies what lies in a folder before anybody asks, for the load that follows.</summary>
    public void LookAhead(string folder)
    {
        if (ManifestReader.Read(folder).Manifest is { } manifest) Verify(manifest, () => PluginImage.Read(folder));
    }

    /// <summary>Loads, configures and starts; <see cref="Put"/> lets it take part.</summary>
    public async Task<(PluginGeneration? Generation, IReadOnlyList<CrmError> Errors)> StartAsync(PluginManifest manifest, PluginImage image, IReadOnlyList<ContractLink> links, int number, int rank, Action<WeakReference> loaded)
    {
        var (generation, error) = await PluginGeneration.StartAsync(manifest, image, number, rank, shared.For(image), links, host, new HostFacades(loggers, clock, store, folder, options.Value), options.Value, isolation, loaded);
        if (generation is null) return (null, error);
        IReadOnlyList<CrmError> errors = [.. SourceKeys.Check(generation.Source), .. generation.Undeclared];
        if (errors.Count == 0) return (generation, []);
        await RetireAsync(generation);
        return (null, errors);
    }

    /// <summary>Undoes a <see cref="Put"/>: the generation before takes part again, or none.</summary>
    public void TakeBack(PluginGeneration generation, PluginGeneration? before)
    {
        if (before is null) host.Remove(generation.Manifest.Id);
        else host.Put(before.Present);
    }

    /// <summary>Takes a generation out of the engine and unloads it.</summary>
    public Task RemoveAsync(PluginGeneration generation)
    {
        host.Remove(generation.Manifest.Id);
        return RetireAsync(generation);
    }

    /// <summary>Waits, within bounds, for those inside to leave, then stops and unloads; what takes longer is finished in the background.</summary>
    public async Task RetireAsync(PluginGeneration generation)
    {
        generation.Close();
        try
        {
            await generation.Leases.Drained.WaitAsync(options.Value.DrainTimeout, clock);
            await FinishAsync(generation);
        }
        catch (TimeoutException)
        {
            _log.LogWarning("Plugin {Id}: {Inside} sessions, or plugins that bind its contracts, still use generation {Generation} after {Seconds} s. It is off, and its memory is freed when they end.",
                generation.Manifest.Id, generation.Leases.Inside, generation.Number, options.Value.DrainTimeout.TotalSeconds);
            generation.CancelCalls();
            _ = FinishLaterAsync(generation);
        }
    }

    private async Task FinishLaterAsync(PluginGeneration generation)
    {
        await generation.Leases.Drained;
        await FinishAsync(generation);
    }

    private async Task FinishAsync(PluginGeneration generation)
    {
        foreach (var error in await generation.StopAsync()) _log.LogError("{Code}: {Message}", error.Code, error.Message);
    }

    /// <summary>Lets a generation take part with the features that are on, in the place of one that does, or of itself with others.</summary>
    /// <returns>Why not; nothing is changed then.</returns>
    public IReadOnlyList<CrmError> Put(PluginGeneration generation)
    {
        try
        {
            host.Put(generation.Present);
            return [];
        }
        catch (CrmException e)
        {
            return e.Errors;
        }
        catch (Exception e)
        {
            return [PluginErrors.LoadFailed(generation.Manifest.Id, "registration", $"{e.GetType().Name}: {e.Message}")];
        }
    }
}
