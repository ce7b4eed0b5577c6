using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Plugins.Packages;

namespace CrmKit.Plugins;

/// <summary>Keys, and packages good and bad, in a temporary folder.</summary>
internal sealed class PackageBench : IDisposable
{
    public static readonly PackageLimits Limits = new(10 << 20, 20 << 20, 200);

    public PackageBench()
    {
        KeyFile = PathOf("acme.pem");
        KeyId = PluginPackages.CreateKey(KeyFile);
        PluginPackages.Trust(Folder, KeyFile + ".pub", "acme");
    }

    public string Folder { get; } = Scratch.Folder("crmkit-packages-");
    public string KeyFile { get; }
    public string KeyId { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public PackageVerifier Verifier(bool allowUnsigned = false, PackageLimits? limits = null) => new(new TrustStore(PathOf(TrustStore.FileName)), limits ?? Limits, allowUnsigned);

    /// <summary>The files of a good plugin; of no consequence what is in its assembly.</summary>
    public static SortedDictionary<string, byte[]> Good(string id = "acme.quotes", string version = "1.0.0") => new(StringComparer.Ordinal)
    {
        ["plugin.json"] = Encoding.UTF8.GetBytes($$"""{ "manifestVersion": 1, "id": "{{id}}", "version": "{{version}}", "name": "Quotes", "entry": { "assembly": "lib/Acme.Quotes.dll", "type": "Acme.P" }, "compat": { "abstractions": "*" } }"""),
        ["lib/Acme.Quotes.dll"] = [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 31 % 251))],
        ["i18n/zh.json"] = "{}"u8.ToArray(),
    };

    /// <summary>Adds index and signature.</summary>
    public SortedDictionary<string, byte[]> Signed(SortedDictionary<string, byte[]> files, string? keyFile = null)
    {
        var index = FilesIndex.Of(files);
        using var key = SigningKey.ReadPrivate(keyFile ?? KeyFile);
        return new SortedDictionary<string, byte[]>(files, StringComparer.Ordinal) { [FilesIndex.FileName] = index.Bytes, [PackageSignature.FileName] = PackageSignature.Sign(index.Bytes, key) };
    }

    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> files, Action<ZipArchiveEntry>? change = null)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
            foreach (var (path, content) in files)
            {
                var entry = zip.CreateEntry(path);
                change?.Invoke(entry);
                using var stream = entry.Open();
                stream.Write(content);
            }
        return bytes.ToArray();
    }

    public byte[] GoodZip() => Zip(Signed(Good()));

    /// <summary>A good package with one more entry.</summary>
    public byte[] With(string path, byte[]? content = null, Action<ZipArchiveEntry>? change = null) =>
        Zip([.. Signed(Good()), new(path, content ?? [1, 2, 3])], e => { if (e.FullName == path) change?.Invoke(e); });

    /// <summary>The code with which a package is refused.</summary>
    public string Refusal(byte[] zip, string name = "quotes.crmpkg", bool allowUnsigned = false, PackageLimits? limits = null) =>
        Assert.Throws<CrmRuleException>(() => Verifier(allowUnsigned, limits).Verify(name, zip)).Error.Code;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
