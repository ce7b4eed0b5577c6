namespace CrmKit.Plugins.Packages;

/// <summary>How much of a package is read before it is refused.</summary>
internal sealed record PackageLimits(long MaxBytes, long MaxUnpackedBytes, int MaxFiles)
{
    public static PackageLimits Of(PluginOptions options) => new(options.MaxPackageBytes, options.MaxUnpackedBytes, options.MaxPackageFiles);
}
