using CrmKit.Sessions;

namespace CrmKit.Identity;

/// <summary>Links with which users set their first, or another, password.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface IInvitations
{
    /// <summary>Makes a link for a user, which replaces any older one, and asks for mail with it where <see cref="CrmKitIdentityOptions.PublicUrl"/> is set and a plugin sends mail (effect <c>mail</c>).</summary>
    /// <param name="session">Who asks: administrators, and the system.</param>
    /// <param name="userId">A user with an e-mail address who may act.</param>
    /// <param name="cancellationToken">Cancels the making.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: others than administrators ask.</exception>
    /// <exception cref="CrmRuleException"><c>sign-in.no-address</c>.</exception>
    Task<Invitation> CreateAsync(ICrmSession session, Guid userId, CancellationToken cancellationToken = default);
}

/// <summary>A link just made.</summary>
/// <param name="Path">Where it leads on the host, with its token, shown this once.</param>
/// <param name="ExpiresAt">Until when it is good, in UTC.</param>
/// <param name="IsMailed">Whether mail with it was asked for; else pass it on.</param>
public sealed record Invitation(string Path, DateTimeOffset ExpiresAt, bool IsMailed)
{
    /// <summary>Without the token, so that a log never holds it.</summary>
    public override string ToString() => $"invitation until {ExpiresAt:O}";
}
