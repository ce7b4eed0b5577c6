using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>A user who was recognised just now, by a key or a sign-in: the session that is opened for him need not read his row again.</summary>
/// <remarks>It is taken once, and at once or not at all: whoever keeps an actor for later gets rights as they are then.</remarks>
/// <param name="user">His row.</param>
/// <param name="hasShares">Whether anything was shared with him or his team.</param>
internal sealed class Recognition(User user, bool hasShares)
{
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);
    private static readonly ConditionalWeakTable<Actor, Recognition> Noted = [];
    private readonly long _at = TimeProvider.System.GetTimestamp(); // a duration, whatever the clock says

    public User User { get; } = user;

    /// <summary>Whether anything was shared with him or his team, be it over or not.</summary>
    public bool HasShares { get; } = hasShares;

    public Actor As(Actor actor)
    {
        Noted.AddOrUpdate(actor, this);
        return actor;
    }

    /// <summary>How the user for whom a session was opened in a tenant was recognised, if that was just now.</summary>
    public static bool TryTake(CrmSession session, Guid userId, [NotNullWhen(true)] out Recognition? recognised)
    {
        recognised = Look(session, userId);
        Noted.Remove(session.Actor);
        return recognised is not null;
    }

    /// <summary>As <see cref="TryTake"/>, and leaves it there.</summary>
    public static Recognition? Look(CrmSession session, Guid userId) => Noted.TryGetValue(session.Actor, out var noted) && noted.IsOf(session.TenantId, userId) ? noted : null;

    private bool IsOf(string tenantId, Guid userId) => User.TenantId == tenantId && User.Id == userId && TimeProvider.System.GetElapsedTime(_at) < Validity;
}
