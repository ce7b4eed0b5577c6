using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace CrmKit.Plugins;

/// <summary>A plugin reaches the servers that its manifest names, over addresses that are looked at when they are connected to.</summary>
public sealed class PluginHttpTests : IDisposable
{
    private readonly Server _server = new();
    private readonly Server _other = new();
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task CAP_a_server_that_is_named_is_reached()
    {
        using var http = Http([$"erp.test:{_server.Port}"]);
        Assert.Equal("GET / of erp.test", await AskAsync(http, $"http://ERP.test:{_server.Port}/"));
    }

    [Theory]
    [InlineData("http://other.test:{0}/")]
    [InlineData("http://erp.test.:{0}/x", true)]
    [InlineData("http://erp.test:1/")]
    [InlineData("http://erp.test@other.test:{0}/")]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    public async Task CAP_a_server_that_is_not_named_is_never_asked_for(string address, bool isNamed = false)
    {
        var asked = new List<string>();
        using var http = Http([$"erp.test:{_server.Port}"], resolve: host => { asked.Add(host); return ["127.0.0.1"]; });
        var outcome = await Xunit.Record.ExceptionAsync(() => AskAsync(http, string.Format(System.Globalization.CultureInfo.InvariantCulture, address, _server.Port)));
        Assert.Equal(isNamed ? null : "plugin.server-unnamed", (outcome as CrmForbiddenException)?.Error.Code);
        Assert.Equal(isNamed ? 1 : 0, asked.Count);
    }

    [Theory]
    [InlineData("127.0.0.1"), InlineData("127.8.9.10"), InlineData("0.0.0.0"), InlineData("10.1.2.3"), InlineData("172.16.0.1"), InlineData("192.168.1.1"), InlineData("169.254.169.254"), InlineData("100.64.0.1"), InlineData("224.0.0.1")]
    [InlineData("255.255.255.255"), InlineData("198.18.0.1"), InlineData("::1"), InlineData("::"), InlineData("fe80::1"), InlineData("fd00::1"), InlineData("fec0::1"), InlineData("::ffff:127.0.0.1"), InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1"), InlineData("2002:7f00:1::"), InlineData("2001:0:1:2::"), InlineData("ff02::1")]
    public async Task CAP_addresses_that_are_not_public_are_refused_whatever_name_leads_there(string address)
    {
        using var http = Http([$"erp.test:{_server.Port}"], networks: [], resolve: _ => [address]);
        Assert.Equal("plugin.server-private", (await Assert.ThrowsAsync<CrmForbiddenException>(() => AskAsync(http, $"http://erp.test:{_server.Port}/"))).Error.Code);
    }

    [Fact]
    public async Task CAP_a_literal_address_is_held_to_the_same()
    {
        using var http = Http([$"127.0.0.1:{_server.Port}", $"[::1]:{_server.Port}"], networks: []);
        foreach (var host in new[] { "127.0.0.1", "[::1]" })
            Assert.Equal("plugin.server-private", (await Assert.ThrowsAsync<CrmForbiddenException>(() => AskAsync(http, $"http://{host}:{_server.Port}/"))).Error.Code);
    }

    [Fact]
    public async Task CAP_a_name_that_comes_to_mean_another_address_is_looked_at_again_when_it_is_connected_to()
    {
        var answers = new Queue<string>(["127.0.0.1", "10.0.0.1"]);
        using var http = Http([$"erp.test:{_server.Port}"], resolve: _ => [answers.Dequeue()]);
        Assert.Equal("GET /close of erp.test", await AskAsync(http, $"http://erp.test:{_server.Port}/close"));
        Assert.Equal("plugin.server-private", (await Assert.ThrowsAsync<CrmForbiddenException>(() => AskAsync(http, $"http://erp.test:{_server.Port}/close"))).Error.Code);
    }

    [Fact]
    public async Task CAP_of_the_addresses_of_a_name_only_the_open_ones_are_connected_to()
    {
        using var http = Http([$"erp.test:{_server.Port}"], resolve: _ => ["10.0.0.1", "192.168.0.1", "127.0.0.1"]);
        Assert.Equal("GET / of erp.test", await AskAsync(http, $"http://erp.test:{_server.Port}/"));
    }

    [Fact]
    public async Task CAP_a_redirection_to_a_server_that_is_named_is_followed_without_credentials()
    {
        using var http = Http([$"erp.test:{_server.Port}", $"files.test:{_other.Port}"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://erp.test:{_server.Port}/to?http://files.test:{_other.Port}/a");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var answer = await http.SendAsync(request, _cancelled);
        Assert.Equal("GET /a of files.test", await answer.Content.ReadAsStringAsync(_cancelled));
        Assert.DoesNotContain("Authorization", _other.LastRequest, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("http://other.test:{0}/", "plugin.server-unnamed")]
    [InlineData("http://private.test:{0}/", "plugin.server-private")]
    [InlineData("http://169.254.169.254/latest/meta-data/", "plugin.server-unnamed")]
    public async Task CAP_a_redirection_to_elsewhere_is_refused(string address, string code)
    {
        using var http = Http([$"erp.test:{_server.Port}", $"private.test:{_other.Port}"], resolve: host => [host == "private.test" ? "10.0.0.1" : "127.0.0.1"]);
        var to = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, _other.Port);
        Assert.Equal(code, (await Assert.ThrowsAsync<CrmForbiddenException>(() => AskAsync(http, $"http://erp.test:{_server.Port}/to?{to}"))).Error.Code);
        Assert.Equal("", _other.LastRequest);
    }

    [Fact]
    public async Task CAP_the_hosts_own_code_may_call_any_server()
    {
        using var http = new PluginHttp("host", null);
        Assert.Equal("GET / of 127.0.0.1", await AskAsync(http, $"http://127.0.0.1:{_server.Port}/"));
    }

    public void Dispose()
    {
        _server.Dispose();
        _other.Dispose();
    }

    private async Task<string> AskAsync(PluginHttp http, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await http.SendAsync(request, _cancelled);
        return await answer.Content.ReadAsStringAsync(_cancelled);
    }

    private static PluginHttp Http(string[] servers, string[]? networks = null, Func<string, string[]>? resolve = null) =>
        new("acme", new PluginReach(
                servers.Select(s => HttpTarget.TryParse(s, out var target) ? target : throw new ArgumentException(s)).ToHashSet(), [.. (networks ?? ["127.0.0.0/8"]).Select(n => IPNetwork.Parse(n))], "", 0, false),
            (host, _) => Task.FromResult((resolve?.Invoke(host) ?? ["127.0.0.1"]).Select(IPAddress.Parse).ToArray()));

    /// <summary>Says what it was asked; sends on to where <c>/to?</c> says; shuts the connection after <c>/close</c>.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Server()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
        public string LastRequest { get; private set; } = "";

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // the test is over
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            using (var reader = new StreamReader(client.GetStream()))
            {
                while (await reader.ReadLineAsync() is { Length: > 0 } first)
                {
                    var (head, host) = (new StringBuilder(), "");
                    while (await reader.ReadLineAsync() is { Length: > 0 } line)
                    {
                        head.AppendLine(line);
                        if (line.StartsWith("Host: ", StringComparison.OrdinalIgnoreCase)) host = line[6..].Split(':')[0];
                    }
                    LastRequest = head.ToString();
                    var path = first.Split(' ')[1];
                    var body = $"GET {path} of {host.ToLowerInvariant()}";
                    var answer = path.StartsWith("/to?", StringComparison.Ordinal)
                        ? $"HTTP/1.1 302 Found\r\nLocation: {path[4..]}\r\nContent-Length: 0\r\n\r\n"
                        : $"HTTP/1.1 200 OK\r\n{(path == "/close" ? "Connection: close\r\n" : "")}Content-Length: {body.Length}\r\n\r\n{body}";
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
                    if (path == "/close") return;
                }
            }
        }
    }
}
