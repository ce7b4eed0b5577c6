using System.Text;
using CrmKit.Plugins.Manifests;
using NuGet.Versioning;

namespace CrmKit.Plugins;

public sealed class ManifestTests
{
    private const string Good = """
        {
          // comments are allowed
          "$schema": "https://example.org/plugin.schema.json",
          "manifestVersion": 1,
          "id": "acme.quotes",
          "version": "2.3.1-beta.1",
          "name": "Acme quotes",
          "description": "Quotes",
          "publisher": "acme",
          "entry": { "assembly": "lib/Acme.Quotes.dll", "type": "Acme.Quotes.QuotesPlugin" },
          "compat": { "abstractions": ">=0.1 <2.0" },
          "dependencies": [ { "id": "acme.products", "range": "^1.4" }, { "id": "acme.mail", "range": "*", "optional": true } ],
          "x-mine": { "any": ["thing"] },
        }
        """;

    [Fact]
    public void MAN_a_complete_manifest_is_read_as_written()
    {
        var (manifest, errors) = Parse(Good);

        Assert.Empty(errors);
        Assert.Equal(("acme.quotes", "2.3.1-beta.1", "Acme quotes", "acme"), (manifest!.Id, manifest.Version.ToNormalizedString(), manifest.Name, manifest.Publisher));
        Assert.Equal(("lib/Acme.Quotes.dll", "Acme.Quotes.QuotesPlugin"), (manifest.EntryAssembly, manifest.EntryType));
        Assert.Equal([("acme.products", "^1.4", false), ("acme.mail", "*", true)], manifest.Dependencies.Select(d => (d.Id, d.Range.ToString(), d.IsOptional)));
    }

    [Theory]
    [InlineData("\"name\": \"Acme quotes\",", "", "plugin.manifest-text")]
    [InlineData("\"version\": \"2.3.1-beta.1\",", "", "plugin.manifest-version")]
    [InlineData("2.3.1-beta.1", "2.3", "plugin.manifest-version")]
    [InlineData("2.3.1-beta.1", "newest", "plugin.manifest-version")]
    [InlineData("\"manifestVersion\": 1", "\"manifestVersion\": 2", "plugin.manifest-format")]
    [InlineData("\"manifestVersion\": 1,", "", "plugin.manifest-format")]
    [InlineData("\"manifestVersion\": 1", "\"manifestVersion\": \"1\"", "plugin.manifest-json")]
    [InlineData("\"x-mine\"", "\"mine\"", "plugin.manifest-key-unknown")]
    [InlineData("\"publisher\"", "\"Publisher\"", "plugin.manifest-key-unknown")]
    [InlineData("\"type\": \"Acme.Quotes.QuotesPlugin\"", "\"class\": \"Acme.Quotes.QuotesPlugin\"", "plugin.manifest-json")]
    [InlineData(", \"type\": \"Acme.Quotes.QuotesPlugin\"", "", "plugin.manifest-entry")]
    [InlineData("\"publisher\": \"acme\"", "\"id\": \"acme.other\"", "plugin.manifest-json")]
    [InlineData("\"abstractions\": \">=0.1 <2.0\"", "", "plugin.manifest-range")]
    [InlineData(">=0.1 <2.0", "1.0", "plugin.manifest-range")]
    [InlineData(">=0.1 <2.0", ">=2.0 <1.0", "plugin.manifest-range")]
    [InlineData("^1.4", "latest", "plugin.manifest-range")]
    [InlineData("\"acme.mail\"", "\"acme.products\"", "plugin.manifest-dependency")]
    [InlineData("\"acme.mail\"", "\"acme.quotes\"", "plugin.manifest-dependency")]
    [InlineData("\"acme.mail\"", "\"Acme Mail\"", "plugin.manifest-dependency")]
    public void MAN_a_fault_has_its_code(string part, string instead, string code)
    {
        var (manifest, errors) = Parse(Good.Replace(part, instead, StringComparison.Ordinal));

        Assert.Null(manifest);
        Assert.Contains(errors, e => e.Code == code);
    }

    [Theory]
    [InlineData("Acme.Quotes")]
    [InlineData("acme quotes")]
    [InlineData("acme..quotes")]
    [InlineData(".acme")]
    [InlineData("acme.")]
    [InlineData("acme-")]
    [InlineData("acme.-x")]
    [InlineData("1acme")]
    [InlineData("../acme")]
    [InlineData("acme\\n")]
    [InlineData("")]
    [InlineData("core")]
    [InlineData("admin")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345")]
    public void MAN_an_id_in_other_casing_or_of_other_letters_is_refused(string id) =>
        Assert.Equal("plugin.manifest-id", Assert.Single(Parse(Good.Replace("\"acme.quotes\"", $"\"{id}\"", StringComparison.Ordinal)).Errors).Code);

    [Theory]
    [InlineData("realestate")]
    [InlineData("acme.quotes-2.pdf")]
    public void MAN_a_good_id_is_accepted(string id) => Assert.Empty(Parse(Good.Replace("\"acme.quotes\"", $"\"{id}\"", StringComparison.Ordinal)).Errors);

    [Theory]
    [InlineData("../Evil.dll")]
    [InlineData("lib/../../Evil.dll")]
    [InlineData("/etc/Evil.dll")]
    [InlineData("C:/Evil.dll")]
    [InlineData("lib\\\\Evil.dll")]
    [InlineData("./Evil.dll")]
    [InlineData("lib//Evil.dll")]
    [InlineData("Evil.dll:stream.dll")]
    [InlineData("lib./Evil.dll")]
    [InlineData("Evil.exe")]
    public void MAN_a_path_that_may_leave_the_folder_is_refused(string path) =>
        Assert.Equal("plugin.manifest-entry", Assert.Single(Parse(Good.Replace("lib/Acme.Quotes.dll", path, StringComparison.Ordinal)).Errors).Code);

    [Theory]
    [InlineData("Acme.Quotes.dll")]
    [InlineData("lib/net10.0/Acme.Quotes.dll")]
    [InlineData("lib/Größe..v2/Acme Quotes.DLL")]
    public void MAN_a_path_that_stays_in_the_folder_is_accepted(string path) =>
        Assert.Equal(path, Parse(Good.Replace("lib/Acme.Quotes.dll", path, StringComparison.Ordinal)).Manifest!.EntryAssembly);

    [Fact]
    public void MAN_all_faults_are_reported_at_once()
    {
        var (_, errors) = Parse("""{ "manifestVersion": 3, "id": "X", "version": "x", "colour": 1, "entry": {} }""");

        Assert.Equal(["plugin.manifest-entry", "plugin.manifest-format", "plugin.manifest-id", "plugin.manifest-key-unknown", "plugin.manifest-range", "plugin.manifest-text", "plugin.manifest-version"],
            errors.Select(e => e.Code).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{ \"id\": ")]
    [InlineData("\0\0\0")]
    public void MAN_what_is_no_json_object_is_refused(string text) => Assert.Equal("plugin.manifest-json", Assert.Single(Parse(text).Errors).Code);

    [Fact]
    public void MAN_a_byte_order_mark_does_no_harm() => Assert.Empty(ManifestReader.Parse("f", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Good)]).Errors);

    [Theory]
    [InlineData("^1.4", "1.4.0", true)]
    [InlineData("^1.4", "1.9.9", true)]
    [InlineData("^1.4", "1.3.9", false)]
    [InlineData("^1.4", "2.0.0", false)]
    [InlineData("^1.4", "2.0.0-beta", false)]
    [InlineData("^0.2", "0.2.7", true)]
    [InlineData("^0.2", "0.3.0", false)]
    [InlineData("~1.4.2", "1.4.9", true)]
    [InlineData("~1.4.2", "1.5.0", false)]
    [InlineData(">=1.3 <2.0", "1.3.0", true)]
    [InlineData(">=1.3 <2.0", "2.0.0", false)]
    [InlineData(">=1.3 <2.0", "2.0.0-rc.1", false)]
    [InlineData(">1.3", "1.3.0", false)]
    [InlineData("<=2.0", "2.0.0", true)]
    [InlineData("=1.3.5", "1.3.5", true)]
    [InlineData("=1.3.5", "1.3.6", false)]
    [InlineData("[1.0,2.0)", "1.5.0", true)]
    [InlineData("[1.0,2.0)", "2.0.0", false)]
    [InlineData("*", "0.0.1-alpha", true)]
    public void MAN_a_range_contains_what_it_says(string range, string version, bool contains)
    {
        Assert.True(PluginRange.TryParse(range, out var parsed));
        Assert.Equal(contains, parsed.Contains(NuGetVersion.Parse(version)));
    }

    private static (PluginManifest? Manifest, IReadOnlyList<CrmError> Errors) Parse(string text) => ManifestReader.Parse("folder", Encoding.UTF8.GetBytes(text));
}
