using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmKit.Identity.Links;

/// <summary>Looks after forgotten passwords behind the answer, so that how long it takes tells nobody whether there is such a user.</summary>
internal sealed class ForgottenPasswords(LinkDoor links, ILogger<ForgottenPasswords> log) : BackgroundService
{
    private const int Waiting = 1_000;

    private readonly Channel<(string? Tenant, string Email)> _addresses = Channel.CreateBounded<(string? Tenant, string Email)>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Add(string? tenant, string email) => _addresses.Writer.TryWrite((tenant, email));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (tenant, email) in _addresses.Reader.ReadAllAsync(stoppingToken))
            try
            {
                await links.ForgottenAsync(tenant, email, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(failure, "A link for a forgotten password could not be made; whoever asked asks again.");
            }
    }
}
