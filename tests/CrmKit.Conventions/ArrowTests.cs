using System.Reflection;

namespace CrmKit.Conventions;

public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["CrmKit.Abstractions"] = [],
        ["CrmKit.Core"] = ["CrmKit.Abstractions"],
        ["CrmKit.PluginComponents"] = ["CrmKit.Abstractions"],
        ["CrmKit.PluginTables"] = ["CrmKit.Abstractions"],
        ["CrmKit.EntityFrameworkCore"] = ["CrmKit.Abstractions", "CrmKit.PluginTables"],
        ["CrmKit.Sqlite"] = ["CrmKit.Abstractions", "CrmKit.EntityFrameworkCore"],
        ["CrmKit.PostgreSql"] = ["CrmKit.Abstractions", "CrmKit.EntityFrameworkCore"],
        ["CrmKit.Plugins"] = ["CrmKit.Abstractions"],
        ["CrmKit.AspNetCore"] = ["CrmKit.Abstractions"],
        ["CrmKit.Web"] = ["CrmKit.Abstractions", "CrmKit.AspNetCore"],
        ["CrmKit.Identity"] = ["CrmKit.Abstractions", "CrmKit.Core", "CrmKit.AspNetCore"],
        ["CrmKit.Smtp"] = ["CrmKit.Abstractions", "CrmKit.Core"],
        ["CrmKit.Testing"] = ["CrmKit.Abstractions", "CrmKit.Core", "CrmKit.Sqlite", "CrmKit.Plugins"],
    };

    [Theory]
    [MemberData(nameof(Packages.Names), MemberType = typeof(Packages))]
    public void A_package_references_only_the_packages_that_the_architecture_allows(string package)
    {
        var references = Packages.Named(package).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("CrmKit.", StringComparison.Ordinal));
        var offenders = references.Except(Allowed[package]).ToList();
        Assert.True(offenders.Count == 0, $"{package} must not reference {string.Join(", ", offenders)}. Move what it needs to CrmKit.Abstractions.");
    }

    [Fact]
    public void Plugins_and_the_sample_plugin_reference_only_the_packages_for_plugins()
    {
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Packages.Root, "plugins"), "*.csproj", SearchOption.AllDirectories)
                     .Append(Path.Combine(Packages.Root, "samples", "AcmePlugin", "AcmePlugin.csproj")))
        {
            var text = File.ReadAllText(project);
            var references = System.Text.RegularExpressions.Regex.Matches(text, "ProjectReference Include=\"([^\"]*)\"").Select(m => Path.GetFileNameWithoutExtension(m.Groups[1].Value));
            Assert.Equal(["CrmKit.Abstractions"], references.Except(["CrmKit.PluginComponents", "CrmKit.PluginTables"]));
        }
    }

    [Fact]
    public void The_abstractions_hold_no_type_of_a_database_or_of_a_web_framework()
    {
        var names = Packages.Abstractions.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(names, n => n.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || n.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }
}
