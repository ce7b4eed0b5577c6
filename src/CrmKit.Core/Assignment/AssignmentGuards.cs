using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Assignment;

/// <summary>Asks the guards of a type about the changes of owner in a batch; a guard that fails refuses what it was asked.</summary>
internal sealed class AssignmentGuards(CrmSession session) : ISessionService
{
    public async ValueTask AskAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Groups)
        {
            if (!group.Type.IsRoot || session.Handlers<IAssignmentGuard>(group.Type.Key) is not { Count: > 0 } guards) continue;
            var pending = new Dictionary<PendingAssignment, WriteItem>(ReferenceEqualityComparer.Instance);
            foreach (var item in group.Items)
                if (Of(item) is { } assignment) pending.Add(assignment, item);
            foreach (var guard in guards)
            {
                var asked = pending.Where(p => !p.Value.IsRefused).Select(p => p.Key).ToList();
                if (asked.Count == 0) break;
                await AskAsync(guard, group.Type, asked, pending, cancellationToken);
            }
        }
    }

    private async ValueTask AskAsync(
        Handler<IAssignmentGuard> guard, RecordTypeDefinition type, List<PendingAssignment> asked, Dictionary<PendingAssignment, WriteItem> pending, CancellationToken cancellationToken)
    {
        var context = new AssignmentGuardContext(session, type, asked, (assignment, error) =>
        {
            if (!pending.TryGetValue(assignment, out var item)) throw new ArgumentException("A guard can only refuse the changes that it was asked about.", nameof(assignment));
            item.Refuse(RefusalKind.Rule, error);
        });
        if (await guard.CallAsync(CallKind.Transaction, context, static (g, c, token) => g.CheckAsync(c, token), cancellationToken) is not { } fault) return;
        foreach (var item in asked.Select(a => pending[a]).Where(i => !i.IsRefused))
            item.Refuse(RefusalKind.Rule, AssignmentErrors.GuardFailed(item.Ref, $"{guard.Name} of '{guard.Source}'", fault.Reason));
    }

    private PendingAssignment? Of(WriteItem item)
    {
        if (item is not { IsRefused: false, Operation: RecordOperation.Create or RecordOperation.Update or RecordOperation.Restore, After: RootRecord after }) return null;
        // Coming back from deletion counts as getting the owner again: what was deleted took no place meanwhile.
        var from = item.Operation == RecordOperation.Update ? ((RootRecord)item.Before!).OwnerId : null;
        if (from == after.OwnerId) return null;
        var kind = (item.Operation, from, after.OwnerId) switch
        {
            (not RecordOperation.Update, _, _) => AssignmentKind.Creation,
            (_, _, null) => AssignmentKind.Release,
            (_, null, { } to) => to == session.Actor.UserId ? AssignmentKind.Claim : AssignmentKind.Assignment,
            _ => AssignmentKind.Transfer,
        };
        return new PendingAssignment(after, from, after.OwnerId, kind);
    }
}
