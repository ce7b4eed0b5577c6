using System.Net.Http.Headers;
using CrmKit.Access;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>The sample host on a real port, over a database of its own, with one administrator.</summary>
public class ApiHost : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-api-").FullName;
    private readonly StringWriter _console = new();
    private readonly SocketsHttpHandler _connections = new() { AllowAutoRedirect = false, UseCookies = false }; // a factory over Kestrel follows redirects, whatever its options say
    private WebApplicationFactory<Program>? _factory;
    private IReadOnlyDictionary<string, string>? _database;

    public HttpClient Admin { get; private set; } = null!;

    public Guid AdminId { get; private set; }

    public IServiceProvider Services => _factory!.Services;

    /// <summary>What the host printed; the set-up link and its token stay out of the test's output.</summary>
    public string Printed => _console.ToString();

    protected string PluginFolder => Path.Combine(_folder, "plugins");

    protected virtual bool HasDemo => false;

    /// <summary>Settings of a SQLite file of its own.</summary>
    protected IReadOnlyDictionary<string, string> OwnFile => new Dictionary<string, string> { ["CrmKit:Database"] = Path.Combine(_folder, "crm.db") };

    /// <summary>Settings of the host, the database among them; a SQLite file of its own when there are none.</summary>
    protected virtual Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

    protected virtual void Configure(IServiceCollection services)
    {
    }

    public async ValueTask InitializeAsync()
    {
        _database = await DatabaseAsync();
        Start();
        var firstRun = Services.GetRequiredService<IFirstRun>();
        var admin = await firstRun.CompleteAsync((await firstRun.IssueTokenAsync())!, "Admin", "admin@example.com");
        (AdminId, Admin) = (admin.UserId, Client(admin.Key.Key));
    }

    public void Start()
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            foreach (var (key, value) in _database ?? OwnFile) host.UseSetting(key, value);
            host.UseSetting("urls", "http://127.0.0.1:0")
                .UseSetting("CrmKit:Plugins", PluginFolder)
                .UseSetting("Attachments:Folder", Path.Combine(_folder, "attachments")) // also where no database's file has a folder
                .UseSetting("CrmKit:Demo", HasDemo ? "true" : "false")
                .ConfigureServices(services => Configure(services.AddSingleton(TextWriter.Synchronized(_console))));
        });
        _factory.UseKestrel(0);
        _factory.StartServer();
    }

    public async Task RestartAsync()
    {
        await _factory!.DisposeAsync();
        Start();
        if (AdminId != Guid.Empty) Admin = Client(Admin.DefaultRequestHeaders.Authorization!.Parameter); // the port is another one
    }

    public HttpClient Client(string? key = null)
    {
        var client = new HttpClient(_connections, disposeHandler: false) { BaseAddress = _factory!.ClientOptions.BaseAddress };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A new user with a role, and a client that acts as that user.</summary>
    public async Task<(Guid Id, HttpClient Client)> UserAsync(string roles, Guid? teamId = null)
    {
        await using var session = Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var user = await session.Records.CreateAsync(new User { Name = "A " + roles, Email = $"{Guid.NewGuid():N}@example.com", Roles = roles, TeamId = teamId });
        var key = await Services.GetRequiredService<IApiKeys>().CreateAsync(session, user.Id, "test");
        return (user.Id, Client(key.Key));
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_factory is not null) await _factory.DisposeAsync();
        _connections.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same host with the demo company.</summary>
public sealed class DemoHost : ApiHost
{
    protected override bool HasDemo => true;
}

/// <summary>The same host, which never tires of a caller: for tests that ask more than anybody would.</summary>
public class PatientHost : ApiHost
{
    protected override void Configure(IServiceCollection services) => services.Configure<CrmKitApiOptions>(api => api.RateLimits.IsEnabled = false);
}
