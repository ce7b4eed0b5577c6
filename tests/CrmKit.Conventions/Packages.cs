using System.Reflection;

namespace CrmKit.Conventions;

/// <summary>The packages under test, and where the repository is.</summary>
internal static class Packages
{
    public static readonly Assembly Abstractions = Assembly.Load("CrmKit.Abstractions");

    public static readonly IReadOnlyList<Assembly> All =
    [
        Abstractions,
        Assembly.Load("CrmKit.Core"),
        Assembly.Load("CrmKit.EntityFrameworkCore"),
        Assembly.Load("CrmKit.PluginComponents"),
        Assembly.Load("CrmKit.PluginTables"),
        Assembly.Load("CrmKit.Sqlite"),
        Assembly.Load("CrmKit.PostgreSql"),
        Assembly.Load("CrmKit.Plugins"),
        Assembly.Load("CrmKit.AspNetCore"),
        Assembly.Load("CrmKit.Identity"),
        Assembly.Load("CrmKit.Smtp"),
        Assembly.Load("CrmKit.Web"),
        Assembly.Load("CrmKit.Testing"),
    ];

    public static TheoryData<string> Names => [.. All.Select(a => a.GetName().Name!)];

    public static Assembly Named(string name) => All.Single(a => a.GetName().Name == name);

    public static string Root { get; } = FindRoot();

    /// <summary>Whether differences fail instead of being written.</summary>
    public static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CrmKit.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("CrmKit.sln is in no folder above the tests.");
        return folder;
    }
}
