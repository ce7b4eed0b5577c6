using NuGet.Versioning;

namespace CrmKit.Plugins.Manifests;

/// <summary>What a plugin says about itself, checked, before any of its code runs.</summary>
internal sealed record PluginManifest
{
    public required string Id { get; init; }
    public required NuGetVersion Version { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? Publisher { get; init; }

    /// <summary>Whether it brings code; one without brings translations alone.</summary>
    public bool HasCode => EntryAssembly.Length > 0;

    /// <summary>The entry assembly, relative to the folder, with slashes; empty without code.</summary>
    public required string EntryAssembly { get; init; }
    public required string EntryType { get; init; }
    public required PluginRange Abstractions { get; init; }
    public IReadOnlyList<PluginDependency> Dependencies { get; init; } = [];

    /// <summary>Plugins that it cannot run beside; all of them optional.</summary>
    public IReadOnlyList<PluginDependency> Conflicts { get; init; } = [];

    /// <summary>Simple names of the assemblies that those who need it may bind.</summary>
    public IReadOnlyList<string> Exports { get; init; } = [];

    /// <summary>Unless somebody switches it, it runs only while all of these do; none means that it always does.</summary>
    public IReadOnlyList<string> AutoInstallWhen { get; init; } = [];

    /// <summary>Whether the host does not start without it.</summary>
    public bool AbortsBoot { get; init; }
    public IReadOnlyList<PluginPermission> Permissions { get; init; } = [];

    /// <summary>What it binds each of its calls to, within what the host allows; <see langword="null"/> when it names none.</summary>
    public PluginLimits? Limits { get; init; }

    /// <summary>Its parts that an administrator switches, each after those that it needs.</summary>
    public IReadOnlyList<ManifestFeature> Features { get; init; } = [];
}

/// <summary>A part of a plugin that is switched by itself.</summary>
internal sealed record ManifestFeature(string Id, string Name, string? Description, IReadOnlyList<string> DependsOn, bool IsDefault);

/// <summary>Another plugin that must, or may, be there first.</summary>
internal sealed record PluginDependency(string Id, PluginRange Range, bool IsOptional)
{
    /// <summary>Simple names of the assemblies that it exports and this plugin binds in the place of copies of its own.</summary>
    public IReadOnlyList<string> Contracts { get; init; } = [];
}
