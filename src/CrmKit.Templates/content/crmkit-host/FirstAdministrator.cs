using CrmKit.Access;

namespace CrmHost;

/// <summary>At the first start, makes the administrator named by the setting CrmKit:AdminEmail and shows the API key, once.</summary>
internal sealed class FirstAdministrator(IFirstRun firstRun, IConfiguration configuration) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await firstRun.IssueTokenAsync(cancellationToken) is not { } token) return; // there is one already
        var email = configuration["CrmKit:AdminEmail"] ?? throw new InvalidOperationException("Say who is the administrator: set CrmKit:AdminEmail.");
        var administrator = await firstRun.CompleteAsync(token, "Administrator", email, cancellationToken);
        Console.WriteLine($"{email} is the administrator, with the API key {administrator.Key.Key} (shown this once).");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
