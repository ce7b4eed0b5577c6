namespace CrmKit;

/// <summary>A plugin that was built with these tests.</summary>
internal static class BuiltPlugin
{
    public static string Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "CrmKit.sln"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    /// <summary>The output folder of the real-estate plugin.</summary>
    public static string RealEstate
    {
        get
        {
            var target = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(Root, "plugins", "CrmKit.Plugins.RealEstate", "bin", target.Parent!.Name, target.Name);
        }
    }

    /// <summary>Packs the real-estate plugin with another version, or with permissions to ask for.</summary>
    /// <param name="bench">Where the package is written.</param>
    /// <param name="version">Its version.</param>
    /// <param name="keyFile">Who signs it; <see langword="null"/> for nobody.</param>
    /// <param name="asks">Whether it asks for something.</param>
    public static string Pack(Workbench bench, string version, string? keyFile, bool asks = false)
    {
        var folder = Directory.CreateDirectory(bench.At($"build-{Guid.NewGuid():N}")).FullName;
        foreach (var file in Directory.EnumerateFiles(RealEstate)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var manifest = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "plugin.json")))!;
        manifest["version"] = version;
        if (asks) manifest["permissions"] = System.Text.Json.Nodes.JsonNode.Parse("""[ { "name": "net.http", "scope": ["maps.example.com"], "reason": "to show maps" } ]""");
        File.WriteAllText(Path.Combine(folder, "plugin.json"), manifest.ToJsonString());
        return CrmKit.Plugins.PluginPackages.Pack(folder, folder + ".crmpkg", keyFile);
    }
}
