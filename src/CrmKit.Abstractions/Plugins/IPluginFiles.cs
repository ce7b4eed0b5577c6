namespace CrmKit.Plugins;

/// <summary>
/// A folder of a plugin's own on the host's disk, for what it may lose: caches, downloads. Takes the permission <c>fs.private</c> (<c>plugin.files-unasked</c>). Asked for in a constructor.
/// Code that uses it is not counted as reaching files by itself.
/// </summary>
/// <remarks>
/// Paths are relative, with slashes, and stay inside the folder (<c>plugin.file-path</c>). All tenants share it: begin a path with the tenant's id where it matters. It is this host's: others of the same database have their own. It stays over
/// upgrades and removal, and goes when the plugin is erased. Thread safe; a file that is being written is nobody else's.
/// </remarks>
public interface IPluginFiles
{
    /// <summary>The paths of all files, in order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file to read; <see langword="null"/> when there is none.</summary>
    Stream? OpenRead(string path);

    /// <summary>Opens a file to write, in the place of what it held; folders on the way are made.</summary>
    /// <remarks>Writing throws <c>plugin.files-full</c> once all files of the plugin together are larger than the host allows.</remarks>
    Stream OpenWrite(string path);

    /// <summary>Deletes a file; <see langword="false"/> when there was none.</summary>
    bool Delete(string path);
}
