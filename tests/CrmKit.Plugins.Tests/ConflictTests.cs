using System.Globalization;

namespace CrmKit.Plugins;

/// <summary>Plugins that exclude each other, over installs in any order and restarts.</summary>
public sealed class ConflictTests : IAsyncLifetime
{
    private readonly string _folder = Scratch.Folder("crmkit-conflicts-");
    private readonly string _plugin = Scratch.Folder("crmkit-conflicts-build-");
    private readonly MemoryPluginStore _store = new();
    private PluginHost _host = null!;

    public ConflictTests() => Compiled.Into(_plugin, "Plugin", PluginSource.Empty);

    [Fact]
    public async Task DEP_07_what_ran_before_a_restart_keeps_running_whatever_its_name()
    {
        Drop("zebra");
        await _host.Runtime.RefreshAsync();
        Drop("ant", conflicts: ["zebra"]);
        await _host.Runtime.RefreshAsync();
        var said = _host.Runtime.Find("ant")!.Errors;
        Assert.Equal(["zebra"], Running);

        await RestartAsync();
        Assert.Equal(["zebra"], Running);
        Assert.Equal(said, _host.Runtime.Find("ant")!.Errors);
        Assert.Equal("plugin.conflict", Assert.Single(said).Code);
    }

    [Fact]
    public async Task DEP_07_one_key_of_two_plugins_stays_with_the_one_that_had_it()
    {
        await using var host = new PluginHost(store: _store, folder: _folder);
        host.Add("acme.shop", PluginSource.Type("acme.shop.thing", "first"));
        await host.Runtime.RefreshAsync();
        host.Add("acme", PluginSource.Type("acme.shop.thing", "second")); // its id is a prefix of the other's, so the key is its own, too
        await host.Runtime.RefreshAsync();
        var said = host.Runtime.Find("acme")!.Errors;
        Assert.Equal("catalog.duplicate", Assert.Single(said).Code);

        await RestartAsync();
        Assert.Equal("first", _host.Catalog.Type("acme.shop.thing").Label.English);
        Assert.Equal(said, _host.Runtime.Find("acme")!.Errors);
    }

    [Fact]
    public async Task DEP_07_of_two_that_come_at_once_neither_runs_until_somebody_decides()
    {
        Drop("one", conflicts: ["two"]);
        Drop("two");
        await _host.Runtime.RefreshAsync();
        Assert.Empty(Running);
        Assert.Equal(_host.Runtime.Find("one")!.Errors, _host.Runtime.Find("two")!.Errors);
        await RestartAsync();
        Assert.Empty(Running);

        await _host.Runtime.DisableAsync("one");
        await _host.Runtime.RefreshAsync();
        Assert.Equal(["two"], Running);
        Assert.Equal("plugin.conflict", (await Assert.ThrowsAsync<CrmRuleException>(() => _host.Runtime.EnableAsync("one"))).Error.Code);
        await RestartAsync();
        Assert.Equal(["two"], Running);
    }

    [Fact]
    public async Task DEP_07_one_that_failed_has_lost_its_place_to_the_one_that_could_run()
    {
        Drop("ant");
        await _host.Runtime.RefreshAsync();
        Drop("zebra", conflicts: ["ant"]);
        await _host.Runtime.RefreshAsync();
        var entry = Path.Combine(_folder, "ant", "Plugin.dll");
        var content = await File.ReadAllBytesAsync(entry);
        File.Delete(entry);
        await RestartAsync();
        Assert.Equal(["zebra"], Running);

        await File.WriteAllBytesAsync(entry, content);
        await RestartAsync();
        Assert.Equal(["zebra"], Running);
        Assert.Equal("left-out", (await _host.Runtime.WhyAsync("ant")).History[0].What);
    }

    [Fact]
    public async Task DEP_07_a_version_that_excludes_a_plugin_which_ran_before_gives_way_to_it()
    {
        Drop("ant");
        Drop("zebra");
        await _host.Runtime.RefreshAsync();
        Assert.Equal(["ant", "zebra"], Running);
        Drop("ant", "2.0.0", ["zebra"]);
        await RestartAsync();
        Assert.Equal(["zebra"], Running);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task DEP_07_DEP_11_any_order_of_installs_and_restarts_gives_the_same_plugins_or_the_same_stated_conflict(int seed)
    {
        var random = new Random(seed);
        var ids = "abcdefg".Select(c => c.ToString()).ToList();
        var excludes = ids.ToDictionary(i => i, i => ids.Where(o => o != i && random.Next(6) == 0).ToArray());
        var texts = new Dictionary<(string, string), string>();
        var waiting = new Queue<string>(ids.OrderBy(_ => random.Next()));
        for (var step = 0; step < 25; step++)
        {
            switch (waiting.Count > 0 ? random.Next(2) : random.Next(2, 4))
            {
                case 0 or 1:
                    for (var n = random.Next(1, 3); n > 0 && waiting.TryDequeue(out var id); n--) Drop(id, conflicts: excludes[id]);
                    break;
                case 2: await _host.Runtime.DisableAsync(ids[random.Next(ids.Count)]); break;
                default:
                    try { await _host.Runtime.EnableAsync(ids[random.Next(ids.Count)]); } catch (CrmRuleException) { }
                    break;
            }
            await _host.Runtime.RefreshAsync();
            await _host.Runtime.RefreshAsync(); // those refused have seen all that run

            var before = Picture();
            Assert.DoesNotContain(Running, id => excludes[id].Intersect(Running).Any());
            foreach (var refused in _host.Runtime.List().Where(p => p.State == PluginState.Failed))
            {
                Assert.All(refused.Errors, e => Assert.Equal("plugin.conflict", e.Code));
                foreach (var other in ids.Where(o => o != refused.Id && refused.Errors.Any(e => e.Message.Contains($"'{o}'", StringComparison.Ordinal))))
                {
                    var pair = string.CompareOrdinal(other, refused.Id) < 0 ? (other, refused.Id!) : (refused.Id!, other);
                    var text = refused.Errors.Single(e => e.Message.Contains($"'{other}'", StringComparison.Ordinal)).Message;
                    Assert.True(texts.TryAdd(pair, text) || texts[pair] == text, $"{texts[pair]} / {text}");
                    Assert.True(excludes[other].Contains(refused.Id) || excludes[refused.Id!].Contains(other), text);
                }
            }
            await RestartAsync();
            Assert.Equal(before, Picture());
        }
        Assert.NotEmpty(texts);
    }

    public async ValueTask InitializeAsync() => await RestartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        foreach (var folder in new[] { _folder, _plugin }) Directory.Delete(folder, recursive: true);
    }

    private string[] Running => [.. _host.Runtime.List().Where(p => p.State == PluginState.Enabled).Select(p => p.Id!)];

    private string Picture() => string.Join('\n', _host.Runtime.List().Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Id} {p.State}: {string.Join(" ", p.Errors.Select(e => e.Message).Order(StringComparer.Ordinal))}")));

    private void Drop(string id, string version = "1.0.0", params IReadOnlyList<string> conflicts)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, id)).FullName;
        File.Copy(Path.Combine(_plugin, "Plugin.dll"), Path.Combine(folder, "Plugin.dll"), overwrite: true);
        var named = string.Join(", ", conflicts.Select(c => $$"""{ "id": "{{c}}", "range": "*" }"""));
        PluginHost.WriteManifest(folder, id, version, more: $", \"conflicts\": [{named}]");
    }

    private async Task RestartAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _host = new PluginHost(store: _store, folder: _folder);
        await _host.Runtime.RefreshAsync();
    }
}
