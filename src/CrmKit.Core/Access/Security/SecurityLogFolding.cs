using CrmKit.Background;
using Microsoft.Extensions.Logging;

namespace CrmKit.Access;

/// <summary>Stores security events every second and when the host stops.</summary>
internal sealed class SecurityLogFolding(SecurityLog events, TimeProvider clock, ILogger<SecurityLogFolding> log)
    : Folding(TimeSpan.FromSeconds(1), clock, log, "Security events could not be stored; they wait and are tried again.")
{
    protected override Task TurnAsync(CancellationToken cancellationToken) => events.FlushAsync(cancellationToken);
}
