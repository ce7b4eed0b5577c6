using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using CrmKit.Plugins;

namespace CrmKit.Cli.Dev;

/// <summary><c>crmkit dev</c> against a host in a process of its own, with a project that the SDK builds.</summary>
public sealed class DevTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-dev-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task DX_a_saved_source_replaces_the_plugin_and_what_is_wrong_leaves_the_running_one_with_its_data()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Patience);
        await using var host = await HostProcess.StartAsync(_folder, stop.Token);
        var project = WriteProject("Points");
        var said = new Lines();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var running = CommandLine.RunAsync(["dev", project, "--plugins", host.Plugins, "--host", host.Url, "--key", host.Key], said, said, ended.Token);
        said.EndWith(running);

        await said.UntilAsync("Plugin acme 1.0.0 is enabled, generation 1.", stop.Token);
        await said.UntilAsync("Waiting", stop.Token);
        var created = await (await host.Http.PostAsJsonAsync("api/accounts", new { name = "Huaxin", custom = new Dictionary<string, int> { ["acme.points"] = 7 } }, stop.Token)).Content.ReadFromJsonAsync<JsonNode>(stop.Token);

        WriteSource("Points", "this does not compile");
        await said.UntilAsync("error CS", stop.Token);
        await said.UntilAsync("Waiting", stop.Token);
        Assert.Equal("Points", await LabelAsync(host, stop.Token));

        WriteSource("Points", "throw new InvalidOperationException(\"boom\");");
        await said.UntilAsync("plugin.load-failed", stop.Token);
        await said.UntilAsync("Waiting", stop.Token);
        Assert.Equal("Points", await LabelAsync(host, stop.Token));

        WriteSource("Score");
        await said.UntilAsync("is enabled, generation", stop.Token);
        Assert.Equal("Score", await LabelAsync(host, stop.Token));
        var account = await host.GetAsync($"api/accounts/{created!["id"]}", stop.Token);
        Assert.Equal(7, (int?)account["custom"]!["acme.points"]);

        await ended.CancelAsync();
        Assert.Equal(ExitCodes.Done, await running);
    }

    [Fact]
    public async Task DX_without_a_host_it_says_so_and_waits_for_the_next_save()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Patience);
        var said = new Lines();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var running = CommandLine.RunAsync(["dev", WriteProject("Points"), "--plugins", Path.Combine(_folder, "plugins"), "--host", "http://127.0.0.1:1"], said, said, ended.Token);
        said.EndWith(running);
        await said.UntilAsync("cli.host-unreachable", stop.Token);
        await said.UntilAsync("Waiting", stop.Token);
        await ended.CancelAsync();
        Assert.Equal(ExitCodes.Done, await running);
    }

    [Fact]
    public async Task DX_a_folder_that_is_no_plugin_and_a_missing_folder_of_plugins_are_refused()
    {
        var said = new Lines();
        Assert.Equal(ExitCodes.Failed, await CommandLine.RunAsync(["dev", _folder, "--plugins", _folder], said, said, TestContext.Current.CancellationToken));
        await said.UntilAsync("cli.project-missing", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Failed, await CommandLine.RunAsync(["dev", _folder], said, said, TestContext.Current.CancellationToken));
        await said.UntilAsync("cli.no-plugins", TestContext.Current.CancellationToken);
    }

    private static async Task<string?> LabelAsync(HostProcess host, CancellationToken cancellationToken)
    {
        var catalog = await host.GetAsync("api/catalog", cancellationToken);
        var account = catalog["types"]!.AsArray().First(t => (string?)t!["key"] == "account")!;
        return (string?)account["fields"]!.AsArray().First(f => (string?)f!["key"] is "acme.points" or "custom.acme.points")!["label"];
    }

    private string WriteProject(string label)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "Acme")).FullName;
        File.WriteAllText(Path.Combine(folder, "Acme.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <EnableDynamicLoading>true</EnableDynamicLoading>
                <UseSharedCompilation>false</UseSharedCompilation>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="CrmKit.Abstractions" HintPath="{typeof(CrmPlugin).Assembly.Location}" Private="false" />
                <Reference Include="Microsoft.Extensions.DependencyInjection.Abstractions" HintPath="{typeof(Microsoft.Extensions.DependencyInjection.IServiceCollection).Assembly.Location}" Private="false" />
                <None Update="plugin.json" CopyToOutputDirectory="PreserveNewest" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "plugin.json"), """
            { "manifestVersion": 1, "id": "acme", "version": "1.0.0", "name": "Acme", "entry": { "assembly": "Acme.dll", "type": "Acme.AcmePlugin" }, "compat": { "abstractions": "*" } }
            """);
        WriteSource(label);
        return folder;
    }

    private void WriteSource(string label, string body = "") => File.WriteAllText(Path.Combine(_folder, "Acme", "AcmePlugin.cs"), $$"""
        using CrmKit.Accounts;
        using CrmKit.Fields;
        using CrmKit.Plugins;

        namespace Acme;

        public sealed class AcmePlugin : CrmPlugin
        {
            public override void Configure(ICrmPluginBuilder plugin)
            {
                {{body}}
                plugin.Fields<Account>(f => f.Add(Field.Integer("acme.points"), "{{label}}"));
            }
        }
        """);

    /// <summary>What a command writes, line by line, for whoever waits for it.</summary>
    private sealed class Lines : StringWriter
    {
        public void EndWith(Task command) => _ = command.ContinueWith(_ => _lines.Writer.TryComplete(), TaskScheduler.Default);

        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
        private readonly List<string> _all = [];

        public override Task WriteLineAsync(string? value)
        {
            _lines.Writer.TryWrite(value ?? "");
            return Task.CompletedTask;
        }

        public async Task UntilAsync(string text, CancellationToken cancellationToken)
        {
            try
            {
                while (true)
                {
                    var line = await _lines.Reader.ReadAsync(cancellationToken);
                    _all.Add(line);
                    if (line.Contains(text, StringComparison.Ordinal)) return;
                }
            }
            catch (Exception failure) when (failure is OperationCanceledException or ChannelClosedException)
            {
                Assert.Fail($"'{text}' was never said, but:{Environment.NewLine}{string.Join(Environment.NewLine, _all)}");
            }
        }
    }
}
