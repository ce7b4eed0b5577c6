namespace CrmKit.Plugins;

/// <summary>The plugins of this repository, as their builds drop them.</summary>
internal static class FirstParty
{
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory);
    public static readonly string Root = Above(Output);

    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Path.Combine(Root, "plugins"), "CrmKit.Plugins.*")
        .Where(d => Directory.EnumerateFiles(d, "*.csproj").Any()).Select(d => Path.GetFileName(d)["CrmKit.Plugins.".Length..]).Order(StringComparer.Ordinal);

    public static string OutputOf(string name) => Path.Combine(Root, "plugins", $"CrmKit.Plugins.{name}", "bin", Output.Parent!.Name, Output.Name);

    private static string Above(DirectoryInfo folder)
    {
        while (!File.Exists(Path.Combine(folder.FullName, "CrmKit.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
