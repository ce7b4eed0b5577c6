using CrmKit.Audit;
using CrmKit.Leads;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

internal static class AuditSnippets
{
    public static async Task SearchAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        #region audit-search
        var page = await session.Audit.SearchAsync(new AuditQuery { RecordType = "lead", Field = "ownerId", Since = session.Now.AddDays(-7) }, cancellationToken);
        foreach (var entry in page.Items) Console.WriteLine($"{entry.At:u} {entry.Door} {entry.Address} {entry.RecordId}: {entry.Changes}");
        #endregion
    }

    public static async Task<Lead> AsAtAsync(ICrmSession session, Guid id, CancellationToken cancellationToken)
    {
        #region audit-as-at
        var past = await session.Audit.AsAtAsync(new RecordRef("lead", id), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), cancellationToken);
        var lead = (Lead)past.Record; // a copy, with the fields that the actor may read now
        #endregion
        return lead;
    }
}
