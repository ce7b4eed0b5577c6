using CrmKit.Activities;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Notifications;

/// <summary>Notes, in the transaction that writes an activity, whom it mentions; nobody twice, and nobody himself.</summary>
internal sealed class Mentions : IAfterSave
{
    private const int MostPerActivity = 50;
    private const int MostUsers = 10_000;

    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var session = (CrmSession)context.Session;
        var (subject, body) = (context.Type.Field("subject"), context.Type.Field("body"));
        var saying = new List<(CrmActivity Activity, string Text)>();
        foreach (var (change, activity) in context.Living<CrmActivity>())
            if ((change.Before is null || change.HasChanged(subject) || change.HasChanged(body)) && $"{activity.Subject}\n{activity.Body}" is var text && MentionText.MayMention(text)) saying.Add((activity, text));
        if (saying.Count == 0) return;
        var users = (await session.Transaction!.ListAsync(
            RecordSource.Rows<User>(session.Transaction, session.Catalog.Type(typeof(User)), RecordLife.Alive).Where(u => u.IsActive).OrderBy(u => u.Id).Take(MostUsers).Select(u => new { u.Id, u.Name }), cancellationToken))
            .Select(u => (u.Id, u.Name)).ToList();
        var ids = saying.Select(s => s.Activity.Id).ToList();
        var known = (await session.Transaction.ListAsync(session.Transaction.Query<MentionEntry>().Where(m => ids.Contains(m.RecordId)).Select(m => new { m.RecordId, m.UserId }), cancellationToken)).Select(m => (m.RecordId, m.UserId)).ToHashSet();
        var batch = new StoreBatch();
        foreach (var (activity, text) in saying)
            foreach (var user in MentionText.Find(text, users).Where(u => u != session.Actor.UserId && !known.Contains((activity.Id, u))).Order().Take(MostPerActivity))
                batch.Inserts.Add(new MentionEntry { TenantId = session.TenantId, UserId = user, RecordType = context.Type.Key, RecordId = activity.Id, ById = session.Actor.UserId, At = session.Now });
        if (batch.Inserts.Count > 0) await session.Transaction.WriteAsync(batch, cancellationToken);
    }
}
