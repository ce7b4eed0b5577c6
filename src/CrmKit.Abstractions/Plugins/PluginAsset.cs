namespace CrmKit.Plugins;

/// <summary>A file of a plugin's folder <c>assets</c>, which browsers may read as long as the plugin takes part.</summary>
/// <param name="Source">The plugin's id.</param>
/// <param name="Name">The file's name.</param>
/// <param name="ContentType">What it is served as.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Hash">Names the bytes, so that an address never changes what it leads to.</param>
internal sealed record PluginAsset(string Source, string Name, string ContentType, ReadOnlyMemory<byte> Content, string Hash);
