using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Identity;
using CrmKit.Records;
using CrmKit.Samples.Host.Demo;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CrmKit.Samples.Host;

/// <summary>When the host listens, says where, and how to become the administrator; then fills an empty database while the first visitor reads.</summary>
internal sealed partial class FirstStart(ICrm crm, IFirstRun firstRun, IInvitations invitations, IServer server, IHostApplicationLifetime lifetime, HostSettings settings, TextWriter console, TimeProvider clock, ILogger<FirstStart> log) : BackgroundService
{
    // The first visitor's answer comes before the demo company's first row.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private string? _token;
    private string? _key;
    private string? _password;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _token = await firstRun.IssueTokenAsync(cancellationToken);
        if (_token is not null && settings.AdminEmail is { Length: > 0 } email)
        {
            var admin = await firstRun.CompleteAsync(_token, "Administrator", email, cancellationToken);
            await using var session = crm.OpenSession(Actor.System("set-up"), "set-up");
            (_key, _password, _token) = (admin.Key.Key, (await invitations.CreateAsync(session, admin.UserId, cancellationToken)).Path, null);
        }
        lifetime.ApplicationStarted.Register(Announce);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Demo) return;
        try
        {
            await Task.Delay(Patience, clock, stoppingToken);
            await FillAsync(stoppingToken);
        }
        catch (CrmException failure)
        {
            NotFilled(log, failure); // the host is as good without it
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var session = crm.OpenSession(Actor.System("demo data"), "demo");
        if (await session.Records.CountAsync(new Specification<Account>().IncludeDeleted(), cancellationToken) > 0) return;
        await DemoCompany.FillAsync(session, cancellationToken);
        console.WriteLine("The demo company is in.");
    }

    private void Announce()
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        console.WriteLine($"CrmKit answers at {url}");
        if (_token is not null) console.WriteLine($"Become the administrator (this link works once): {url}/setup?token={_token}");
        if (_key is not null) console.WriteLine($"Administrator {settings.AdminEmail} has the API key {_key} (shown this once)");
        if (_password is not null) console.WriteLine($"and sets a password here (this link works once): {url}{_password}");
        console.WriteLine("Press Ctrl+C to stop.");
    }

    [LoggerMessage(1, LogLevel.Error, "The demo company could not be made; the database has none of it")]
    private static partial void NotFilled(ILogger log, Exception failure);
}
