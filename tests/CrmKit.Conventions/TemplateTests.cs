using System.Text.Json;
using System.Xml.Linq;

namespace CrmKit.Conventions;

public sealed class TemplateTests
{
    private static readonly string Folder = Path.Combine(Packages.Root, "src", "CrmKit.Templates", "content");

    [Theory]
    [InlineData("crmkit-host")]
    [InlineData("crmkit-plugin")]
    public void Templates_ask_for_the_version_that_they_are_packed_with(string template)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, template, ".template.config", "template.json")));
        var asked = json.RootElement.GetProperty("symbols").GetProperty("crmKitVersion").GetProperty("defaultValue").GetString();
        Assert.Equal(XDocument.Load(Path.Combine(Packages.Root, "Directory.Build.props")).Descendants("Version").Single().Value, asked);
    }

    [Fact]
    public void The_test_packages_of_the_template_are_those_of_the_repository()
    {
        var versions = XDocument.Load(Path.Combine(Packages.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);
        var references = XDocument.Load(Path.Combine(Folder, "crmkit-plugin", "Acme.Sample.Tests", "Acme.Sample.Tests.csproj")).Descendants("PackageReference").ToList();
        Assert.Equal(4, references.Count);
        foreach (var reference in references.Where(r => r.Attribute("Include")!.Value != "CrmKit.Testing"))
            Assert.Equal(versions[reference.Attribute("Include")!.Value], reference.Attribute("Version")!.Value);
    }

    [Fact]
    public void The_hosts_endpoints_for_plugins_are_those_of_the_sample_host()
    {
        var sample = File.ReadAllText(Path.Combine(Packages.Root, "samples", "Host", "PluginEndpoints.cs")).Replace("CrmKit.Samples.Host", "CrmHost", StringComparison.Ordinal);
        Assert.Equal("using CrmKit;\n" + sample, File.ReadAllText(Path.Combine(Folder, "crmkit-host", "PluginEndpoints.cs")));
    }
}
