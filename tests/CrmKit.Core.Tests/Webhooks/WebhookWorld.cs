using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Webhooks;

/// <summary>A CRM with an administrator and a receiver on this machine, which the host has opened to webhooks.</summary>
internal sealed class WebhookWorld : IAsyncDisposable
{
    public TestCrm Crm { get; } = new(
        crm =>
        {
            crm.Services.AddSingleton<ISecretProtector, Backwards>();
            crm.Configure(o =>
            {
                (o.Webhooks.AllowHttp, o.Webhooks.Timeout) = (true, TimeSpan.FromSeconds(1));
                o.Webhooks.PrivateNetworks.Add("127.0.0.1/32");
            });
        },
        plugin => plugin.Role(new RoleDefinition
        {
            Key = Clerk,
            Label = new("Clerk", "文员"),
            Permissions = [new("lead", Operations.Read | Operations.Create | Operations.Update, AccessScope.Own)],
            Restrictions = [new("lead", "phone", CanRead: false, CanWrite: false)],
        }));

    public const string Clerk = "test.clerk";

    public Receiver Receiver { get; } = new();

    public User Admin { get; private set; } = null!;

    public static async Task<WebhookWorld> NewAsync()
    {
        var world = new WebhookWorld();
        world.Admin = await world.Crm.AddUserAsync("Admin", "administrator");
        return world;
    }

    public async Task<T> AsAdminAsync<T>(Func<IWebhooks, Task<T>> act)
    {
        await using var session = Crm.OpenSession(Admin);
        return await act(session.Webhooks);
    }

    public Task<IssuedWebhook> HookAsync(string events = "lead.*", WebhookContent content = WebhookContent.Thin, string? filter = null, User? owner = null, string? url = null) =>
        AsAdminAsync(w => w.CreateAsync(Draft(events, content, filter, owner, url)));

    public WebhookDraft Draft(string events = "lead.*", WebhookContent content = WebhookContent.Thin, string? filter = null, User? owner = null, string? url = null) =>
        new() { Name = "ERP", Url = url ?? Receiver.Url, Events = events.Split(' '), Content = content, Filter = filter, OwnerId = owner?.Id };

    public async Task<WebhookDelivery> LastDeliveryAsync(IssuedWebhook hook) => (await DeliveriesAsync(hook))[0];

    public Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(IssuedWebhook hook) => AsAdminAsync(w => w.DeliveriesAsync(new() { Webhook = hook.Webhook.Id }));

    public Task<Webhook> NowAsync(IssuedWebhook hook) => AsAdminAsync(w => w.GetAsync(hook.Webhook.Id));

    public async Task DrainAsync() => await Crm.Services.GetRequiredService<IDispatcher>().DrainAsync();

    /// <summary>Moves the clock to the next try, and lets it happen.</summary>
    public async Task<TimeSpan> NextTryAsync(IssuedWebhook hook)
    {
        var pause = (await LastDeliveryAsync(hook)).NextAt!.Value - Crm.Clock.Now;
        Crm.Clock.Advance(pause);
        await DrainAsync();
        return pause;
    }

    public async ValueTask DisposeAsync()
    {
        Receiver.Dispose();
        await Crm.DisposeAsync();
    }
}

/// <summary>Secrets that are not stored as they are.</summary>
internal sealed class Backwards : ISecretProtector
{
    public string Protect(string purpose, string secret) => $"{purpose}|{new string([.. secret.Reverse()])}";

    public string? Unprotect(string purpose, string protectedText) => protectedText.StartsWith(purpose + "|", StringComparison.Ordinal) ? new string([.. protectedText[(purpose.Length + 1)..].Reverse()]) : null;
}
