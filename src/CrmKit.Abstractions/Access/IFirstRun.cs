namespace CrmKit.Access;

/// <summary>The first administrator: made once per database, by whoever holds the one-time token.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface IFirstRun
{
    /// <summary>Makes a token that replaces any older one; <see langword="null"/> when the first administrator exists already. Only its hash is kept.</summary>
    Task<string?> IssueTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether a token would be accepted now.</summary>
    Task<bool> IsValidAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>Makes the first administrator and an API key, and ends the token, in one transaction.</summary>
    /// <param name="token">From <see cref="IssueTokenAsync"/>.</param>
    /// <param name="name">The administrator's name.</param>
    /// <param name="email">The administrator's e-mail address.</param>
    /// <param name="cancellationToken">Cancels the making.</param>
    /// <exception cref="CrmNotFoundException"><c>access.token-unknown</c>: the token is wrong, replaced or used.</exception>
    /// <exception cref="CrmValidationException">Name or address fails.</exception>
    Task<FirstAdministrator> CompleteAsync(string token, string name, string email, CancellationToken cancellationToken = default);
}

/// <summary>The first administrator.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Key">A key to act as that user.</param>
public sealed record FirstAdministrator(Guid UserId, NewApiKey Key);
