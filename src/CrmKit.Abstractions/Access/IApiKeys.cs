using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>Keys with which programs call as a user. Only their hash is kept: a key is shown once, when it is made.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface IApiKeys
{
    /// <summary>Makes a key. Users make keys for themselves; the system makes them for any user.</summary>
    /// <param name="session">Who asks; a unit of work of this session is joined.</param>
    /// <param name="userId">The user as whom the key's holder acts, with the rights that the user has at the time of each call.</param>
    /// <param name="name">What it is for, at most 100 characters.</param>
    /// <param name="scopes">What of the user's rights it has; <see langword="null"/> for all of them.</param>
    /// <param name="expiresAt">When it stops to work, in the future; <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">Cancels the making.</param>
    /// <exception cref="CrmForbiddenException"><c>access.key-forbidden</c>; <c>access.key-scope</c>: whoever asks holds a key with scopes, which makes no others.</exception>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>: there is no such user.</exception>
    /// <exception cref="CrmValidationException"><c>access.key-name</c>, <c>access.key-scope-unknown</c>, <c>access.key-expiry</c>.</exception>
    Task<NewApiKey> CreateAsync(ICrmSession session, Guid userId, string name, KeyScopes? scopes = null, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default);

    /// <summary>The actor whom a key stands for; <see langword="null"/> when it is unknown, expired, revoked, or its user is deleted or not active.</summary>
    Task<Actor?> FindActorAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="FindActorAsync(string, CancellationToken)"/>, in a tenant: a key of another tenant is unknown there.</summary>
    Task<Actor?> FindActorAsync(string key, string tenantId, CancellationToken cancellationToken = default);

    /// <summary>Ends a key at once. Users end their own; administrators and the system end any.</summary>
    /// <exception cref="CrmNotFoundException"><c>access.key-unknown</c>: there is no such key, or it is another user's.</exception>
    Task RevokeAsync(ICrmSession session, Guid keyId, CancellationToken cancellationToken = default);

    /// <summary>Keys, newest first, with those that no longer work.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="userId">Whose; <see langword="null"/> for one's own, and for the system all. Administrators see those of others.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CrmForbiddenException"><c>access.key-forbidden</c>.</exception>
    Task<IReadOnlyList<ApiKeySummary>> ListAsync(ICrmSession session, Guid? userId = null, CancellationToken cancellationToken = default);
}

/// <summary>A key just made.</summary>
/// <param name="Id">Its id, for revoking.</param>
/// <param name="Key">The secret, shown this once: <c>crm_</c> and 43 characters.</param>
public sealed record NewApiKey(Guid Id, string Key)
{
    /// <summary>Without the secret, so that a log never holds it.</summary>
    public override string ToString() => $"API key {Id}";
}

/// <summary>What may be known about a key afterwards.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserId">The user as whom it acts.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What of the user's rights it has; <see langword="null"/> for all of them.</param>
/// <param name="CreatedAt">When it was made, in UTC.</param>
/// <param name="ExpiresAt">When it stops to work, in UTC; <see langword="null"/> for never.</param>
/// <param name="LastUsedAt">When it was used last, in UTC, to the minute or so; <see langword="null"/> for never.</param>
/// <param name="RevokedAt">When it was ended, in UTC; <see langword="null"/> while it works.</param>
public sealed record ApiKeySummary(Guid Id, Guid UserId, string Name, KeyScopes? Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);
