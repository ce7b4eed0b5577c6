namespace CrmKit;

/// <summary>Third-party files that stay outside the repository.</summary>
internal static class RealData
{
    /// <summary>The path of a file; skips the test where it is absent.</summary>
    public static string File(string set, string name)
    {
        var path = Path.Combine(Folder(), set, name);
        Assert.SkipUnless(System.IO.File.Exists(path), $"The real data set '{set}' is not here. Put it at ../shared/data beside the repository, or name its folder in CRMKIT_DATA.");
        return path;
    }

    /// <summary>A file of the project itself.</summary>
    public static string InRepository(string path) => Path.Combine(Repository(), path);

    private static string Folder() => Environment.GetEnvironmentVariable("CRMKIT_DATA") is { Length: > 0 } named ? named : Path.Combine(Repository(), "..", "shared", "data");

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "CrmKit.sln"))) folder = folder.Parent;
        return folder?.FullName ?? ".";
    }
}
