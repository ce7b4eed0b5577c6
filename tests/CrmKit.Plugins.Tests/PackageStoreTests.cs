using CrmKit.Plugins.Packages;

namespace CrmKit.Plugins;

public sealed class PackageStoreTests : IDisposable
{
    private readonly PackageBench _bench = new();

    public void Dispose()
    {
        foreach (var file in Directory.GetFiles(_bench.Folder, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
        _bench.Dispose();
    }

    [Fact]
    public void PKG_a_package_lies_in_the_store_read_only_and_byte_by_byte()
    {
        var (store, package) = (Store(), Package());
        var installed = store.Put(package);

        Assert.Equal(Path.Combine(_bench.Folder, "store", "acme.quotes", "1.0.0", installed.Hash[..12]), store.FolderOf(installed));
        Assert.All(package.Files, f => Assert.Equal(f.Value, File.ReadAllBytes(Path.Combine(store.FolderOf(installed), f.Key))));
        Assert.All(Directory.GetFiles(store.FolderOf(installed), "*", SearchOption.AllDirectories), f => Assert.True(File.GetAttributes(f).HasFlag(FileAttributes.ReadOnly)));
        Assert.Equal(package.Files.Keys.Order(), store.Open(installed).Files.Keys.Order());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bench.Folder, "store", ".staging")));
    }

    [Theory]
    [InlineData("plugins.before-store-write", 1)]
    [InlineData("plugins.before-store-write", 3)] // some files are written by then
    [InlineData("plugins.before-store-rename", 1)]
    public void PKG_33_PKG_34_a_disk_that_is_full_before_the_rename_leaves_nothing(string point, int time)
    {
        var times = 0;
        var broken = Store(at => { if (at == point && ++times == time) throw new IOException("No space left on device"); });
        Assert.Equal("package.store-failed", Assert.Throws<CrmRuleException>(() => broken.Put(Package())).Error.Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(_bench.Folder, "store"), "*", SearchOption.AllDirectories));
        Store().Put(Package());
    }

    [Fact]
    public void PKG_33_what_fails_after_the_rename_is_installed()
    {
        var broken = Store(at => { if (at == "plugins.after-store-rename") throw new IOException("gone"); });
        var installed = broken.Put(Package());
        Assert.Equal("acme.quotes", Store().Open(installed).Manifest.Id);
    }

    [Fact]
    public void PKG_33_what_a_dead_process_left_is_swept_and_what_a_living_one_writes_is_not()
    {
        var staging = Path.Combine(_bench.Folder, "store", ".staging");
        foreach (var name in new[] { "dead", "alive" })
        {
            Directory.CreateDirectory(Path.Combine(staging, name, "lib"));
            File.WriteAllText(Path.Combine(staging, name, "lib", "half.dll"), "half");
            File.SetAttributes(Path.Combine(staging, name, "lib", "half.dll"), FileAttributes.ReadOnly);
            File.WriteAllText(Path.Combine(staging, name + ".lock"), "");
        }
        using (new FileStream(Path.Combine(staging, "alive.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None)) Store().Sweep();
        Assert.Equal(["alive", "alive.lock"], Directory.GetFileSystemEntries(staging).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task PKG_32_one_package_installed_by_many_at_once_is_there_once_and_whole()
    {
        var package = Package();
        var installed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store().Put(package))));
        Assert.Single(installed.Distinct());
        Store().Open(installed[0]);
        Assert.Single(Directory.GetDirectories(Path.Combine(_bench.Folder, "store", "acme.quotes", "1.0.0")));
    }

    [Fact]
    public void PKG_30_what_is_loaded_is_what_was_verified_though_the_file_changes_in_between()
    {
        var store = Store();
        var installed = store.Put(Package());
        var verified = store.Open(installed);
        var file = Path.Combine(store.FolderOf(installed), "lib", "Acme.Quotes.dll");
        File.SetAttributes(file, FileAttributes.Normal);
        File.WriteAllBytes(file, [0xBA, 0xD0]);

        var image = Loading.PluginImage.Of(store.FolderOf(installed), verified.Files);
        Assert.Equal(PackageBench.Good()["lib/Acme.Quotes.dll"], image.Find("lib/Acme.Quotes.dll"));
        Assert.Equal(PackageBench.Good()["lib/Acme.Quotes.dll"], image.ReadFile(file));
        Assert.Null(image.ReadFile(Path.Combine(store.FolderOf(installed), "lib", "added.so")));
    }

    [Fact]
    public void PKG_31_every_way_of_changing_the_store_is_found()
    {
        var store = Store();
        var installed = store.Put(Package());
        var folder = store.FolderOf(installed);
        void Changed(Action change)
        {
            foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
            change();
            Assert.Equal("package.store-changed", Assert.Throws<CrmRuleException>(() => store.Open(installed)).Error.Code);
            Assert.Equal(installed, store.Put(Package())); // puts the changed one aside
            store.Open(installed);
        }
        Changed(() => File.WriteAllText(Path.Combine(folder, "lib", "Acme.Quotes.dll"), "other"));
        Changed(() => File.WriteAllText(Path.Combine(folder, "lib", "More.dll"), "more"));
        Changed(() => File.Delete(Path.Combine(folder, "i18n", "zh.json")));
        Changed(() => File.Delete(Path.Combine(folder, "files.json")));
        Changed(() => File.WriteAllText(Path.Combine(folder, "signature.json"), "{}"));
        Changed(() => File.CreateSymbolicLink(Path.Combine(folder, "lib", "link.dll"), "/etc/hostname"));
        Changed(() =>
        {
            var other = _bench.Signed(PackageBench.Good(version: "9.9.9")); // rightly signed, but not what was installed
            foreach (var (path, content) in other) File.WriteAllBytes(Path.Combine(folder, path), content);
        });
    }

    private PackageStore Store(Action<string>? boundary = null) => new(_bench.Folder, _bench.Verifier()) { Boundary = boundary ?? (static _ => { }) };

    private PluginPackage Package() => _bench.Verifier().Verify("quotes.crmpkg", _bench.GoodZip());
}
