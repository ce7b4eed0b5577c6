namespace CrmKit.Plugins.Loading;

/// <summary>Native libraries are loaded from copies of their own: the original stays free, and each generation starts with fresh state.</summary>
internal sealed class NativeCopies
{
    private readonly Lazy<DirectoryInfo> _folder = new(static () => Directory.CreateTempSubdirectory("crmkit-plugin-"));

    public string Copy(string path, byte[] content)
    {
        var copy = Path.Combine(_folder.Value.FullName, Path.GetFileName(path));
        if (!File.Exists(copy)) File.WriteAllBytes(copy, content);
        return copy;
    }

    public void Delete()
    {
        if (!_folder.IsValueCreated) return;
        try
        {
            _folder.Value.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps mapped libraries until the process ends; the system cleans its temporary folder.
        }
    }
}
