namespace CrmKit.Sessions;

/// <summary>Who acts: a user with the rights of his roles, or, explicitly, the system.</summary>
public sealed record Actor
{
    private Actor(Guid? userId, string name) => (UserId, Name) = (userId, name);

    /// <summary>The user; <see langword="null"/> for the system.</summary>
    public Guid? UserId { get; }

    /// <summary>For the system, what acts (<c>import</c>, <c>demo data</c>); for a user, empty.</summary>
    public string Name { get; }

    /// <summary>Whether all is allowed because CrmKit or the host itself acts.</summary>
    public bool IsSystem => UserId is null;

    /// <summary>A user; roles and teams are read when the session first asks.</summary>
    public static Actor User(Guid userId) => new(userId, "");

    /// <summary>The system, with what acts; it stands in the audit.</summary>
    public static Actor System(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(null, name);
    }
}
