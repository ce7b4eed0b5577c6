using System.Net;
using System.Net.Http.Headers;
using CrmKit.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The user interface, which looks for news as often as it may.</summary>
public sealed class LiveHost : ApiHost
{
    public const int Feeds = 8;

    protected override void Configure(IServiceCollection services) => services.Configure<CrmKitWebOptions>(web => (web.LiveInterval, web.LiveFeeds) = (TimeSpan.FromMilliseconds(100), Feeds));
}

public sealed class LiveTests(LiveHost host) : IClassFixture<LiveHost>
{
    [Fact]
    public async Task What_is_written_is_told_at_once_and_who_comes_back_misses_nothing()
    {
        string last;
        using (var feed = await ListenAsync(host.Admin, "/crm/_live?types=lead"))
        {
            Assert.Equal("ready", (await feed.NextAsync()).Name); // from here on
            await host.Admin.CreateAsync("accounts", """{"name":"Of another type"}""");
            var id = await host.Admin.CreateAsync("leads", """{"name":"Told"}""");
            var told = await feed.NextAsync();
            Assert.Equal(("changes", $$"""[{"type":"lead","id":"{{id}}","operation":"create","version":1}]"""), (told.Name, told.Data));
            await host.Admin.JsonAsync("PATCH", "/api/leads/" + id, """{"city":"Ghent"}""");
            told = await feed.NextAsync();
            Assert.Contains("\"operation\":\"update\",\"version\":2", told.Data, StringComparison.Ordinal);
            last = told.Id;
        }
        var missed = await host.Admin.CreateAsync("leads", """{"name":"Written meanwhile"}""");
        using var again = await ListenAsync(host.Admin, "/crm/_live?types=lead", last);
        Assert.Contains(missed, (await again.NextAsync()).Data, StringComparison.Ordinal);
        using var byAddress = await ListenAsync(host.Admin, "/crm/_live?types=lead&after=" + last);
        Assert.Contains(missed, (await byAddress.NextAsync()).Data, StringComparison.Ordinal);
        using var broken = await ListenAsync(host.Admin, "/crm/_live?types=lead", "not a cursor");
        Assert.Equal("ready", (await broken.NextAsync()).Name); // from now on
    }

    [Fact]
    public async Task Only_what_the_listener_may_read_is_told()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/live-own", """{"label":{"english":"Own"},"permissions":[{"recordType":"lead","operations":"read, create","scope":"own"}]}""", HttpStatusCode.NoContent);
        var (_, client) = await host.UserAsync("live-own");
        using var feed = await ListenAsync(client, "/crm/_live?types=lead,account");
        Assert.Equal("ready", (await feed.NextAsync()).Name);
        var others = await host.Admin.CreateAsync("leads", """{"name":"Not theirs"}""");
        await host.Admin.CreateAsync("accounts", """{"name":"Not theirs either"}""");
        var own = await client.CreateAsync("leads", """{"name":"Theirs"}""");
        var told = await feed.NextAsync();
        Assert.Contains(own, told.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(others, told.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_and_unknown_types_are_told_nothing()
    {
        using var stranger = await AskAsync(host.Client(), "/crm/_live?types=lead", null);
        Assert.Equal(HttpStatusCode.Redirect, stranger.StatusCode);
        using var unknown = await AskAsync(host.Admin, "/crm/_live?types=nothing", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A095_Nobody_has_more_feeds_open_than_the_host_allows_and_others_have_theirs()
    {
        var (_, greedy) = await host.UserAsync("sales-rep");
        var feeds = new List<Feed>();
        for (var i = 0; i < LiveHost.Feeds; i++) feeds.Add(await ListenAsync(greedy, "/crm/_live?types=lead"));
        using (var refused = await AskAsync(greedy, "/crm/_live?types=lead", null))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        }
        var (_, other) = await host.UserAsync("sales-rep");
        using (await ListenAsync(other, "/crm/_live?types=lead")) { }
        foreach (var feed in feeds) feed.Dispose();
        var status = HttpStatusCode.TooManyRequests;
        while (status == HttpStatusCode.TooManyRequests) // until the host notices that they are gone
        {
            using var again = await AskAsync(greedy, "/crm/_live?types=lead", null);
            status = again.StatusCode;
        }
        Assert.Equal(HttpStatusCode.OK, status);
    }

    private static async Task<Feed> ListenAsync(HttpClient client, string address, string? last = null)
    {
        var response = await AskAsync(client, address, last);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new Feed(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string address, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private sealed record Event(string Name, string Id, string Data);

    private sealed class Feed(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        /// <summary>The next event, however long it takes; heartbeats are passed over.</summary>
        public async Task<Event> NextAsync()
        {
            var fields = new Dictionary<string, string>();
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.Length == 0 && fields.Count > 0) return new Event(fields["event"], fields["id"], fields["data"]);
                if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at) fields[line[..at]] = line[(at + 2)..];
            }
            throw new InvalidOperationException("The feed ended.");
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
