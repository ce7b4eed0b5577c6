using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins;

/// <summary>Every key of plugin.json with values that are taken and values that are not.</summary>
public sealed class ManifestFieldTests
{
    private static readonly string Long = new('x', 3000);

    // A value of a key; the code with which it is refused, or none when it is taken. What null stands for is the key left out.
    private static readonly (string Key, string? Value, string? Code)[] Cases =
    [
        ("manifestVersion", "1", null), ("manifestVersion", null, "plugin.manifest-format"), ("manifestVersion", "0", "plugin.manifest-format"), ("manifestVersion", "1.5", "plugin.manifest-json"),
        ("id", "\"acme.quotes\"", null), ("id", null, "plugin.manifest-id"), ("id", "\"ACME.quotes\"", "plugin.manifest-id"), ("id", "7", "plugin.manifest-json"),
        ("version", "\"1.0.0-rc.1+build.7\"", null), ("version", null, "plugin.manifest-version"), ("version", "\"1.0\"", "plugin.manifest-version"), ("version", "\"1.0.0-\"", "plugin.manifest-version"),
        ("name", "\"报价\"", null), ("name", null, "plugin.manifest-text"), ("name", "\" \"", "plugin.manifest-text"), ("name", $"\"{Long}\"", "plugin.manifest-text"),
        ("description", "\"Quotes.\"", null), ("description", null, null), ("description", $"\"{Long}\"", "plugin.manifest-text"),
        ("publisher", "\"acme\"", null), ("publisher", $"\"{Long}\"", "plugin.manifest-text"),
        ("license", "\"MIT\"", null), ("license", $"\"{Long}\"", "plugin.manifest-text"),
        ("homepage", "\"https://example.org/quotes\"", null), ("homepage", "\"javascript:alert(1)\"", "plugin.manifest-text"), ("homepage", "\"example.org\"", "plugin.manifest-text"),
        ("tags", """["sales", "pdf"]""", null), ("tags", """[""]""", "plugin.manifest-text"), ("tags", "[null]", "plugin.manifest-text"), ("tags", "\"sales\"", "plugin.manifest-json"),
        ("entry", """{ "assembly": "A.dll", "type": "A.P" }""", null), ("entry", null, null), ("entry", """{ "assembly": "A.dll" }""", "plugin.manifest-entry"),
        ("entry", """{ "assembly": "A.dll", "type": "A.P", "more": 1 }""", "plugin.manifest-json"),
        ("compat", """{ "abstractions": "^0.1" }""", null), ("compat", null, "plugin.manifest-range"), ("compat", """{ "abstractions": "newest" }""", "plugin.manifest-range"),
        ("compat", """{ "abstractions": "*", "host": "*" }""", "plugin.manifest-json"),
        ("dependencies", """[{ "id": "a", "range": "*" }]""", null), ("dependencies", "[null]", "plugin.manifest-dependency"), ("dependencies", """[{ "id": "a", "range": "*", "optional": 1 }]""", "plugin.manifest-json"),
        ("conflicts", """[{ "id": "a", "range": "*" }]""", null), ("conflicts", """[{ "id": "a", "range": "?" }]""", "plugin.manifest-range"), ("conflicts", """[{ "id": "acme", "range": "*" }]""", "plugin.manifest-dependency"),
        ("autoInstallWhen", """["a", "b.c"]""", null), ("autoInstallWhen", """["A"]""", "plugin.manifest-dependency"), ("autoInstallWhen", """["acme"]""", "plugin.manifest-dependency"),
        ("onBootFailure", "\"abort\"", null), ("onBootFailure", "\"continue\"", null), ("onBootFailure", "\"Abort\"", "plugin.manifest-text"),
        ("permissions", """[{ "name": "data.read", "scope": ["lead"], "reason": "why" }]""", null), ("permissions", """[{ "name": "Data" }]""", "plugin.manifest-permission"),
        ("permissions", """[{ "name": "a", "scope": [""] }]""", "plugin.manifest-permission"),
        ("permissions", """[{ "name": "data.write", "scope": ["acme.visit:name,acme.area", "lead"] }]""", null), ("permissions", """[{ "name": "data.look" }]""", "plugin.manifest-permission"),
        ("permissions", """[{ "name": "data.read", "scope": ["lead:"] }]""", "plugin.manifest-permission"), ("permissions", """[{ "name": "data.delete", "scope": ["lead:name"] }]""", "plugin.manifest-permission"),
        ("permissions", """[{ "name": "net.http", "scope": ["api.acme.com", "erp.acme.com:8443", "192.0.2.7:80", "[2001:db8::7]:443"] }]""", null), ("permissions", """[{ "name": "net.http" }]""", "plugin.manifest-permission"),
        ("permissions", """[{ "name": "net.http", "scope": ["https://api.acme.com"] }]""", "plugin.manifest-permission"), ("permissions", """[{ "name": "net.http", "scope": ["api.acme.com:0"] }]""", "plugin.manifest-permission"), ("permissions", """[{ "name": "a" }, { "name": "a" }]""", "plugin.manifest-permission"),
        ("features", """[{ "id": "quotes" }, { "id": "quotes-pdf", "name": "PDF", "description": "Prints.", "dependsOn": ["quotes"], "default": false }]""", null),
        ("features", "[null]", "plugin.manifest-feature"), ("features", """[{ "id": "acme.quotes" }]""", "plugin.manifest-feature"), ("features", """[{ "id": "a" }, { "id": "a" }]""", "plugin.manifest-feature"),
        ("features", """[{ "id": "a", "name": " " }]""", "plugin.manifest-feature"), ("features", """[{ "id": "a", "description": "TEXT" }]""".Replace("TEXT", Long, StringComparison.Ordinal), "plugin.manifest-feature"),
        ("features", """[{ "id": "a", "dependsOn": ["b"] }]""", "plugin.manifest-feature"), ("features", """[{ "id": "a", "dependsOn": ["a"] }]""", "plugin.manifest-feature"),
        ("features", """[{ "id": "a", "dependsOn": ["b"] }, { "id": "b", "dependsOn": ["a"] }]""", "plugin.manifest-feature"),
        ("features", """[{ "id": "a", "dependsOn": ["b"] }, { "id": "b", "default": false }]""", "plugin.manifest-feature"), ("features", """[{ "id": "a", "default": "yes" }]""", "plugin.manifest-json"),
        ("exports", """{ "contracts": ["Acme.Contracts"] }""", null), ("exports", """{ "contracts": ["../Acme.Contracts"] }""", "plugin.manifest-text"), ("exports", """{ "types": [] }""", "plugin.manifest-json"),
        ("dependencies", """[{ "id": "a", "range": "*", "contracts": ["A.Contracts"] }]""", null), ("dependencies", """[{ "id": "a", "range": "*", "contracts": ["A/Contracts"] }]""", "plugin.manifest-dependency"),
        ("limits", """{ "queries": 1, "rows": 2, "writes": 3, "outboxItems": 0 }""", null), ("limits", """{ "rows": -1 }""", "plugin.manifest-text"), ("limits", """{ "http": 1 }""", "plugin.manifest-json"),
    ];

    [Fact]
    public void MAN_every_field_is_taken_when_it_is_right_and_refused_with_its_code_when_it_is_not()
    {
        foreach (var (key, value, code) in Cases)
        {
            var manifest = new JsonObject
            {
                ["manifestVersion"] = 1, ["id"] = "acme", ["version"] = "1.0.0", ["name"] = "Acme",
                ["entry"] = new JsonObject { ["assembly"] = "A.dll", ["type"] = "A.P" }, ["compat"] = new JsonObject { ["abstractions"] = "*" },
            };
            manifest.Remove(key);
            if (value is not null) manifest[key] = JsonNode.Parse(value);
            var (read, errors) = ManifestReader.Parse("folder", JsonSerializer.SerializeToUtf8Bytes(manifest));
            Assert.True(code is null == read is not null, $"{key} {value}: {string.Join(' ', errors)}");
            if (code is not null) Assert.Equal(code, Assert.Single(errors).Code);
        }
    }

    [Fact]
    public void MAN_no_key_is_without_a_right_and_a_wrong_value_here()
    {
        var keys = typeof(ManifestJson).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.Name != nameof(ManifestJson.Others)).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order().ToList();
        Assert.Equal(keys, Cases.Where(c => c is { Value: not null, Code: null }).Select(c => c.Key).Distinct().Order());
        Assert.Equal(keys, Cases.Where(c => c.Code is not null).Select(c => c.Key).Distinct().Order());
    }

    [Theory]
    [InlineData("colour", "1", false)]
    [InlineData("Name", "\"Acme\"", false)] // keys have one casing
    [InlineData("x-colour", "{ \"any\": [1] }", true)]
    [InlineData("$schema", "\"https://example.org\"", true)]
    public void MAN_an_unknown_key_is_refused_unless_it_is_marked_as_somebodys_own(string key, string value, bool isTaken)
    {
        var text = $$"""{ "manifestVersion": 1, "id": "acme", "version": "1.0.0", "name": "Acme", "entry": { "assembly": "A.dll", "type": "A.P" }, "compat": { "abstractions": "*" }, "{{key}}": {{value}} }""";
        var errors = ManifestReader.Parse("folder", System.Text.Encoding.UTF8.GetBytes(text)).Errors;
        Assert.Equal(isTaken ? [] : ["plugin.manifest-key-unknown"], errors.Select(e => e.Code));
    }

    [Fact]
    public async Task MAN_a_text_that_a_plugin_does_not_translate_reads_as_the_next_wider_one()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", PluginSource.Configure("""plugin.RecordType("acme.visit", t => t.Named("Visit", "Visits", "拜访")).RecordType("acme.tour", t => t.Named("Tour", "Tours"));"""));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "i18n")).FullName, "de.json"), """{ "type.acme.visit": "Besuch" }""");
        await host.LoadAsync("acme");
        Assert.Equal(("Besuch", "Besuch", "拜访"), (Label("visit", "de"), Label("visit", "de-CH"), Label("visit", "zh-CN")));
        Assert.Equal(("Tour", "Tour", "Visit"), (Label("tour", "de"), Label("tour", "zh"), Label("visit", "fr"))); // neither the language nor Chinese: English
        string Label(string type, string culture) => host.Catalog.Type("acme." + type).Label.For(culture);
    }

    [Fact]
    public async Task MAN_a_plugin_without_code_brings_its_translations_and_takes_them_away()
    {
        await using var host = new InstalledHost();
        var folder = Words(host.Host.FolderOf("words"));
        await host.Runtime.RefreshAsync();
        Assert.Equal(("Anfrage", PluginState.Enabled), (host.Host.Catalog.Type("lead").Label.For("de"), host.Runtime.Find("words")!.State));
        File.WriteAllText(Path.Combine(folder, "i18n", "de.json"), """{ "type.lead": "Hinweis" }""");
        await host.Runtime.ReloadAsync("words");
        Assert.Equal("Hinweis", host.Host.Catalog.Type("lead").Label.For("de"));
        await host.Runtime.DisableAsync("words");
        Assert.Equal("Lead", host.Host.Catalog.Type("lead").Label.For("de"));
        Directory.Delete(folder, recursive: true);
        await host.Runtime.RefreshAsync();

        await host.InstallAsync(PluginPackages.Pack(Words(host.Host.FolderOf("builds/words")), host.Host.FolderOf("words.crmpkg"), host.KeyFile));
        Assert.Equal(("Anfrage", PluginTrust.Local), (host.Host.Catalog.Type("lead").Label.For("de"), host.Runtime.Find("words")!.Trust));
    }

    [Fact]
    public async Task MAN_assemblies_without_an_entry_are_refused_rather_than_passed_over()
    {
        await using var host = new PluginHost();
        File.WriteAllBytes(Path.Combine(Words(host.FolderOf("words")), "Forgotten.dll"), [1]);
        Assert.Equal("plugin.manifest-entry", Assert.Single((await host.LoadAsync("words")).Errors).Code);
    }

    private static string Words(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "i18n"));
        File.WriteAllText(Path.Combine(folder, "plugin.json"), """{ "manifestVersion": 1, "id": "words", "version": "1.0.0", "name": "German", "compat": { "abstractions": "*" } }""");
        File.WriteAllText(Path.Combine(folder, "i18n", "de.json"), """{ "type.lead": "Anfrage" }""");
        return folder;
    }

    [Fact]
    public async Task MAN_of_two_previews_of_one_version_the_later_runs()
    {
        await using var host = new PluginHost();
        foreach (var (folder, version) in new[] { ("a", "1.0.0-beta.10"), ("b", "1.0.0-beta.9"), ("c", "1.0.0-alpha.30") }) host.Add("acme", PluginSource.Type("acme.thing", version), folder, version);
        await host.Runtime.RefreshAsync();
        Assert.Equal("1.0.0-beta.10", host.Catalog.Type("acme.thing").Label.English);
    }
}
