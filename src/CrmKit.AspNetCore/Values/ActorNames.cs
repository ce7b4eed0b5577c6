using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.AspNetCore;

/// <summary>The names of users behind ids, as far as the caller may read them.</summary>
internal sealed class ActorNames
{
    private readonly Dictionary<Guid, string> _names;

    private ActorNames(Dictionary<Guid, string> names) => _names = names;

    /// <summary>Reads the names of all at once.</summary>
    public static Task<ActorNames> LoadAsync(ApiCall call, IEnumerable<Guid?> ids) => LoadAsync(call.Session, ids, call.Cancelled);

    /// <inheritdoc cref="LoadAsync(ApiCall, IEnumerable{Guid?})"/>
    public static async Task<ActorNames> LoadAsync(ICrmSession session, IEnumerable<Guid?> ids, CancellationToken cancellationToken)
    {
        var known = ids.OfType<Guid>().Distinct().ToList();
        var users = known.Count == 0 ? [] : await session.Records.GetManyAsync("user", known, cancellationToken);
        return new ActorNames(users.Cast<User>().Where(u => !string.IsNullOrEmpty(u.Name)).ToDictionary(u => u.Id, u => u.Name));
    }

    /// <summary><see langword="null"/> for nobody, for users who are deleted, and for users whom the caller may not see.</summary>
    public string? Of(Guid? id) => id is { } user ? _names.GetValueOrDefault(user) : null;
}
