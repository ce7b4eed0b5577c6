using CrmKit.Leads;
using CrmKit.Plugins.Isolation;
using CrmKit.Records;

namespace CrmKit.Plugins;

/// <summary>What a host says when it is asked how its plugins are.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData("new((string?)null)", null)]
    [InlineData("new(\"\")", null)]
    [InlineData("new(\"The tax service does not answer.\")", "Plugin 'acme': The tax service does not answer.")]
    [InlineData("throw new InvalidOperationException(\"lost\")", "Plugin 'acme': Plugin 'acme' failed in CheckHealthAsync: ")]
    [InlineData("new(new string('x', 900))", "Plugin 'acme': xxx")]
    public async Task LIF_a_plugin_says_itself_how_it_is(string answer, string? told)
    {
        await using var host = new PluginHost();
        host.Add("acme", $"namespace Sample; public sealed class SamplePlugin : CrmPlugin {{ public override ValueTask<string?> CheckHealthAsync(CancellationToken cancellationToken) => {answer}; }}");
        await host.LoadAsync("acme");
        var troubles = await host.Runtime.CheckHealthAsync();
        if (told is null) Assert.Empty(troubles);
        else Assert.StartsWith(told, Assert.Single(troubles), StringComparison.Ordinal);
        Assert.All(troubles, t => Assert.True(t.Length < 600));
    }

    [Fact]
    public async Task LIF_one_that_does_not_answer_is_told_of_and_holds_up_nobody()
    {
        await using var host = new PluginHost();
        host.Add("acme", "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override async ValueTask<string?> CheckHealthAsync(CancellationToken cancellationToken) { await Task.Delay(Timeout.Infinite, cancellationToken); return null; } }");
        host.Add("other", PluginSource.Empty);
        await host.Runtime.RefreshAsync();
        Assert.Contains("within 2 s", Assert.Single(await host.Runtime.CheckHealthAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LIF_what_does_not_run_and_what_is_suspended_is_told_of()
    {
        await using var host = await CrmHost.WithAsync(FaultyPlugin.BeforeSave(FaultyPlugin.Throws));
        host.Add("broken", "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override ValueTask StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException(); }");
        await host.Runtime.RefreshAsync();
        for (var i = 0; i < CircuitBreaker.Faults; i++)
        {
            await using var session = host.Open();
            await Assert.ThrowsAnyAsync<CrmException>(() => session.Records.CreateAsync(new Lead { Name = "bad" }));
        }
        var troubles = await host.Runtime.CheckHealthAsync();
        Assert.Contains(troubles, t => t.StartsWith("Plugin 'broken' is Failed: plugin.load-failed.", StringComparison.Ordinal));
        Assert.Contains(troubles, t => t.StartsWith("Plugin 'acme' is suspended at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UNL_code_that_does_not_leave_memory_is_told_of_with_what_holds_it()
    {
        await using var host = new PluginHost();
        var kept = await TakeOutAsync(host);
        for (var i = 0; i < 20 && (await host.Runtime.CheckHealthAsync()).Count == 0; i++) GC.Collect(); // one that goes with the next collection is no trouble
        Assert.Contains("Plugin 'acme' does not leave memory", Assert.Single(await host.Runtime.CheckHealthAsync()), StringComparison.Ordinal);
        GC.KeepAlive(kept);
    }

    // The test itself holds on to a type of it.
    private static async Task<object> TakeOutAsync(PluginHost host)
    {
        host.Add("acme", PluginSource.Type("acme.thing"));
        await host.LoadAsync("acme");
        var kept = System.Runtime.Loader.AssemblyLoadContext.All.First(c => c.Name!.StartsWith("acme/", StringComparison.Ordinal) && c.Assemblies.Any(a => a.GetName().Name == "Plugin")).Assemblies.First();
        await host.Runtime.DisableAsync("acme");
        return kept;
    }
}
