using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Planning;

/// <summary>Reads and writes the actor's own row, whatever his roles say about users.</summary>
internal sealed class ProfileDoor(CrmSession session, RecordWriter writer) : IProfile
{
    public async ValueTask<string?> TimeZoneAsync(CancellationToken cancellationToken = default)
    {
        if (session.Actor.UserId is not { } me) return null;
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<User>().Where(u => u.Id == me && u.DeletedAt == null).Select(u => u.TimeZone), cancellationToken) is [var zone] ? zone : null;
    }

    public async Task SetTimeZoneAsync(string? zone, CancellationToken cancellationToken = default)
    {
        var type = session.Catalog.Type(typeof(User));
        if (session.Actor.UserId is not { } me || session.Confinement is not null || session.Actor.Scopes?.Allow(type.Key, Operations.Update) == false) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Update, type));
        await session.Access.HiddenFieldsAsync(type, cancellationToken); // whoever is not active any more decides nothing
        await writer.ExecuteAsync([new WriteRequest
        {
            Operation = RecordOperation.Update, Ref = type.Ref(me), IsTrusted = true, Values = new Dictionary<string, object?> { ["timeZone"] = string.IsNullOrWhiteSpace(zone) ? null : zone.Trim() },
        }], allOrNothing: true, null, cancellationToken);
    }

    public async ValueTask UseTimeZoneAsync(CancellationToken cancellationToken = default)
    {
        // A zone that this system does not know came with data of another one.
        var recognised = session.Actor.UserId is { } me ? Recognition.Look(session, me) : null; // else each page would read his row once more
        if ((recognised is null ? await TimeZoneAsync(cancellationToken) : recognised.User.TimeZone) is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) session.Zone = zone;
    }
}
