using CrmKit.Access;

namespace CrmKit.Sessions;

/// <summary>Who acts: a user with the rights of his roles, or, explicitly, the system.</summary>
public sealed record Actor
{
    private Actor(Guid? userId, string name, KeyScopes? scopes = null) => (UserId, Name, Scopes) = (userId, name, scopes);

    /// <summary>The user; <see langword="null"/> for the system.</summary>
    public Guid? UserId { get; }

    /// <summary>For the system, what acts (<c>import</c>, <c>demo data</c>); for a user, empty.</summary>
    public string Name { get; }

    /// <summary>To what of the user's rights the API key that is used is held; <see langword="null"/> to nothing less.</summary>
    public KeyScopes? Scopes { get; }

    /// <summary>Whether all is allowed because CrmKit or the host itself acts.</summary>
    public bool IsSystem => UserId is null;

    /// <summary>A user; roles and teams are read when the session first asks.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="scopes">Holds the user to a part of the rights; <see langword="null"/> to nothing less.</param>
    public static Actor User(Guid userId, KeyScopes? scopes = null) => new(userId, "", scopes);

    /// <summary>The system, with what acts; it stands in the audit.</summary>
    public static Actor System(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(null, name);
    }
}
