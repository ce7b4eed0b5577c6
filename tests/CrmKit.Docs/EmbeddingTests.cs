using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using CrmKit.Docs.Snippets;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CrmKit.Docs;

/// <summary>The application of the guide, run as it stands there, and called by people who are signed in to it and not to CrmKit.</summary>
public sealed class EmbeddingTests : IAsyncLifetime
{
    private const string Database = "crm.db"; // as the guide calls it
    private static readonly AsyncLocal<bool> IsOurs = new(); // other tests build hosts at the same time
    private IHost _host = null!;
    private Task _running = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(Environment.CurrentDirectory, Database + "*")) File.Delete(file);
        var started = new TaskCompletionSource<IHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var built = new BuiltHost(started);
        using var watch = DiagnosticListener.AllListeners.Subscribe(built);
        _running = Task.Run(() =>
        {
            IsOurs.Value = true;
            SignInSnippets.Embed(["--urls", "http://127.0.0.1:0", "--environment", "Production"]);
        });
        var first = await Task.WhenAny(started.Task, _running);
        await first; // says why, where there is no host
        _host = await started.Task;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(ready.SetResult);
        await await Task.WhenAny(ready.Task, _running);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _running;
        foreach (var file in Directory.GetFiles(Environment.CurrentDirectory, Database + "*")) File.Delete(file);
    }

    [Fact]
    public async Task Application_with_its_own_users_has_a_crm_where_each_of_them_has_his_own_rights()
    {
        var crm = _host.Services.GetRequiredService<ICrm>();
        await using (var session = crm.OpenSession(Actor.System("test")))
        {
            await session.Records.CreateAsync(new User { Name = "Rep", Email = "rep@shop.example", Roles = "sales-rep" });
            await session.Records.CreateAsync(new User { Name = "Other", Email = "other@shop.example", Roles = "sales-rep" });
            await session.Records.CreateAsync(new User { Name = "Reader", Email = "reader@shop.example", Roles = "reader" });
            await session.Records.CreateAsync(new User { Name = "Gone", Email = "gone@shop.example", Roles = "administrator", IsActive = false });
        }
        using var made = await SendAsync(HttpMethod.Post, "/api/leads", "Rep@Shop.example", new { name = "Ada Lovelace" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var lead = $"/api/leads/{(await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetGuid()}";

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, lead, "rep@shop.example"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, lead, "other@shop.example")); // somebody else's
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, lead, "reader@shop.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Patch, lead, "reader@shop.example", new { name = "Mine" }));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, "/api/users", "rep@shop.example", new { name = "Second", roles = "administrator" }));
        foreach (var nobody in new[] { null, "gone@shop.example", "customer@shop.example" }) Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(HttpMethod.Get, lead, nobody));
        await using var after = crm.OpenSession(Actor.System("test"));
        Assert.Equal("Ada Lovelace", Assert.Single(await after.Records.ListAsync(new Specification<Leads.Lead>(), TestContext.Current.CancellationToken)).Name);
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? email, object? body = null)
    {
        using var answer = await SendAsync(method, path, email, body);
        return answer.StatusCode;
    }

    // Signed in as the application itself does it: by its own cookie.
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? email, object? body = null)
    {
        var address = _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(method, address + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (email is not null)
        {
            var cookie = _host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
            var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Email, email)], CookieAuthenticationDefaults.AuthenticationScheme));
            request.Headers.Add("Cookie", $"{cookie.Cookie.Name}={cookie.TicketDataFormat.Protect(new AuthenticationTicket(person, CookieAuthenticationDefaults.AuthenticationScheme))}");
        }
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Gets hold of the host that a program builds for itself.</summary>
    private sealed class BuiltHost(TaskCompletionSource<IHost> started) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly List<IDisposable> _subscriptions = [];

        public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting") _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (IsOurs.Value && value is { Key: "HostBuilt", Value: IHost host }) started.TrySetResult(host);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => started.TrySetException(error);
    }
}
