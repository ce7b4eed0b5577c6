using System.Net;
using System.Net.Sockets;
using System.Text;
using CrmKit.Leads;
using CrmKit.Plugins.Runtime;
using CrmKit.Records;

namespace CrmKit.Plugins.Isolation;

/// <summary>What a loaded plugin reaches beside the doors: servers and files, as its manifest asks for.</summary>
public sealed class ReachTests
{
    private const string Files = """, "permissions": [ { "name": "fs.private", "reason": "to keep rates" } ]""";

    [Fact]
    public async Task CAP_a_plugin_calls_the_server_that_its_manifest_names_in_a_network_that_the_host_opens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var serving = ServeOnceAsync(listener);
        await using var host = await CrmHost.WithAsync(Calls($"http://127.0.0.1:{port}/"), configure: o => o.PrivateNetworks.Add("127.0.0.1/32"), more: Names($"127.0.0.1:{port}"));
        await using var session = host.Open();
        Assert.Equal("hello", (await session.Records.CreateAsync(new Lead { Name = "x" })).NeedDescription);
        await serving;
    }

    [Theory]
    [InlineData("127.0.0.1:9", "plugin.server-private")]
    [InlineData("api.acme.com", "plugin.server-unnamed")]
    public async Task CAP_another_server_and_an_unopened_network_are_refused(string named, string code)
    {
        await using var host = await CrmHost.WithAsync(Calls("http://127.0.0.1:9/"), more: Names(named));
        await using var session = host.Open();
        Assert.Equal(code, (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.CreateAsync(new Lead { Name = "x" }))).Error.Code);
    }

    [Fact]
    public async Task CAP_a_plugin_that_called_and_kept_files_leaves_memory()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var serving = ServeOnceAsync(listener);
        await using var host = await CrmHost.WithAsync(Calls($"http://127.0.0.1:{port}/"), configure: o => o.PrivateNetworks.Add("127.0.0.0/8"), more: Names($"127.0.0.1:{port}"));
        await using (var session = host.Open()) await session.Records.CreateAsync(new Lead { Name = "x" });
        await serving;
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), "The plugin stayed in memory.");
    }

    [Fact]
    public async Task CAP_files_stay_over_disabling_and_removal_and_go_when_the_plugin_is_erased()
    {
        await using var host = new CrmHost(configure: o => o.AllowUnsigned = true);
        var install = new PluginCommand(PluginAct.Install) { Package = Package(host, Files), Consent = true };
        await host.Runtime.ExecuteAsync(install);
        Assert.Equal("1", await CountAsync(host)); // it counts leads in a file
        await host.Runtime.DisableAsync("acme");
        await host.Runtime.EnableAsync("acme");
        Assert.Equal("2", await CountAsync(host));
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme"));
        await host.Runtime.ExecuteAsync(install);
        Assert.Equal("3", await CountAsync(host));
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme") { Erase = true });
        await host.Runtime.ExecuteAsync(install);
        Assert.Equal("1", await CountAsync(host));
    }

    [Fact]
    public async Task CAP_a_plugin_with_files_waits_for_consent_and_one_that_did_not_ask_has_none()
    {
        await using var host = new CrmHost(configure: o => o.AllowUnsigned = true);
        Assert.Equal(["fs.private"], (await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Install) { Package = Package(host, Files) })).Plugin!.Asked);

        await using var unasked = await CrmHost.WithAsync(Counts);
        Assert.Equal("plugin.files-unasked", (await Assert.ThrowsAsync<CrmForbiddenException>(() => CountAsync(unasked))).Error.Code);
    }

    private static string Package(CrmHost host, string more)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Directory, "build")).FullName;
        Compiled.Into(folder, "Plugin", Counts);
        PluginHost.WriteManifest(folder, "acme", more: more);
        return PluginPackages.Pack(folder, folder + ".crmpkg");
    }

    private static Task<string?> CountAsync(CrmHost host) => host.InSessionAsync(async s => (await s.Records.CreateAsync(new Lead { Name = "x" })).NeedDescription);

    private static string Names(string server) => $", \"permissions\": [ {{ \"name\": \"net.http\", \"scope\": [\"{server}\"] }} ]";

    private static string Calls(string address) => PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"lead\");") + $$"""

        public sealed class Handler(IPluginHttp http) : IBeforeSave
        {
            public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
            {
                using var request = new System.Net.Http.HttpRequestMessage(System.Net.Http.HttpMethod.Get, "{{address}}");
                using var answer = await http.SendAsync(request, cancellationToken);
                ((CrmKit.Leads.Lead)context.Changes[0].After).NeedDescription = await answer.Content.ReadAsStringAsync(cancellationToken);
            }
        }
        """;

    private static string Counts => PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"lead\");") + """

        public sealed class Handler(IPluginFiles files) : IBeforeSave
        {
            public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
            {
                var count = 1;
                if (files.OpenRead("counts/leads.txt") is { } known)
                    using (var reader = new System.IO.StreamReader(known)) count += int.Parse(await reader.ReadToEndAsync(cancellationToken));
                await using var stream = files.OpenWrite("counts/leads.txt");
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(count.ToString()), cancellationToken);
                ((CrmKit.Leads.Lead)context.Changes[0].After).NeedDescription = count.ToString();
            }
        }
        """;

    private static async Task ServeOnceAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        while (await reader.ReadLineAsync() is { Length: > 0 }) { }
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    }
}
