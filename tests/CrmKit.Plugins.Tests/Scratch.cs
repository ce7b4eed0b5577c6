namespace CrmKit.Plugins;

/// <summary>Folders for tests, all in one that is deleted when the process ends: a plugin's files may be in use longer than its test.</summary>
internal static class Scratch
{
    private static readonly Lazy<string> Root = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("crmkit-scratch-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    });

    private static int _count;

    /// <summary>A new folder, whose name begins as asked.</summary>
    public static string Folder(string name = "") => Directory.CreateDirectory(Path.Combine(Root.Value, $"{name}{Interlocked.Increment(ref _count)}")).FullName;
}
