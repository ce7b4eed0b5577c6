using System.Net;
using CrmKit.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.AspNetCore.SignIn;

/// <summary>A host with sign-in whose time jumps when a test says so, and whose feeds look for news often.</summary>
public sealed class JumpingHost : SignInHost
{
    internal JumpingClock Time { get; } = new();

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        services.Configure<CrmKitWebOptions>(web => web.LiveInterval = TimeSpan.FromMilliseconds(100));
    }

    internal sealed class JumpingClock : TimeProvider
    {
        private long _ahead;

        public void Jump(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

        public override long GetTimestamp() => base.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _ahead)).TotalSeconds * TimestampFrequency);
    }
}

/// <summary>Feeds that stay open end for whoever is shut out while they are.</summary>
public sealed class LiveSessionTests(JumpingHost host) : IClassFixture<JumpingHost>
{
    private const string Feed = "/crm/_live?types=lead";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A059_Feed_of_somebody_who_was_signed_out_everywhere_ends_within_a_minute_and_opens_no_more()
    {
        var (id, email) = await host.PersonAsync("sales-rep");
        var (browser, _) = await host.BrowserAsync(email);
        using var feed = await OpenAsync(browser);
        await host.Admin.JsonAsync("DELETE", $"/api/sessions?user={id}", expected: HttpStatusCode.NoContent);
        host.Time.Jump(TimeSpan.FromSeconds(60));
        await EndAsync(feed);
        using var again = await browser.GetAsync(Feed, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task A059_A060_Feed_of_somebody_who_was_switched_off_or_may_read_nothing_any_more_ends_within_half_a_minute()
    {
        foreach (var change in new[] { """{"isActive":false}""", """{"roles":null}""" })
        {
            var (id, email) = await host.PersonAsync("sales-rep");
            var (browser, _) = await host.BrowserAsync(email);
            using var feed = await OpenAsync(browser);
            await host.Admin.JsonAsync("PATCH", $"/api/users/{id}", change);
            await host.Admin.CreateAsync("leads", """{"name":"Not for them any more"}""");
            host.Time.Jump(TimeSpan.FromSeconds(30));
            Assert.DoesNotContain("\"create\"", await EndAsync(feed), StringComparison.Ordinal);
        }
    }

    private static async Task<StreamReader> OpenAsync(HttpClient client)
    {
        var response = await client.GetAsync(Feed, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("event: ready", await lines.ReadLineAsync(Cancellation));
        return lines;
    }

    // Until nothing more comes, however long that takes here.
    private static Task<string> EndAsync(StreamReader feed) => feed.ReadToEndAsync(Cancellation);
}
