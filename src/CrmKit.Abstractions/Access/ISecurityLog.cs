using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>What concerns security, apart from the audit of records: sign-ins and failures, refusals, keys used after their end, changes of rights. No secret ever stands in it.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface ISecurityLog
{
    /// <summary>Notes what happened. Never waits and never throws: entries are stored in the background, within a second or so; what comes faster than the database takes it is counted and left out.</summary>
    void Write(SecurityEvent happened);

    /// <summary>Entries, newest first; for administrators.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<SecurityEntry>> ListAsync(ICrmSession session, SecurityLogQuery query, CancellationToken cancellationToken = default);
}

/// <summary>Something that happened.</summary>
/// <param name="Kind">What: one of <see cref="SecurityKinds"/>, or a word of the host's own.</param>
public sealed record SecurityEvent(string Kind)
{
    /// <summary>The tenant; <see langword="null"/> means the host's single tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>The user whom it concerns; <see langword="null"/> when nobody is known.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The user who did it, where that is another; <see langword="null"/> for the one whom it concerns, and for the system.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>The network address; <see langword="null"/> when it is not known.</summary>
    public string? Address { get; init; }

    /// <summary>What more there is, such as an error's code and the route; at most 400 characters, control characters are replaced. Never a secret, and nothing that somebody typed where a secret may be typed by mistake.</summary>
    public string? Detail { get; init; }
}

/// <summary>Kinds of security events that CrmKit writes.</summary>
public static class SecurityKinds
{
    /// <summary>Somebody signed in.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Password or code were wrong, or the account was locked.</summary>
    public const string SignInFailed = "sign-in-failed";

    /// <summary>There were too many failures by name or address.</summary>
    public const string SignInThrottled = "sign-in-throttled";

    /// <summary>An account was locked after too many failures.</summary>
    public const string Locked = "locked";

    /// <summary>Sessions were ended.</summary>
    public const string SignOut = "sign-out";

    /// <summary>A password was set.</summary>
    public const string PasswordChanged = "password-changed";

    /// <summary>An invitation, or a link for a forgotten password, was made.</summary>
    public const string LinkMade = "link-made";

    /// <summary>An authenticator was set up.</summary>
    public const string FactorAdded = "factor-added";

    /// <summary>An authenticator was taken away.</summary>
    public const string FactorRemoved = "factor-removed";

    /// <summary>A request was refused for lack of rights, or of a caller.</summary>
    public const string Refused = "refused";

    /// <summary>An API key was used after it was revoked or had expired, or while its user may not act.</summary>
    public const string DeadKeyUsed = "dead-key-used";

    /// <summary>An API key was made.</summary>
    public const string KeyMade = "key-made";

    /// <summary>An API key was revoked.</summary>
    public const string KeyRevoked = "key-revoked";

    /// <summary>A user's roles, team, address or leave to act, or a role, were changed.</summary>
    public const string RightsChanged = "rights-changed";

    /// <summary>An administrator looked at records as another user sees them.</summary>
    public const string SeenAs = "seen-as";

    /// <summary>Somebody read a record about a person by itself; only with <see cref="CrmKitOptions.PersonReadsAreLogged"/>.</summary>
    public const string PersonRead = "person-read";

    /// <summary>Everything that is kept about a person was given out.</summary>
    public const string PersonExported = "person-exported";

    internal static string DetailOf(RecordRef record) => $"{record.Type}/{record.Id}";
}

/// <summary>Which entries.</summary>
/// <param name="Kind">Only of this kind.</param>
/// <param name="UserId">Only those that concern this user, or that he did.</param>
/// <param name="Before">Only those before this entry, for the next page.</param>
/// <param name="Limit">The most, 1 to 1,000.</param>
/// <param name="Record">Only who read this record about a person, or had everything about it given out.</param>
public sealed record SecurityLogQuery(string? Kind = null, Guid? UserId = null, Guid? Before = null, int Limit = 100, RecordRef? Record = null);

/// <summary>An entry of the security log.</summary>
/// <param name="Id">Its id; later ones are greater.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Happened">What.</param>
public sealed record SecurityEntry(Guid Id, DateTimeOffset At, SecurityEvent Happened);
