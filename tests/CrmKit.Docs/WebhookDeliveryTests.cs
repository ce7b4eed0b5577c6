using CrmKit.Docs.Snippets;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Docs;

/// <summary>A receiver with the code of the guide, told of a lead by CrmKit itself.</summary>
public sealed class WebhookDeliveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-docs-").FullName;
    private readonly List<string> _taken = [];
    private string _secret = "";
    private Func<DateTimeOffset> _now = () => default;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Receiver_of_the_guide_takes_what_crmkit_sends_and_nothing_that_another_secret_signed()
    {
        await using var receiver = await ReceiverAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCrmKit(crm => crm.UseSqlite(Path.Combine(_folder, "crm.db")).Configure(o =>
        {
            o.Webhooks.AllowHttp = true;
            o.Webhooks.PrivateNetworks.Add("127.0.0.1/32");
        }));
        builder.Services.AddCrmKitApi(api => api.KeyFolder = Path.Combine(_folder, "keys"));
        await using var host = builder.Build();
        var crm = host.Services.GetRequiredService<ICrm>();
        await crm.InitializeAsync(Cancellation);
        await using var session = crm.OpenSession(Actor.System("test"));
        var owner = await session.Records.CreateAsync(new User { Name = "Admin", Roles = "administrator" }, cancellationToken: Cancellation);
        var hook = await session.Webhooks.CreateAsync(new() { Name = "Shop", Url = receiver.Urls.Single() + "/crm", Events = ["lead.*"], OwnerId = owner.Id }, Cancellation);

        (_secret, _now) = (hook.Secret, () => session.Now);
        await TellAsync(host, session, "Ada");
        Assert.Equal(WebhookDeliveryStatus.Delivered, (await LastAsync(session, hook)).Status);
        Assert.Contains("lead.created", Assert.Single(_taken), StringComparison.Ordinal);

        _secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"; // somebody else's
        await TellAsync(host, session, "Tom");
        var refused = await LastAsync(session, hook);
        Assert.Equal((WebhookDeliveryStatus.Pending, "refused", 401), (refused.Status, refused.Tries[^1].Outcome, refused.Tries[^1].Status!.Value));
        Assert.Single(_taken);
    }

    private async Task<WebApplication> ReceiverAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = builder.Build();
        receiver.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var headers = http.Request.Headers;
            if (WebhookSnippets.IsGenuine(_secret, headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, body.ToArray(), _now())) _taken.Add(System.Text.Encoding.UTF8.GetString(body.ToArray()));
            else http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        });
        await receiver.StartAsync(Cancellation);
        return receiver;
    }

    private static async Task TellAsync(WebApplication host, ICrmSession session, string name)
    {
        await session.Records.CreateAsync(new Lead { Name = name }, cancellationToken: Cancellation);
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync(Cancellation);
    }

    private static async Task<WebhookDelivery> LastAsync(ICrmSession session, IssuedWebhook hook) => (await session.Webhooks.DeliveriesAsync(new() { Webhook = hook.Webhook.Id }, Cancellation))[0];
}
