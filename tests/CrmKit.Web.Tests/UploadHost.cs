using System.IO.Compression;
using System.Text;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The same host, which takes packages by page when they are signed with the installation's key.</summary>
public sealed class UploadHost : WebHost, IAsyncLifetime
{
    public const int MostUnpacked = 200_000;

    private readonly string _builds = Directory.CreateTempSubdirectory("crmkit-uploads-").FullName;

    private string Key => Path.Combine(_builds, "key.pem");

    internal string Uploads => Path.Combine(PluginFolder, ".uploads");

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        PluginPackages.CreateKey(Key);
        Directory.CreateDirectory(PluginFolder);
        PluginPackages.Trust(PluginFolder, Key + ".pub");
        await InitializeAsync();
    }

    protected override void Configure(IServiceCollection services) =>
        services.PostConfigure<PluginOptions>(o => (o.AllowUpload, o.AllowUnsigned, o.MaxUnpackedBytes, o.MaxPackageBytes) = (true, false, MostUnpacked, MostUnpacked));

    /// <summary>A package that adds a language, and asks for a server.</summary>
    internal byte[] Package(string id, string version, bool isSigned = true, string? text = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_builds, Guid.NewGuid().ToString("N"))).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "i18n"));
        File.WriteAllText(Path.Combine(folder, "i18n", "de.json"), text ?? """{"type.lead.plural":"Anfragen"}""");
        File.WriteAllText(Path.Combine(folder, "plugin.json"), $$"""
            {"manifestVersion":1,"id":"{{id}}","version":"{{version}}","name":"<b>Uploaded</b>","compat":{"abstractions":"^0.1"},
             "permissions":[{"name":"net.http","scope":["rates.example.com"],"reason":"Rates of the day."}]}
            """);
        return File.ReadAllBytes(PluginPackages.Pack(folder, folder + ".crmpkg", isSigned ? Key : null));
    }

    /// <summary>A package with an entry more, which nobody signed.</summary>
    internal static byte[] With(byte[] package, string path, byte[] content)
    {
        using var bytes = new MemoryStream();
        bytes.Write(package);
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true, Encoding.UTF8))
        using (var entry = zip.CreateEntry(path).Open()) entry.Write(content);
        return bytes.ToArray();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_builds, recursive: true);
    }
}
