using System.IO.Compression;
using CrmKit.Plugins;

namespace CrmKit;

/// <summary>What <c>crmkit plugin verify</c> says of packages that an installation would refuse, although their code fits.</summary>
public sealed class PluginTrustTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly string _installation;

    public PluginTrustTests() => _installation = Directory.CreateDirectory(_bench.At("plugins")).FullName;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task PKG_01_a_package_that_is_whole_and_signed_by_a_trusted_key_is_fine_and_its_trust_is_named()
    {
        var (package, key) = Signed();
        PluginPackages.Trust(_installation, key + ".pub", "realestate");
        var answer = await VerifyAsync(package);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        Assert.Contains("Trust: publisher", answer.Output, StringComparison.Ordinal);

        PluginPackages.Trust(_installation, key + ".pub");
        Assert.Contains("Trust: local", (await VerifyAsync(package)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unsigned", "package.unsigned")]
    [InlineData("unknown", "package.key-unknown")]
    [InlineData("no installation", "package.key-unknown")]
    [InlineData("revoked", "package.key-revoked")]
    [InlineData("foreign", "package.key-foreign")]
    [InlineData("changed", "package.file-changed")]
    [InlineData("added", "package.file-unlisted")]
    [InlineData("index", "package.signature-invalid")]
    public async Task PKG_02_03_05_06_08_27_29_an_untrusted_or_changed_package_is_never_called_fine(string what, string code)
    {
        var (package, key) = Signed();
        var id = what == "unknown" ? "" : PluginPackages.Trust(_installation, key + ".pub", what == "foreign" ? "somebody" : "realestate");
        if (what == "revoked") PluginPackages.Revoke(_installation, id, "stolen");
        if (what == "unsigned") package = PluginPackages.Pack(Folder, _bench.At("plain.crmpkg"));
        if (what is "changed" or "added" or "index")
        {
            using var archive = ZipFile.Open(package, ZipArchiveMode.Update);
            var name = what switch { "changed" => "CrmKit.Plugins.RealEstate.dll", "index" => "files.json", _ => "extra.txt" };
            using var stream = what == "added" ? archive.CreateEntry(name).Open() : archive.GetEntry(name)!.Open();
            stream.Seek(0, SeekOrigin.End);
            stream.WriteByte((byte)' ');
        }
        var answer = what == "no installation" ? await _bench.RunAsync("plugin", "verify", package) : await VerifyAsync(package);
        Assert.True(answer.Code == 1, answer.Output + answer.Error);
        Assert.Contains(": not fine", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Trust: none", answer.Output, StringComparison.Ordinal);
        Assert.Contains($"error   {code}:", answer.Output, StringComparison.Ordinal);

        var json = what == "no installation" ? await _bench.RunAsync("plugin", "verify", package, "--json") : await VerifyAsync(package, "--json");
        Assert.Equal((false, "none"), (json.Json.GetProperty("isFine").GetBoolean(), json.Json.GetProperty("trust").GetString()));
        Assert.Equal(code, json.Json.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task PKG_a_folder_is_said_to_be_nobodys()
    {
        var answer = await _bench.RunAsync("plugin", "verify", Folder);
        Assert.Contains("Trust: folder; nobody signed it", answer.Output, StringComparison.Ordinal);
    }

    private Task<Answer> VerifyAsync(string package, params string[] more) => _bench.RunAsync(["plugin", "verify", package, "--plugins", _installation, .. more]);

    private (string Package, string Key) Signed()
    {
        var key = _bench.At("key.pem");
        PluginPackages.CreateKey(key);
        return (PluginPackages.Pack(Folder, _bench.At("signed.crmpkg"), key), key);
    }

    private static string Folder => BuiltPlugin.RealEstate;
}
