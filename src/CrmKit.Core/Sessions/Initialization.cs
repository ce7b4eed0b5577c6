using Microsoft.Extensions.Hosting;

namespace CrmKit.Sessions;

/// <summary>In a generic host, initialises before anything else starts.</summary>
internal sealed class Initialization(ICrm crm) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => crm.InitializeAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
