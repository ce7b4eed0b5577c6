namespace CrmKit.Plugins;

/// <summary>Something that a plugin's code can reach beside CrmKit's doors, found by reading it.</summary>
/// <param name="Name"><c>process</c>, <c>files</c>, <c>network</c>, <c>native</c>, <c>code-generation</c>, <c>threads</c>, <c>exit</c> or <c>database</c>.</param>
/// <param name="Where">Up to five places: the assembly, the member, and the method that uses it.</param>
public sealed record PluginCapability(string Name, IReadOnlyList<string> Where);

/// <summary>How well a plugin can be expected to leave memory.</summary>
public enum UnloadGrade
{
    /// <summary>Nothing known keeps it.</summary>
    A,
    /// <summary>It may stay until it ends its own work or caches are cleared.</summary>
    B,
    /// <summary>Its code stays in memory until the host restarts.</summary>
    C,
}

/// <summary>What keeps a plugin in memory after it was unloaded.</summary>
/// <param name="Grade">How bad it is.</param>
/// <param name="Cause">What it is.</param>
/// <param name="Where">The assembly, the member, and the method that uses it.</param>
/// <param name="Why">What happens, and what to do instead.</param>
public sealed record UnloadHindrance(UnloadGrade Grade, string Cause, string Where, string Why);

/// <summary>One assembly that a plugin runs with, and where it comes from.</summary>
/// <param name="Name">The simple name.</param>
/// <param name="Origin">The host's, or the plugin's own.</param>
/// <param name="Asked">The highest version that an assembly of the plugin was built with; <see langword="null"/> for the entry assembly.</param>
/// <param name="Found">The version that it gets; <see langword="null"/> when there is none.</param>
/// <param name="Path">For the plugin's own: the path in its folder, with slashes; <see langword="null"/> for the host's.</param>
/// <param name="Why">Why it is shared, private or missing, for people.</param>
public sealed record PluginAssembly(string Name, AssemblyOrigin Origin, Version? Asked, Version? Found, string? Path, string Why);

/// <summary>Whose assembly it is.</summary>
public enum AssemblyOrigin
{
    /// <summary>The plugin's own, beside those of others.</summary>
    Private,
    /// <summary>The host's, one for all.</summary>
    Shared,
    /// <summary>Nobody's.</summary>
    Missing,
    /// <summary>That of another plugin, which exports it.</summary>
    Plugin,
}
