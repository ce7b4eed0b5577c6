using CrmKit.Sessions;

namespace CrmKit.Planning;

/// <summary>What a user decides about himself, without a right to change users.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IProfile
{
    /// <summary>The IANA name of the zone that the actor chose; <see langword="null"/> when he chose none, and for the system.</summary>
    ValueTask<string?> TimeZoneAsync(CancellationToken cancellationToken = default);

    /// <summary>Chooses the zone in which the actor reads and types times; in his history like any other change.</summary>
    /// <param name="zone">An IANA name such as <c>Asia/Shanghai</c>; <see langword="null"/> goes back to the host's.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="CrmValidationException"><c>user.time-zone-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor is no user, or calls with a key that may not change users; <c>access.user-inactive</c>.</exception>
    Task SetTimeZoneAsync(string? zone, CancellationToken cancellationToken = default);

    /// <summary>From now on <see cref="ICrmSession.Zone"/> is the actor's own, and days in filters begin there. The pages of the user interface do this; what programs ask does not depend on who asks.</summary>
    ValueTask UseTimeZoneAsync(CancellationToken cancellationToken = default);
}
