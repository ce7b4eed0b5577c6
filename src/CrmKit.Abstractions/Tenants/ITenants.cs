using CrmKit.Access;

namespace CrmKit.Tenants;

/// <summary>The tenants of an installation: separate customers of the host, who share the program and nothing else.</summary>
/// <remarks>
/// Singleton, thread safe. For the host's own code and the command line: it asks nobody's rights. The host's own tenant (<see cref="CrmKitOptions.TenantId"/>) is always there and active.
/// What is decided here reaches other processes within five seconds.
/// </remarks>
public interface ITenants
{
    /// <summary>All tenants but the host's own, by key.</summary>
    Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates a tenant with its first administrator.</summary>
    /// <param name="key">1 to 40 lower-case letters, digits and hyphens; it never changes.</param>
    /// <param name="administrator">The administrator's name.</param>
    /// <param name="email">His e-mail address.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The administrator, with an API key that is shown this once.</returns>
    /// <exception cref="CrmValidationException"><c>tenant.key</c>; what is wrong with the administrator.</exception>
    /// <exception cref="CrmConflictException"><c>tenant.exists</c>; <c>tenant.begun</c>: somebody began to create it for another administrator.</exception>
    Task<FirstAdministrator> CreateAsync(string key, string administrator, string email, CancellationToken cancellationToken = default);

    /// <summary>Lets nobody of a tenant in until it is resumed; its data stay.</summary>
    /// <exception cref="CrmNotFoundException"><c>tenant.unknown</c>.</exception>
    Task SuspendAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Ends a suspension.</summary>
    /// <exception cref="CrmNotFoundException"><c>tenant.unknown</c>.</exception>
    Task ResumeAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Whether a tenant is there and not suspended.</summary>
    ValueTask<bool> IsActiveAsync(string key, CancellationToken cancellationToken = default);
}

/// <summary>A tenant.</summary>
/// <param name="Key">Its key.</param>
/// <param name="IsSuspended">Whether nobody of it is let in.</param>
public sealed record Tenant(string Key, bool IsSuspended);
