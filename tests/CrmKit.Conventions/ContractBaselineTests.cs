using System.Reflection;
using CrmKit.Plugins.Inspection;

namespace CrmKit.Conventions;

/// <summary>What plugins can use of each version is kept in api/&lt;version&gt;; the verifier holds plugins against it.</summary>
public sealed class ContractBaselineTests
{
    [Fact]
    public void DEP_16_the_contracts_are_the_recorded_ones()
    {
        var surface = ContractSurfaceReader.OfFile(File.ReadAllBytes(Packages.Abstractions.Location), _ => null);
        var path = Path.Combine(Packages.Root, "api", surface.Version, "CrmKit.Abstractions.txt");
        var actual = ContractSurfaceText.Write(surface);
        if (File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == actual) return;
        Assert.False(Packages.IsCi, $"The contracts are not what api/{surface.Version}/CrmKit.Abstractions.txt records. Run the tests locally, look at the difference, commit it. Folders of released versions stay as they are.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, actual);
    }

    [Fact]
    public void Every_recorded_version_can_be_read_and_names_itself()
    {
        var folders = Directory.GetDirectories(Path.Combine(Packages.Root, "api"));
        Assert.NotEmpty(folders);
        foreach (var folder in folders)
        {
            var text = File.ReadAllText(Path.Combine(folder, "CrmKit.Abstractions.txt")).ReplaceLineEndings("\n");
            var surface = ContractSurfaceText.Read(text);
            Assert.Equal(Path.GetFileName(folder), surface.Version);
            Assert.Equal(text, ContractSurfaceText.Write(surface));
        }
        Assert.Contains(typeof(Plugins.CrmPlugin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0], folders.Select(Path.GetFileName));
    }
}
