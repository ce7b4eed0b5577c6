using CrmKit.Access;
using CrmKit.Assignment;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.ChinaSales;

/// <summary>The rules of the pools over every change of owner of a lead: who may take it, and who may take it away.</summary>
internal sealed class OwnerGuard(PoolReader reader, TakingRules takings) : IAssignmentGuard
{
    public async ValueTask CheckAsync(AssignmentGuardContext context, CancellationToken cancellationToken)
    {
        var terms = await reader.TermsAsync(context.Session, cancellationToken);
        var pooled = context.Assignments.Where(a => a.Record is Lead { Pool: { } pool } && terms.ContainsKey(pool)).ToList();
        if (pooled.Count == 0) return;
        var settings = await reader.SettingsAsync(context.Session, cancellationToken);
        var mayOverride = settings[ChinaSalesSettings.ManagersMayOverride] && await IsManagerAsync(context.Session, context.Type, cancellationToken);

        var refused = new HashSet<PendingAssignment>(ReferenceEqualityComparer.Instance);
        void Refuse(PendingAssignment assignment, CrmError error)
        {
            refused.Add(assignment);
            context.Refuse(assignment, error);
        }

        if (!mayOverride) await ProtectAsync(context.Session, pooled, settings[ChinaSalesSettings.Transfers] ?? ChinaSalesSettings.Team, Refuse, cancellationToken);
        var taken = pooled.Where(a => a.ToOwnerId is not null && !refused.Contains(a))
            .Select(a => new Taking((Lead)a.Record, a.ToOwnerId!.Value, a.Kind is AssignmentKind.Claim or AssignmentKind.Assignment, IsNew: true, error => Refuse(a, error))).ToList();
        await takings.CheckAsync(context.Session, taken, terms, mayOverride, cancellationToken);
    }

    /// <summary>Whether a user may administer leads; the system is no manager.</summary>
    public static async ValueTask<bool> IsManagerAsync(ICrmSession session, Catalog.RecordTypeDefinition type, CancellationToken cancellationToken) =>
        !session.Actor.IsSystem && await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) != AccessScope.None;

    // Who holds a lead keeps it while it is protected; once its time is over it goes to the pool and nowhere else.
    private static async ValueTask ProtectAsync(ICrmSession session, List<PendingAssignment> assignments, string transfers, Action<PendingAssignment, CrmError> refuse, CancellationToken cancellationToken)
    {
        var taken = assignments.Where(a => a.FromOwnerId is not null).ToList();
        if (taken.Count == 0) return;
        var holdings = await PoolReader.OpenHoldingsAsync(session, taken.Select(a => a.Record.Id), cancellationToken);
        var people = await PoolReader.PeopleAsync(session, taken.SelectMany(a => new[] { a.FromOwnerId, a.ToOwnerId }).Append(session.Actor.UserId), cancellationToken);
        foreach (var assignment in taken)
        {
            var (lead, owner) = ((Lead)assignment.Record, assignment.FromOwnerId!.Value);
            if (!holdings.TryGetValue(lead.Id, out var holding) || holding[Holdings.User] != owner || !people.IsActive(owner)) continue; // who left protects nothing
            var isOverdue = Holdings.IsOverdue(holding, session.Today);
            if (assignment.Kind == AssignmentKind.Release)
            {
                if (!isOverdue && !people.AreTogether(session.Actor.UserId, owner)) refuse(assignment, ChinaSalesErrors.Protected(lead, holding[Holdings.DueOn]));
            }
            else if (isOverdue) refuse(assignment, ChinaSalesErrors.Overdue(lead, holding[Holdings.DueOn]!.Value));
            else if (transfers == ChinaSalesSettings.Nobody) refuse(assignment, ChinaSalesErrors.NoTransfers(lead));
            else if (transfers == ChinaSalesSettings.Team && !people.AreTogether(assignment.ToOwnerId, owner)) refuse(assignment, ChinaSalesErrors.OtherTeam(lead));
        }
    }
}

/// <summary>What may change about a lead of a pool without changing its owner: a lead that begins to count again passes the caps too.</summary>
internal sealed class LeadRules(PoolReader reader, TakingRules takings) : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var changed = context.Changes.Where(c => c.Operation != RecordOperation.Delete && c.After is Lead after
            && (c.Before is not Lead before || before.Pool != after.Pool || (before.ClosedAt is not null && after.ClosedAt is null))).ToList();
        if (changed.Count == 0) return;
        var terms = await reader.TermsAsync(context.Session, cancellationToken);
        if (terms.Count == 0) return;
        var isManager = context.Session.Actor.IsSystem || await OwnerGuard.IsManagerAsync(context.Session, context.Type, cancellationToken);

        var counting = new List<Taking>();
        foreach (var change in changed)
        {
            var (before, after) = (change.Before as Lead, (Lead)change.After);
            if (before?.Pool != after.Pool)
            {
                if (after.Pool is { } pool && !terms.ContainsKey(pool)) context.Refuse(change, ChinaSalesErrors.PoolUnknown(pool, terms.Keys));
                else if (before is { Pool: { } from } && terms.ContainsKey(from) && !isManager) context.Refuse(change, ChinaSalesErrors.PoolFixed(after));
            }
            // A change of owner in the same act is the guard's.
            if (before is not null && before.OwnerId == after.OwnerId && after.OwnerId is { } owner && change.Operation == RecordOperation.Update)
                counting.Add(new Taking(after, owner, FromPool: false, IsNew: false, error => context.Refuse(change, error)) { IsCounted = before is { Pool: not null, ClosedAt: null, ConvertedAt: null } });
        }
        await takings.CheckAsync(context.Session, counting, terms, mayBreakCoolDown: true, cancellationToken);
    }
}
