using System.Text;

namespace CrmKit.Plugins;

/// <summary>A plugin's files stay in its folder.</summary>
public sealed class PluginFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-files-").FullName;

    [Fact]
    public async Task CAP_files_are_written_listed_read_and_deleted()
    {
        var files = Files();
        Assert.Empty(files.List());
        await WriteAsync(files, "cache/rates 2026.json", "{}");
        await WriteAsync(files, "a.txt", "old");
        await WriteAsync(files, "a.txt", "n");
        Assert.Equal(["a.txt", "cache/rates 2026.json"], files.List());
        using (var reader = new StreamReader(files.OpenRead("a.txt")!)) Assert.Equal("n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Null(files.OpenRead("b.txt"));
        Assert.Equal((true, false), (files.Delete("a.txt"), files.Delete("a.txt")));
    }

    [Theory]
    [InlineData("../other/a.txt"), InlineData("a/../../other/a.txt"), InlineData("/etc/passwd"), InlineData("..\\other\\a.txt"), InlineData("C:/a.txt"), InlineData("a/./b"), InlineData("a//b"), InlineData(""), InlineData(".")]
    [InlineData(".."), InlineData("a."), InlineData("a "), InlineData(" a"), InlineData("a\0b"), InlineData("a:b"), InlineData("a\nb"), InlineData(".hidden"), InlineData("~/a"), InlineData("a*"), InlineData("u\u0308.txt"), InlineData("a\u202eb")]
    public void CAP_a_path_that_leaves_the_folder_or_reads_differently_elsewhere_is_refused(string path)
    {
        var files = Files();
        foreach (var act in new Action[] { () => files.OpenRead(path), () => files.OpenWrite(path).Dispose(), () => files.Delete(path) })
            Assert.Equal("plugin.file-path", Assert.Throws<CrmRuleException>(act).Error.Code);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("link/secret.txt")]
    [InlineData("file")]
    public void CAP_a_link_does_not_lead_out_either(string path)
    {
        var outside = Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "secret.txt"), "secret");
        var own = Directory.CreateDirectory(Path.Combine(_folder, "acme")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(own, "link"), outside);
        File.CreateSymbolicLink(Path.Combine(own, "file"), Path.Combine(outside, "secret.txt"));

        var files = Files();
        Assert.Equal("plugin.file-path", Assert.Throws<CrmRuleException>(() => files.OpenRead(path)).Error.Code);
        Assert.Equal("plugin.file-path", Assert.Throws<CrmRuleException>(() => files.OpenWrite(path).Dispose()).Error.Code);
        Assert.Empty(files.List());
        Assert.Equal("secret", File.ReadAllText(Path.Combine(outside, "secret.txt")));
    }

    [Fact]
    public async Task CAP_all_files_together_stay_below_what_the_host_allows()
    {
        var files = Files(most: 10);
        await WriteAsync(files, "a", "12345");
        await WriteAsync(files, "b", "12345");
        Assert.Equal("plugin.files-full", (await Assert.ThrowsAsync<CrmRuleException>(() => WriteAsync(files, "c", "1"))).Error.Code);
        Assert.Equal("plugin.files-full", (await Assert.ThrowsAsync<CrmRuleException>(() => WriteAsync(files, "b", "123456"))).Error.Code);
        using (var stream = files.OpenWrite("b"))
        {
            Assert.Throws<CrmRuleException>(() => stream.SetLength(6));
            Assert.Throws<CrmRuleException>(() => stream.Write(new byte[6], 0, 6));
            stream.Write("12345"u8);
            Assert.Throws<CrmRuleException>(() => stream.WriteByte(1));
        }
        files.Delete("a");
        await WriteAsync(files, "c", "12345");
    }

    [Fact]
    public void CAP_a_plugin_that_did_not_ask_for_files_has_none()
    {
        var files = Files(asks: false);
        foreach (var act in new Action[] { () => files.List(), () => files.OpenRead("a"), () => files.OpenWrite("a"), () => files.Delete("a") })
            Assert.Equal("plugin.files-unasked", Assert.Throws<CrmForbiddenException>(act).Error.Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PluginFiles Files(long most = 1000, bool asks = true) => new("acme", new PluginReach(null, null, _folder, most, asks));

    private static async Task WriteAsync(PluginFiles files, string path, string text)
    {
        await using var stream = files.OpenWrite(path);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
    }
}
