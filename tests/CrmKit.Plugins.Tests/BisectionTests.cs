using CrmKit.Plugins.Runtime;
using CrmKit.Sessions;

namespace CrmKit.Plugins;

/// <summary>The search for the one plugin that causes a trouble.</summary>
public sealed class BisectionTests : IAsyncLifetime
{
    private readonly string _folder = Scratch.Folder("crmkit-bisect-");
    private readonly string _build = Scratch.Folder("crmkit-bisect-build-");
    private readonly MemoryPluginStore _store = new();
    private PluginHost _host = null!;

    public BisectionTests() => Compiled.Into(_build, "Plugin", PluginSource.Empty);

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(31)]
    public async Task LIF_the_bad_one_of_32_is_found_with_6_answers_also_over_restarts_and_everything_runs_again(int bad)
    {
        for (var i = 0; i < 32; i++) Drop($"p{i:00}");
        await _host.Runtime.RefreshAsync();
        var (culprit, answers) = ($"p{bad:00}", 0);

        var told = await _host.Runtime.BisectAsync(PluginBisectionAct.Start, Actor.System("tests"));
        while (told.State == PluginBisectionState.Asking)
        {
            Assert.Equal(told.Off.Order(), _host.Runtime.List().Where(p => p.State != PluginState.Enabled).Select(p => p.Id!).Order());
            if (answers++ == 2) await RestartAsync();
            Assert.Equal(told.Off.Count, _host.Runtime.List().Count(p => p is { State: PluginState.Disabled, IsWanted: true, Errors: [{ Code: "plugin.bisecting" }] }));
            var isThere = _host.Runtime.Find(culprit)!.State == PluginState.Enabled;
            told = await _host.Runtime.BisectAsync(isThere ? PluginBisectionAct.Bad : PluginBisectionAct.Good);
        }
        Assert.Equal((PluginBisectionState.Found, culprit), (told.State, told.Culprit));
        Assert.InRange(answers, 5, 6);
        Assert.Null(_host.Runtime.Bisection);
        Assert.All(_host.Runtime.List(), p => Assert.Equal((PluginState.Enabled, 0), (p.State, p.Errors.Count)));
        Assert.Equal("bisect-found", (await _host.Runtime.WhyAsync(culprit)).History[0].What);
    }

    [Fact]
    public async Task LIF_what_was_off_before_stays_off_and_a_search_given_up_leaves_everything_as_it_was()
    {
        foreach (var id in new[] { "a", "b", "c", "off" }) Drop(id);
        await _host.Runtime.RefreshAsync();
        await _host.Runtime.DisableAsync("off");
        var told = await _host.Runtime.BisectAsync(PluginBisectionAct.Start);
        Assert.Equal(["a", "b", "c"], told.Suspects);
        Assert.Equal(["c"], told.Off);
        Assert.Equal((1, 3), (told.Step, told.MostSteps));
        Assert.Equal("plugin.bisecting", (await Assert.ThrowsAsync<CrmRuleException>(() => _host.Runtime.EnableAsync("c"))).Error.Code);

        Assert.Equal(PluginBisectionState.Stopped, (await _host.Runtime.BisectAsync(PluginBisectionAct.Stop)).State);
        Assert.Equal(["a", "b", "c"], _host.Runtime.List().Where(p => p.State == PluginState.Enabled).Select(p => p.Id));
        Assert.Equal(PluginState.Disabled, _host.Runtime.Find("off")!.State);
    }

    [Fact]
    public async Task LIF_a_plugin_goes_with_those_that_need_it_and_comes_back_before_them()
    {
        Drop("base");
        Drop("middle", "base");
        Drop("top", "middle");
        await _host.Runtime.RefreshAsync();
        var told = await _host.Runtime.BisectAsync(PluginBisectionAct.Start);
        Assert.Equal(["top"], told.Off);
        told = await _host.Runtime.BisectAsync(PluginBisectionAct.Bad); // it is base or middle
        Assert.Equal(["middle"], told.Off);
        Assert.Equal((PluginState.Enabled, PluginState.Disabled, PluginState.Disabled), (StateOf("base"), StateOf("middle"), StateOf("top")));
        told = await _host.Runtime.BisectAsync(PluginBisectionAct.Bad); // without base nothing runs that needs it
        Assert.Equal((PluginState.Disabled, PluginState.Disabled, PluginState.Disabled), (StateOf("base"), StateOf("middle"), StateOf("top")));
        told = await _host.Runtime.BisectAsync(PluginBisectionAct.Good);
        Assert.Equal("base", told.Culprit);
        Assert.Equal((PluginState.Enabled, PluginState.Enabled, PluginState.Enabled), (StateOf("base"), StateOf("middle"), StateOf("top")));
    }

    [Fact]
    public async Task LIF_a_trouble_that_is_there_without_the_last_suspect_is_nobodys()
    {
        Drop("a");
        await _host.Runtime.RefreshAsync();
        await _host.Runtime.BisectAsync(PluginBisectionAct.Start);
        var told = await _host.Runtime.BisectAsync(PluginBisectionAct.Bad);
        Assert.Equal((PluginBisectionState.Inconclusive, null, PluginState.Enabled), (told.State, told.Culprit, StateOf("a")));
    }

    [Fact]
    public async Task LIF_answers_without_a_search_and_a_second_search_are_refused()
    {
        async Task<string> CodeAsync(PluginBisectionAct act) => (await Assert.ThrowsAsync<CrmRuleException>(() => _host.Runtime.BisectAsync(act))).Error.Code;
        Assert.Equal("plugin.bisection-empty", await CodeAsync(PluginBisectionAct.Start));
        foreach (var act in new[] { PluginBisectionAct.Good, PluginBisectionAct.Bad, PluginBisectionAct.Stop }) Assert.Equal("plugin.bisection-none", await CodeAsync(act));
        Drop("a");
        await _host.Runtime.RefreshAsync();
        await _host.Runtime.BisectAsync(PluginBisectionAct.Start);
        Assert.Equal("plugin.bisection-running", await CodeAsync(PluginBisectionAct.Start));
    }

    [Fact]
    public async Task LIF_another_host_of_the_database_follows_the_search_at_its_next_look()
    {
        foreach (var id in new[] { "a", "b" }) Drop(id);
        await _host.Runtime.RefreshAsync();
        await using var other = new PluginHost(o => o.KeepCrashJournal = false, _store, _folder);
        await other.Runtime.RefreshAsync();

        await other.Runtime.BisectAsync(PluginBisectionAct.Start);
        await _host.Runtime.RefreshAsync();
        Assert.Equal((PluginState.Enabled, PluginState.Disabled, 1), (StateOf("a"), StateOf("b"), _host.Runtime.Bisection!.Step));
        await other.Runtime.BisectAsync(PluginBisectionAct.Stop);
        await _host.Runtime.RefreshAsync();
        Assert.Equal((PluginState.Enabled, PluginState.Enabled, null), (StateOf("a"), StateOf("b"), _host.Runtime.Bisection));
    }

    public async ValueTask InitializeAsync() => await RestartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        foreach (var folder in new[] { _folder, _build }) Directory.Delete(folder, recursive: true);
    }

    private PluginState StateOf(string id) => _host.Runtime.Find(id)!.State;

    private void Drop(string id, string? needs = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, id)).FullName;
        File.Copy(Path.Combine(_build, "Plugin.dll"), Path.Combine(folder, "Plugin.dll"));
        PluginHost.WriteManifest(folder, id, dependencies: needs is null ? "" : $$"""{ "id": "{{needs}}", "range": "*" }""");
    }

    private async Task RestartAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _host = new PluginHost(o => o.ConfigureTimeout = TimeSpan.FromSeconds(30), _store, _folder); // nobody but the bad one is to fail, however busy the machine is
        await _host.Runtime.RefreshAsync();
    }
}
