using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmKit.AspNetCore.Hooks;

/// <summary>A host that takes in what WhatsApp and Twilio deliver, and has nothing else.</summary>
public sealed class HookHost : IAsyncLifetime
{
    public const string AppSecret = "app-secret", VerifyToken = "verify-token", AuthToken = "auth-token";
    public static readonly Uri CallsAt = new("https://crm.example.com/hooks/twilio/calls");

    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-hooks-").FullName;
    private WebApplication _app = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = _folder });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddCrmKit(crm => crm.UseSqlite(Path.Combine(_folder, "crm.db")));
        _app = builder.Build();
        _app.MapCrmKitWhatsApp(new WhatsAppOptions { AppSecret = AppSecret, VerifyToken = VerifyToken });
        _app.MapCrmKitTwilioCalls(new TwilioCallOptions { AuthToken = AuthToken, PublicUrl = CallsAt });
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The lead of a number; <see langword="null"/> for none.</summary>
    public async Task<Lead?> LeadAsync(string phone)
    {
        await using var session = _app.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        return (await session.Records.ListAsync(new Specification<Lead>(l => l.Phone == phone))).SingleOrDefault();
    }

    /// <summary>A session of the system.</summary>
    public ICrmSession Open() => _app.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));

    /// <summary>The messages of a lead.</summary>
    public async Task<IReadOnlyList<ChannelMessage>> MessagesAsync(Guid lead)
    {
        await using var session = _app.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        return await session.Records.ListAsync(new Specification<ChannelMessage>(m => m.RegardingId == lead));
    }
}
