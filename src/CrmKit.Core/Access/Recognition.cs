using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>A user who was recognised just now, by a key or a sign-in: the session that is opened for him need not read his row again.</summary>
/// <remarks>It is taken once, and at once or not at all: whoever keeps an actor for later gets rights as they are then.</remarks>
internal sealed class Recognition(User user)
{
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);
    private static readonly ConditionalWeakTable<Actor, Recognition> Noted = [];
    private readonly long _at = TimeProvider.System.GetTimestamp(); // a duration, whatever the clock says

    public Actor As(Actor actor)
    {
        Noted.AddOrUpdate(actor, this);
        return actor;
    }

    /// <summary>The row of the user for whom a session was opened in a tenant, if it was read just now.</summary>
    public static bool TryTake(CrmSession session, Guid userId, [NotNullWhen(true)] out User? user)
    {
        user = Noted.TryGetValue(session.Actor, out var noted) && Noted.Remove(session.Actor) ? noted.Row(session.TenantId, userId) : null;
        return user is not null;
    }

    /// <summary>As <see cref="TryTake"/>, and leaves it there.</summary>
    public static User? Look(CrmSession session, Guid userId) => Noted.TryGetValue(session.Actor, out var noted) ? noted.Row(session.TenantId, userId) : null;

    private User? Row(string tenantId, Guid userId) => user.TenantId == tenantId && user.Id == userId && TimeProvider.System.GetElapsedTime(_at) < Validity ? user : null;
}
