using System.Net;
using System.Text;
using CrmKit.AspNetCore.SignIn;
using CrmKit.Events;
using CrmKit.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore.Abuse;

public sealed class SqliteWebhookLoopTests(LoopHost host) : WebhookLoopTests(host), IClassFixture<LoopHost>;

public sealed class PostgreSqlWebhookLoopTests(PostgreSqlLoopHost host) : WebhookLoopTests(host), IClassFixture<PostgreSqlLoopHost>;

/// <summary>A receiver that changes what it is told of, and so is told of it again.</summary>
public abstract class WebhookLoopTests(LoopHost host)
{
    [Fact]
    public async Task A094_A_webhook_that_sets_itself_off_ends_at_its_callers_budget_with_an_error_that_it_sees_and_nobody_else_does()
    {
        using var receiver = new Receiver();
        var (_, robot) = await host.UserAsync("administrator");
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Round"}""");
        await host.Admin.JsonAsync("POST", "/api/webhooks", $$"""{"name":"Loop","url":"{{receiver.Url}}","events":["lead.updated"]}""", HttpStatusCode.Created);
        var (turn, end) = (0, new TaskCompletionSource<string>());
        receiver.Instead = async (stream, cancelled) =>
        {
            using var answer = await robot.SendAsync("PATCH", $"/api/leads/{lead}", $$"""{"needDescription":"turn {{Interlocked.Increment(ref turn)}}"}""");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) end.TrySetResult(await answer.Content.ReadAsStringAsync(cancelled));
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancelled);
        };
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{lead}", """{"needDescription":"begin"}""");
        while (!end.Task.IsCompleted) await host.Services.GetRequiredService<IDispatcher>().DrainAsync(TestContext.Current.CancellationToken);

        Assert.Contains("request.rate-limited", await end.Task, StringComparison.Ordinal);
        Assert.InRange(receiver.All.Count, 2, LoopHost.Units / 5 + 2); // each change costs five, and the clock stands still
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync(TestContext.Current.CancellationToken);
        Assert.Equal((string)(await host.Admin.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK))["needDescription"]!, $"turn {turn - 1}"); // what was refused changed nothing, and others go on
    }
}

/// <summary>A host with a small budget, whose clock stands still, and which may send to this machine.</summary>
public class LoopHost : SignInHost
{
    public const int Units = 100;

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.Configure<CrmKitApiOptions>(o => (o.RateLimits.UserUnits, o.RateLimits.UserUnitsPerSecond) = (Units, 1));
        services.Replace(ServiceDescriptor.Singleton(s => new RateBudgets(s.GetRequiredService<IOptions<CrmKitApiOptions>>(), new StillClock())));
        services.AddCrmKit(crm => crm.Configure(o =>
        {
            o.Webhooks.AllowHttp = true;
            o.Webhooks.PrivateNetworks.Add("127.0.0.1/32");
        }));
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgreSqlLoopHost : LoopHost
{
    private readonly HostDatabase _database = new();

    protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => _database.SettingsAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
    }
}
