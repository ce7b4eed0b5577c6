using System.Text;
using System.Text.RegularExpressions;

namespace CrmKit.Plugins;

/// <summary>Files of one plugin under one folder: no path leaves it, neither by its parts nor by a link on the way.</summary>
internal sealed partial class PluginFiles(string pluginId, PluginReach reach) : IPluginFiles
{
    private const int MaxLength = 200;

    private readonly string _root = Path.GetFullPath(Path.Combine(reach.Folder, pluginId));

    public IReadOnlyList<string> List()
    {
        Demand();
        return [.. Files().Select(f => Path.GetRelativePath(_root, f.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];
    }

    public Stream? OpenRead(string path)
    {
        var full = Inside(path);
        return File.Exists(full) ? new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.Asynchronous) : null;
    }

    public Stream OpenWrite(string path)
    {
        var full = Inside(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var others = Files().Where(f => f.FullName != full).Sum(f => f.Length);
        var file = new FileStream(full, FileMode.Create, FileAccess.Write, FileShare.None, 4096, FileOptions.Asynchronous);
        return new BoundedStream(file, reach.MaxBytes - others, () => new CrmRuleException(ReachErrors.FilesFull(pluginId, reach.MaxBytes)));
    }

    public bool Delete(string path)
    {
        var full = Inside(path);
        if (!File.Exists(full)) return false;
        File.Delete(full);
        return true;
    }

    private IEnumerable<FileInfo> Files() =>
        Directory.Exists(_root) ? new DirectoryInfo(_root).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }) : [];

    private string Inside(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Demand();
        var isPath = path.Length <= MaxLength && path.Split('/').All(p => Part().IsMatch(p)) && path.IsNormalized(NormalizationForm.FormC);
        var full = isPath ? Path.GetFullPath(Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar))) : "";
        if (!full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || HasLink(full)) // a device of Windows is elsewhere
            throw new CrmRuleException(ReachErrors.FilePath(pluginId, path));
        return full;
    }

    private bool HasLink(string full)
    {
        for (var at = full; at.Length >= _root.Length; at = Path.GetDirectoryName(at)!)
            if (new FileInfo(at).LinkTarget is not null) return true;
        return false;
    }

    private void Demand()
    {
        if (!reach.KeepsFiles) throw new CrmForbiddenException(ReachErrors.FilesUnasked(pluginId));
    }

    // What every file system takes, and none reads otherwise.
    [GeneratedRegex(@"^[\p{L}\p{N}_-]([\p{L}\p{N}_. -]*[\p{L}\p{N}_-])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
