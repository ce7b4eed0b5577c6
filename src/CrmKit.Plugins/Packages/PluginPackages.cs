using System.Security.Cryptography;
using CrmKit.Plugins.Packages;

namespace CrmKit.Plugins;

/// <summary>For authors and administrators: makes keys and packages, and says whose packages an installation takes.</summary>
/// <remarks>Works on files alone; thread safe as long as no two calls write one file.</remarks>
public static class PluginPackages
{
    /// <summary>The ending of a package's name.</summary>
    public const string Extension = ".crmpkg";

    /// <summary>Makes a pair of keys: the private half at <paramref name="path"/>, for its owner alone, and the public half beside it, with <c>.pub</c>.</summary>
    /// <returns>The key's id.</returns>
    /// <exception cref="CrmRuleException"><c>package.key-file</c>: the file exists already.</exception>
    public static string CreateKey(string path) => SigningKey.Create(path, path + ".pub");

    /// <summary>Packs a plugin's folder.</summary>
    /// <param name="folder">A folder with a <c>plugin.json</c>, such as a build's output.</param>
    /// <param name="target">The package to write, or a folder for it, in which it is called <c>{id}.{version}.crmpkg</c>.</param>
    /// <param name="keyFile">The private key that signs it; <see langword="null"/> for a package that only hosts which allow unsigned ones take.</param>
    /// <returns>The path of the package.</returns>
    /// <exception cref="CrmRuleException">The manifest is not valid (<c>plugin.manifest-…</c>), a file cannot be in a package (<c>package.…</c>), or the key is none (<c>package.key-file</c>).</exception>
    public static string Pack(string folder, string target, string? keyFile = null)
    {
        using var key = keyFile is null ? null : SigningKey.ReadPrivate(keyFile);
        var (manifest, bytes) = PackageWriter.Pack(folder, key);
        var path = Directory.Exists(target) ? Path.Combine(target, $"{manifest.Id}.{manifest.Version.ToNormalizedString()}{Extension}") : target;
        var temporary = path + ".new";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    /// <summary>Trusts a publisher's key.</summary>
    /// <param name="pluginFolder">The installation's plugins folder.</param>
    /// <param name="keyFile">The public key.</param>
    /// <param name="prefixes">The ids that it may sign, each with all that begins with it and a dot; none makes it the installation's own key, good for every id.</param>
    /// <returns>The key's id.</returns>
    /// <exception cref="CrmRuleException"><c>package.key-file</c>, <c>package.key-revoked</c>, <c>package.trust-file</c>.</exception>
    public static string Trust(string pluginFolder, string keyFile, params IReadOnlyList<string> prefixes) =>
        new TrustStore(Path.Combine(pluginFolder, TrustStore.FileName)).Trust(SigningKey.ReadPublic(keyFile), Path.GetFileNameWithoutExtension(keyFile), prefixes);

    /// <summary>Revokes a key, for good: no package that it signed is taken any more, and installed ones are quarantined at their next start.</summary>
    /// <param name="pluginFolder">The installation's plugins folder.</param>
    /// <param name="keyId">The key's id.</param>
    /// <param name="reason">Shown to administrators; <see langword="null"/> for none.</param>
    /// <exception cref="CrmRuleException"><c>package.trust-file</c>.</exception>
    public static void Revoke(string pluginFolder, string keyId, string? reason = null) => new TrustStore(Path.Combine(pluginFolder, TrustStore.FileName)).Revoke(keyId, reason);
}

/// <summary>Why a plugin's code is let in.</summary>
public enum PluginTrust
{
    /// <summary>It lies in the plugins folder: whoever may write there may run code in the host.</summary>
    Folder,
    /// <summary>An unsigned package, which the host allows.</summary>
    Unsigned,
    /// <summary>A package signed with the installation's own key.</summary>
    Local,
    /// <summary>A package signed with the key of a publisher whom the installation trusts for this id.</summary>
    Publisher,
}
