using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>Records through somebody else's eyes, never past one's own: reading only, and in the security log.</summary>
internal sealed class SeenRecords(CrmSession session, UserAccess access, RecordQueries queries, Crm crm, ISecurityLog log) : ISessionService
{
    private const string Door = "see-as";

    public async Task<SeenAs> AsAsync(Guid userId, RecordQuery query, CancellationToken cancellationToken)
    {
        await access.DemandAskingAsync(userId, cancellationToken);
        var type = session.Catalog.Type(query.Type);
        query = query with { Include = [] };
        await queries.CheckAsync(query, cancellationToken); // a filter by what the actor may not read would tell it
        log.Write(new SecurityEvent(SecurityKinds.SeenAs) { TenantId = session.TenantId, UserId = userId, ActorId = session.Actor.UserId, Address = session.Origin?.Address, Detail = type.Key });
        await using var theirs = crm.Open(Actor.User(userId), Door, session.TenantId, session.CorrelationId);
        var page = await theirs.Records.QueryAsync(query, cancellationToken);
        var mayChange = await theirs.Access.MayAsync(type, Operations.Update, page.Items, cancellationToken);
        var mine = await access.MayAsync(type, Operations.Read, page.Items, static _ => null, cancellationToken);
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        var kept = page.Items.Select((r, i) => (Record: r, MayChange: mayChange[i], IsMine: mine[i])).Where(r => r.IsMine).ToList();
        FieldHiding.Hide(type, hidden, [.. kept.Select(r => r.Record)]);
        return new SeenAs(
            page with { Items = [.. kept.Select(r => r.Record)], HiddenFields = page.HiddenFields.Union(hidden).ToHashSet(StringComparer.Ordinal), Total = null },
            [.. kept.Select(r => r.MayChange)], page.Items.Count - kept.Count);
    }
}
