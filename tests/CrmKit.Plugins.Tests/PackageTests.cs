using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Plugins.Packages;

namespace CrmKit.Plugins;

public sealed class PackageTests : IDisposable
{
    private readonly PackageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void PKG_01_a_good_package_is_accepted_with_its_publisher()
    {
        var package = _bench.Verifier().Verify("quotes.crmpkg", _bench.GoodZip());

        Assert.Equal(("acme.quotes", "1.0.0"), (package.Manifest.Id, package.Manifest.Version.ToNormalizedString()));
        Assert.Equal((PluginTrust.Publisher, _bench.KeyId), (package.Trust, package.KeyId));
        Assert.Equal(["files.json", "i18n/zh.json", "lib/Acme.Quotes.dll", "plugin.json", "signature.json"], package.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("../evil.dll", "package.path-parent")]
    [InlineData("lib/../../evil.dll", "package.path-parent")]
    [InlineData("lib/./evil.dll", "package.path-parent")]
    [InlineData("..", "package.path-parent")]
    public void A077_PKG_09_10_an_entry_that_climbs_out_of_the_folder_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("lib\\evil.dll", "package.path-backslash")]
    [InlineData("..\\evil.dll", "package.path-backslash")]
    public void A077_PKG_11_an_entry_with_a_backslash_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("/etc/passwd", "package.path-absolute")]
    [InlineData("//server/share/evil.dll", "package.path-absolute")]
    [InlineData("C:evil.dll", "package.path-drive")]
    [InlineData("C:/evil.dll", "package.path-drive")]
    public void A077_PKG_12_13_an_entry_with_a_path_of_its_own_root_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("lib/evil.dll:stream", "package.path-stream")]
    public void A077_PKG_14_an_entry_that_names_a_stream_of_a_file_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("lib/NUL", "package.path-device")]
    [InlineData("lib/con.txt", "package.path-device")]
    [InlineData("aux/evil.dll", "package.path-device")]
    [InlineData("lib/COM1.dll", "package.path-device")]
    [InlineData("lib/LPT².dll", "package.path-device")]
    [InlineData("lib/CON .txt", "package.path-device")]
    public void A077_PKG_15_an_entry_that_is_a_device_to_some_system_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("LIB/ACME.QUOTES.DLL", "package.path-twin")]
    [InlineData("lib/ＡＣＭＥ.Quotes.dll", "package.path-twin")]
    [InlineData("lib/acme.quotes.dll/inner", "package.path-twin")]
    [InlineData("Plugin.json", "package.path-twin")]
    [InlineData("lib/Acme.Quotes.dll", "package.path-duplicate")]
    public void A077_PKG_17_18_an_entry_twice_or_twice_to_some_system_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("lib/evil.dll.", "package.path-dots")]
    [InlineData("lib /evil.dll", "package.path-dots")]
    [InlineData("lib/ evil.dll", "package.path-dots")]
    public void A077_PKG_19_an_entry_with_dots_or_spaces_that_some_systems_drop_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("lib/evil\u202Elld.exe", "package.path-invisible")]
    [InlineData("lib/ev\u200Bil.dll", "package.path-invisible")]
    [InlineData("lib/ev\nil.dll", "package.path-invisible")]
    [InlineData("lib/ev\0il.dll", "package.path-invisible")]
    [InlineData("lib/e\u0301vil.dll", "package.path-not-normalized")]
    public void A077_PKG_20_36_an_entry_that_looks_like_another_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("lib//evil.dll", "package.path-invalid")]
    [InlineData("lib/evil?.dll", "package.path-invalid")]
    [InlineData("lib/more/", "package.entry-directory")]
    [InlineData("lib/inner.zip", "package.entry-archive")]
    [InlineData("lib/inner.CRMPKG", "package.entry-archive")]
    public void A077_PKG_25_directories_archives_and_names_that_are_none_are_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Theory]
    [InlineData("lib/Extra.dll", "package.file-unlisted")]
    public void A077_PKG_06_a_file_that_the_index_does_not_list_is_refused(string path, string code) => Assert.Equal(code, _bench.Refusal(_bench.With(path)));

    [Fact]
    public void A077_PKG_a_name_longer_than_systems_take_is_refused() => Assert.Equal("package.path-invalid", _bench.Refusal(_bench.With("lib/" + new string('x', 300))));

    [Theory]
    [InlineData(0xA000, "package.entry-link")]
    [InlineData(0x4000, "package.entry-special")]
    [InlineData(0x2000, "package.entry-special")]
    [InlineData(0x6000, "package.entry-special")]
    [InlineData(0x1000, "package.entry-special")]
    public void A077_PKG_16_links_and_devices_are_refused(int type, string code) =>
        Assert.Equal(code, _bench.Refusal(_bench.With("lib/link", "/etc/passwd"u8.ToArray(), e => e.ExternalAttributes = (type | 0x1FF) << 16)));

    [Fact]
    public void PKG_36_unicode_twins_are_one_file_to_some_systems() => Assert.Equal("package.path-twin", _bench.Refusal(PackageBench.Zip([.. _bench.Signed(PackageBench.Good()), new("lib/Å.dll", [1]), new("lib/å.dll", [2])])));

    [Fact]
    public void A077_PKG_21_a_bomb_is_stopped_while_it_is_unpacked()
    {
        var bomb = _bench.With("lib/bomb.dll", new byte[30 << 20]);
        Assert.True(bomb.Length < 1 << 20);
        Assert.Equal("package.too-large", _bench.Refusal(bomb));
    }

    [Fact]
    public void A077_PKG_22_a_million_entries_are_refused_before_they_are_read()
    {
        Assert.Equal("package.too-many-files", _bench.Refusal(PackageBench.Zip(Enumerable.Range(0, 201).Select(i => KeyValuePair.Create($"f{i}", Array.Empty<byte>())))));
        var lying = PackageBench.Zip(Enumerable.Range(0, 70_000).Select(i => KeyValuePair.Create($"{i}", Array.Empty<byte>()))); // needs the 64-bit count
        Assert.Equal("package.too-many-files", _bench.Refusal(lying));
    }

    [Fact]
    public void PKG_21_a_file_over_the_limit_is_not_read() => Assert.Equal("package.too-large", _bench.Refusal(_bench.GoodZip(), limits: PackageBench.Limits with { MaxBytes = 1000 }));

    [Fact]
    public void PKG_23_24_a_truncated_package_and_what_is_none_are_told_apart()
    {
        var good = _bench.GoodZip();
        Assert.Equal("package.truncated", _bench.Refusal(good[..(good.Length / 2)]));
        Assert.Equal("package.truncated", _bench.Refusal(good[..^1]));
        Assert.Equal("package.not-a-zip", _bench.Refusal("hello"u8.ToArray()));
        Assert.Equal("package.not-a-zip", _bench.Refusal([]));
        Assert.Equal("package.truncated", _bench.Refusal([.. good, 0])); // something hidden behind the end
    }

    [Fact]
    public void PKG_05_a_changed_file_is_found()
    {
        var files = _bench.Signed(PackageBench.Good());
        files["lib/Acme.Quotes.dll"][17] ^= 1;
        Assert.Equal("package.file-changed", _bench.Refusal(PackageBench.Zip(files)));
    }

    [Fact]
    public void PKG_07_a_removed_file_is_found()
    {
        var files = _bench.Signed(PackageBench.Good());
        files.Remove("i18n/zh.json");
        Assert.Equal("package.file-missing", _bench.Refusal(PackageBench.Zip(files)));
    }

    [Fact]
    public void PKG_08_an_edited_index_is_found()
    {
        var files = _bench.Signed(PackageBench.Good());
        var tampered = PackageBench.Good();
        tampered["lib/Acme.Quotes.dll"][17] ^= 1;
        files["lib/Acme.Quotes.dll"] = tampered["lib/Acme.Quotes.dll"];
        files[FilesIndex.FileName] = FilesIndex.Of(tampered).Bytes;
        Assert.Equal("package.signature-invalid", _bench.Refusal(PackageBench.Zip(files)));
    }

    [Theory]
    [InlineData("{}", "package.index-invalid")]
    [InlineData("[]", "package.index-invalid")]
    [InlineData("nonsense", "package.index-invalid")]
    [InlineData("""{ "format": 2, "files": [] }""", "package.index-invalid")]
    [InlineData("""{ "format": 1, "files": [ null ] }""", "package.index-invalid")]
    [InlineData("""{ "format": 1, "files": [ { "path": "a" } ] }""", "package.index-invalid")]
    [InlineData("""{ "format": 1, "files": [], "more": 1 }""", "package.index-invalid")]
    [InlineData("""{ "format": 1, "files": [] }""", "package.file-unlisted")]
    public void PKG_an_index_that_is_none_is_refused(string index, string code)
    {
        var files = PackageBench.Good();
        files[FilesIndex.FileName] = Encoding.UTF8.GetBytes(index);
        Assert.Equal(code, _bench.Refusal(PackageBench.Zip(files), allowUnsigned: true));
    }

    [Fact]
    public void PKG_an_index_out_of_order_or_with_a_path_twice_is_refused()
    {
        var hash = new string('a', 64);
        foreach (var second in new[] { "a", "b" })
        {
            var files = PackageBench.Good();
            files[FilesIndex.FileName] = Encoding.UTF8.GetBytes($$"""{ "format": 1, "files": [ { "path": "b", "sha256": "{{hash}}", "size": 1 }, { "path": "{{second}}", "sha256": "{{hash}}", "size": 1 } ] }""");
            Assert.Equal("package.index-invalid", _bench.Refusal(PackageBench.Zip(files), allowUnsigned: true));
        }
    }

    [Fact]
    public void PKG_what_a_package_must_have()
    {
        Assert.Equal("package.index-missing", _bench.Refusal(PackageBench.Zip(PackageBench.Good())));
        var files = PackageBench.Good();
        files.Remove("plugin.json");
        Assert.Equal("package.manifest-missing", _bench.Refusal(PackageBench.Zip(_bench.Signed(files))));
        files["plugin.json"] = "{ }"u8.ToArray();
        Assert.Equal("plugin.manifest-format", _bench.Refusal(PackageBench.Zip(_bench.Signed(files))));
    }

    [Fact]
    public void A079_PKG_02_an_unsigned_package_is_refused_unless_the_host_allows_it()
    {
        var files = PackageBench.Good();
        files[FilesIndex.FileName] = FilesIndex.Of(files).Bytes;
        var zip = PackageBench.Zip(files);
        Assert.Equal("package.unsigned", _bench.Refusal(zip));
        Assert.Equal(PluginTrust.Unsigned, _bench.Verifier(allowUnsigned: true).Verify("q", zip).Trust);
    }

    [Fact]
    public void PKG_03_a_key_that_nobody_trusts_is_refused_even_where_unsigned_packages_are_not()
    {
        var stranger = _bench.PathOf("stranger.pem");
        PluginPackages.CreateKey(stranger);
        Assert.Equal("package.key-unknown", _bench.Refusal(PackageBench.Zip(_bench.Signed(PackageBench.Good(), stranger)), allowUnsigned: true));
    }

    [Fact]
    public void PKG_04_another_key_under_the_name_of_a_trusted_one_is_refused()
    {
        var stranger = _bench.PathOf("stranger.pem");
        PluginPackages.CreateKey(stranger);
        var files = _bench.Signed(PackageBench.Good(), stranger);
        files[PackageSignature.FileName] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files[PackageSignature.FileName]).Replace(
            SigningKey.IdOf(SigningKey.ReadPublic(stranger)), _bench.KeyId, StringComparison.Ordinal));
        Assert.Equal("package.signature-invalid", _bench.Refusal(PackageBench.Zip(files)));
    }

    [Theory]
    [InlineData("other.quotes")]
    [InlineData("acmex")]
    [InlineData("acmex.quotes")]
    public void A079_PKG_29_a_key_is_good_for_its_own_ids_alone(string id) => Assert.Equal("package.key-foreign", _bench.Refusal(PackageBench.Zip(_bench.Signed(PackageBench.Good(id)))));

    [Fact]
    public void PKG_the_installations_own_key_is_good_for_every_id()
    {
        var own = _bench.PathOf("own.pem");
        PluginPackages.CreateKey(own);
        PluginPackages.Trust(_bench.Folder, own + ".pub");
        Assert.Equal(PluginTrust.Local, _bench.Verifier().Verify("q", PackageBench.Zip(_bench.Signed(PackageBench.Good("anybody.at.all"), own))).Trust);
    }

    [Fact]
    public void PKG_27_a_revoked_key_is_refused_and_cannot_be_trusted_again()
    {
        PluginPackages.Revoke(_bench.Folder, _bench.KeyId, "lost");
        Assert.Equal("package.key-revoked", _bench.Refusal(_bench.GoodZip()));
        Assert.Equal("package.key-revoked", Assert.Throws<CrmRuleException>(() => PluginPackages.Trust(_bench.Folder, _bench.KeyFile + ".pub", "acme")).Error.Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{ "keyId": "x", "algorithm": "ES256", "signature": "" }""")]
    [InlineData("""{ "keyId": "00000000000000000000000000000000", "algorithm": "none", "signature": "" }""")]
    [InlineData("""{ "keyId": "00000000000000000000000000000000", "algorithm": "ES256", "signature": "%%%" }""")]
    public void PKG_a_signature_that_is_none_is_refused(string signature)
    {
        var files = _bench.Signed(PackageBench.Good());
        files[PackageSignature.FileName] = Encoding.UTF8.GetBytes(signature);
        Assert.Equal("package.signature-format", _bench.Refusal(PackageBench.Zip(files), allowUnsigned: true));
    }

    [Fact]
    public void PKG_a_signature_of_any_other_length_is_not_right()
    {
        var files = _bench.Signed(PackageBench.Good());
        foreach (var length in new[] { 0, 1, 63, 65, 5000 })
        {
            files[PackageSignature.FileName] = Encoding.UTF8.GetBytes($$"""{ "keyId": "{{_bench.KeyId}}", "algorithm": "ES256", "signature": "{{Convert.ToBase64String(new byte[length])}}" }""");
            Assert.Equal("package.signature-invalid", _bench.Refusal(PackageBench.Zip(files)));
        }
    }

    [Fact]
    public void A079_PKG_DX_assemblies_of_the_host_and_manifest_paths_outside_are_refused()
    {
        var files = PackageBench.Good();
        files["lib/crmkit.core.dll"] = [1];
        Assert.Equal("package.assembly-reserved", _bench.Refusal(PackageBench.Zip(_bench.Signed(files))));
        files = PackageBench.Good();
        files["plugin.json"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files["plugin.json"]).Replace("lib/Acme.Quotes.dll", "../Acme.Quotes.dll", StringComparison.Ordinal));
        Assert.Equal("plugin.manifest-entry", _bench.Refusal(PackageBench.Zip(_bench.Signed(files))));
    }

    [Fact]
    public void PKG_26_a_nupkg_with_the_same_files_under_crmkit_passes_the_same_gate()
    {
        var files = _bench.Signed(PackageBench.Good());
        var nupkg = PackageBench.Zip([new("[Content_Types].xml", [1]), new("acme.quotes.nuspec", [1]), new("lib/net10.0/Acme.Quotes.dll", [1]), .. files.Select(f => KeyValuePair.Create("crmkit/" + f.Key, f.Value))]);
        Assert.Equal("acme.quotes", _bench.Verifier().Verify("acme.nupkg", nupkg).Manifest.Id);
        files["lib/Acme.Quotes.dll"] = [1];
        Assert.Equal("package.file-changed", _bench.Refusal(PackageBench.Zip(files.Select(f => KeyValuePair.Create("crmkit/" + f.Key, f.Value))), "acme.nupkg"));
    }

    [Fact]
    public void PKG_35_sizes_that_lie_are_found()
    {
        foreach (var size in new uint[] { 10, 5000, 0x7FFFFFFF, uint.MaxValue }) // the last one says that the true size stands elsewhere, where there is none
        {
            var zip = PackageBench.Zip(_bench.Signed(PackageBench.Good()));
            for (var at = 0; at < zip.Length - 46; at++) // in the directory, of every file
                if (zip.AsSpan(at).StartsWith("PK\x01\x02"u8)) BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at + 24), size);
            Assert.StartsWith("package.", _bench.Refusal(zip));
        }
    }

    [Fact]
    public void PKG_35_a_package_whose_sizes_come_after_its_files_is_read_and_one_that_lies_there_is_refused()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(new OneWay(bytes), ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8)) // headers cannot be mended, so sizes follow the data
            foreach (var (path, content) in _bench.Signed(PackageBench.Good()))
            {
                using var stream = zip.CreateEntry(path).Open();
                stream.Write(content);
            }
        var streamed = bytes.ToArray();
        Assert.NotEqual(0, streamed[6] & 8); // sizes follow
        Assert.Equal("acme.quotes", _bench.Verifier().Verify("q", streamed).Manifest.Id);

        for (var at = 0; at < streamed.Length - 46; at++)
            if (streamed.AsSpan(at).StartsWith("PK\x01\x02"u8)) BinaryPrimitives.WriteUInt32LittleEndian(streamed.AsSpan(at + 24), 7);
        Assert.StartsWith("package.", _bench.Refusal(streamed));
    }

    [Fact]
    public void PKG_encrypted_entries_are_refused()
    {
        var zip = _bench.GoodZip();
        for (var at = 0; at < zip.Length - 46; at++)
            if (zip.AsSpan(at).StartsWith("PK\x01\x02"u8)) zip[at + 8] |= 1;
        Assert.Equal("package.entry-encrypted", _bench.Refusal(zip));
    }

    [Fact]
    public void PKG_37_five_hundred_mutated_packages_are_refused_with_a_code_or_are_whole()
    {
        var random = new Random(20260101);
        var good = _bench.GoodZip();
        var content = ArchiveReader.Read("good.crmpkg", good, PackageBench.Limits);
        var (refused, whole) = (0, 0);
        for (var i = 0; i < 500; i++)
        {
            var mutant = Mutate(good, random);
            try
            {
                var package = _bench.Verifier().Verify("mutant.crmpkg", mutant);
                Assert.All(content, f => Assert.Equal(f.Value, package.Files[f.Key])); // a change of what nobody reads, such as a time
                whole++;
            }
            catch (CrmRuleException e)
            {
                Assert.Matches("^(package|plugin)\\.[a-z-]+$", e.Error.Code);
                refused++;
            }
        }
        Assert.True(refused > 300, $"{refused} refused, {whole} whole");
    }

    [Fact]
    public void PKG_the_key_is_for_its_owner_alone_and_never_written_over()
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_bench.KeyFile));
        Assert.Equal("package.key-file", Assert.Throws<CrmRuleException>(() => PluginPackages.CreateKey(_bench.KeyFile)).Error.Code);
    }

    [Fact]
    public void PKG_other_keys_and_other_files_are_no_keys()
    {
        using var rsa = RSA.Create(2048);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var text in new[] { rsa.ExportPkcs8PrivateKeyPem(), other.ExportPkcs8PrivateKeyPem(), "hello", "" })
        {
            File.WriteAllText(_bench.PathOf("odd.pem"), text);
            Assert.Equal("package.key-file", Assert.Throws<CrmRuleException>(() => SigningKey.ReadPrivate(_bench.PathOf("odd.pem"))).Error.Code);
        }
        Assert.Equal("package.key-file", Assert.Throws<CrmRuleException>(() => SigningKey.ReadPrivate(_bench.KeyFile + ".pub")).Error.Code);
        File.WriteAllText(_bench.PathOf(TrustStore.FileName), "nonsense");
        Assert.Equal("package.trust-file", _bench.Refusal(_bench.GoodZip()));
    }

    [Fact]
    public void PKG_packing_a_folder_makes_a_package_that_passes_and_the_same_bytes_each_time()
    {
        var folder = Directory.CreateDirectory(_bench.PathOf("build")).FullName;
        foreach (var (path, bytes) in PackageBench.Good())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllBytes(Path.Combine(folder, path), bytes);
        }
        File.WriteAllText(Path.Combine(folder, "CrmKit.Abstractions.dll"), "the host's own");

        var path1 = PluginPackages.Pack(folder, _bench.Folder, _bench.KeyFile);
        Assert.Equal("acme.quotes.1.0.0.crmpkg", Path.GetFileName(path1));
        var package = PluginPackage.Read(path1, _bench.Verifier());
        Assert.DoesNotContain("CrmKit.Abstractions.dll", package.Files.Keys);

        var (one, two) = (PluginPackages.Pack(folder, _bench.PathOf("1.crmpkg")), PluginPackages.Pack(folder, _bench.PathOf("2.crmpkg")));
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));

        File.WriteAllText(Path.Combine(folder, "plugin.json"), "{}");
        Assert.Equal("plugin.manifest-format", Assert.Throws<CrmRuleException>(() => PluginPackages.Pack(folder, _bench.Folder)).Error.Code);
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        var bytes = good.ToArray();
        switch (random.Next(5))
        {
            case 0: return bytes[..random.Next(bytes.Length)];
            case 1: return [.. bytes[..random.Next(bytes.Length)], .. bytes[random.Next(bytes.Length)..]];
            case 2:
                for (var at = 0; at < bytes.Length - 4; at++) // strike at the structures
                    if (bytes.AsSpan(at).StartsWith("PK"u8) && random.Next(2) == 0) bytes[Math.Min(bytes.Length - 1, at + 2 + random.Next(44))] = (byte)random.Next(256);
                return bytes;
            default:
                for (var i = random.Next(1, 20); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }

    /// <summary>A stream that can only be written on, as that of an answer over the network.</summary>
    private sealed class OneWay(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
