using CrmKit.Access;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Samples.Host.Demo;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CrmKit.Samples.Host;

/// <summary>Fills an empty database before the first request, and when the host listens says where, and how to become the administrator.</summary>
internal sealed class FirstStart(ICrm crm, IFirstRun firstRun, IServer server, IHostApplicationLifetime lifetime, HostSettings settings) : IHostedService
{
    private string? _token;
    private string? _key;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Demo) await FillAsync(cancellationToken);
        _token = await firstRun.IssueTokenAsync(cancellationToken);
        if (_token is not null && settings.AdminEmail is { Length: > 0 } email)
            (_key, _token) = ((await firstRun.CompleteAsync(_token, "Administrator", email, cancellationToken)).Key.Key, null);
        lifetime.ApplicationStarted.Register(Announce);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var session = crm.OpenSession(Actor.System("demo data"), "demo");
        if (await session.Records.CountAsync(new Specification<User>().IncludeDeleted(), cancellationToken) > 0) return;
        await DemoCompany.FillAsync(session, cancellationToken);
    }

    private void Announce()
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        Console.WriteLine($"CrmKit answers at   {url}");
        if (_token is not null) Console.WriteLine($"Become the administrator (this link works once): {url}/setup?token={_token}");
        if (_key is not null) Console.WriteLine($"Administrator {settings.AdminEmail} has the API key {_key} (shown this once)");
        Console.WriteLine("Press Ctrl+C to stop.");
    }
}
