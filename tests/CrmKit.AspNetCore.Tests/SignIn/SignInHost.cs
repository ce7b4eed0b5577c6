using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CrmKit.Effects;
using CrmKit.Identity;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.AspNetCore.SignIn;

/// <summary>The sample host with a clock that tests set, mail that they read, and people who have passwords.</summary>
public class SignInHost : ApiHost
{
    public const string Password = "violet tractor sings at noon";

    internal SettableClock Clock { get; } = new();

    /// <summary>A user with a password.</summary>
    public async Task<(Guid Id, string Email)> PersonAsync(string roles)
    {
        await using var session = Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var email = $"{Guid.NewGuid():N}@example.com";
        var user = await session.Records.CreateAsync(new User { Name = "Somebody", Email = email, Roles = roles });
        await Client().JsonAsync("POST", "/api/password/set", new { token = await TokenAsync(user.Id), password = Password }, HttpStatusCode.NoContent);
        return (user.Id, email);
    }

    /// <summary>The token of a new invitation.</summary>
    public async Task<string> TokenAsync(Guid userId)
    {
        await using var session = Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        return (await Services.GetRequiredService<IInvitations>().CreateAsync(session, userId)).Path.Split("token=")[1];
    }

    /// <summary>A client with the bearer token of a new session.</summary>
    public async Task<HttpClient> SignedInAsync(string email, string password = Password)
    {
        var answer = await Client().JsonAsync("POST", "/api/sign-in", new { email, password }, HttpStatusCode.OK);
        return Bearer((string)answer["token"]!);
    }

    public HttpClient Bearer(string token)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A client with the cookie of a new session, and the cookie as it was set.</summary>
    public async Task<(HttpClient Client, string Cookie)> BrowserAsync(string email)
    {
        using var response = await Client().SendAsync("POST", "/api/sign-in", JsonSerializer.Serialize(new { email, password = Password, keepIn = "cookie" }));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        var client = Client();
        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        return (client, cookie);
    }

    protected override void Configure(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        services.Configure<CrmKitIdentityOptions>(o => (o.MaxFailures, o.MaxFailuresPerAddress, o.PublicUrl) = (5, 10_000, new Uri("https://crm.example.com/app")));
        services.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 1_000); // many sign in here
        services.AddCrmKit(crm => crm.AddPlugin<MailPlugin>("test.mail"));
    }

    internal sealed class MailPlugin : CrmPlugin
    {
        public static ConcurrentQueue<JsonElement> Sent { get; } = new();

        public override void Configure(ICrmPluginBuilder plugin) => plugin.AddEffectExecutor<Outgoing>("mail");
    }

    internal sealed class Outgoing : IEffectExecutor
    {
        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            MailPlugin.Sent.Enqueue(effect.Payload.Clone());
            return default;
        }
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgreSqlSignInHost : SignInHost
{
    private readonly HostDatabase _database = new();

    protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => _database.SettingsAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
    }
}
