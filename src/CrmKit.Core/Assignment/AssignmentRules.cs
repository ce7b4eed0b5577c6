using CrmKit.Events;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Quality;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Logging;

namespace CrmKit.Assignment;

/// <summary>Asks the rules of a type who gets its new records, after rights were asked about what the creator himself would have got.</summary>
internal sealed class AssignmentRules(CrmSession session, ILogger<AssignmentRules> log) : ISessionService
{
    /// <summary>Sets owners and teams, and remembers by whose choice for the event.</summary>
    public async ValueTask ChooseAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Groups)
        {
            if (!group.Type.IsRoot) continue;
            var (routes, rules) = (Routing.Of(session.Catalog, group.Type).ToList(), session.Handlers<IAssignmentRule>(group.Type.Key));
            if (routes.Count == 0 && rules.Count == 0) continue;
            var open = group.Items.Where(i => i is { IsRefused: false, Operation: RecordOperation.Create, Request: { Owner: null, IsTrusted: false }, After: not IQuarantined { QuarantinedAt: not null } })
                .ToDictionary(i => (RootRecord)i.After!, (IEqualityComparer<RootRecord>)ReferenceEqualityComparer.Instance);
            foreach (var route in routes)
            {
                if (open.Count == 0) break;
                await RouteAsync(route, group.Type, open, cancellationToken);
            }
            foreach (var rule in rules)
            {
                if (open.Count == 0) break;
                foreach (var (record, choice) in await ChooseAsync(rule, group.Type, [.. open.Keys], cancellationToken))
                {
                    (record.OwnerId, record.TeamId) = (choice.OwnerId, choice.TeamId);
                    open[record].ChosenBy = rule.Source + "/" + HandlerChain.Short(rule.Name);
                    open.Remove(record);
                }
            }
        }
    }

    /// <summary>The events that tell the choices; none if there were none.</summary>
    public void AddEvents(WriteBatch batch, StoreBatch rows)
    {
        foreach (var group in batch.Groups)
            if (group.Items.Where(i => i is { IsRefused: false, ChosenBy: not null }).ToList() is { Count: > 0 } chosen)
                rows.Inserts.Add(EventWriter.Message(session, group.Type.Key + ".assigned", chosen, static (json, item) =>
                {
                    json.WriteString("id", item.Ref.Id);
                    json.WriteNull("from");
                    if (((RootRecord)item.After!).OwnerId is { } owner) json.WriteString("to", owner);
                    else json.WriteNull("to");
                    json.WriteString("rule", item.ChosenBy);
                }));
    }

    private async ValueTask RouteAsync(RoutingRule route, RecordTypeDefinition type, Dictionary<RootRecord, WriteItem> open, CancellationToken cancellationToken)
    {
        var met = open.Keys.Where(Routing.Condition(route, type, session)).ToList();
        if (met.Count == 0) return;
        Guid? ownTeam = null;
        if (route.OwnerId is { } owner && !(await ActiveAsync([owner], cancellationToken)).TryGetValue(owner, out ownTeam))
        {
            log.LogWarning("Routing rule {Rule} names user {User}, who does not exist or is not active; the next rule is asked.", route.Key, owner);
            return;
        }
        foreach (var record in met)
        {
            (record.OwnerId, record.TeamId) = (route.OwnerId, route.TeamId ?? ownTeam);
            open[record].ChosenBy = AdminSource.Id + "/" + route.Key;
            open.Remove(record);
        }
    }

    private async ValueTask<IReadOnlyDictionary<RootRecord, AssignmentChoice>> ChooseAsync(
        Handler<IAssignmentRule> rule, RecordTypeDefinition type, List<RootRecord> records, CancellationToken cancellationToken)
    {
        var choices = new Dictionary<RootRecord, AssignmentChoice>(ReferenceEqualityComparer.Instance);
        var context = new AssignmentRuleContext(session, type, records, (record, choice) =>
        {
            if (!records.Contains(record)) throw new ArgumentException("A rule can only choose for the records that it was asked about.", nameof(record));
            choices[record] = choice;
        });
        if (await rule.CallAsync(CallKind.Transaction, context, static (r, c, token) => r.ChooseAsync(c, token), cancellationToken) is { } fault)
        {
            log.LogWarning("Assignment rule {Rule} of '{Source}' is passed over for {Count} new records of type '{Type}': {Reason}", rule.Name, rule.Source, records.Count, type.Key, fault.Detail);
            return new Dictionary<RootRecord, AssignmentChoice>();
        }
        var users = await ActiveAsync([.. choices.Values.Select(c => c.OwnerId).OfType<Guid>().Distinct()], cancellationToken);
        foreach (var (record, choice) in choices.ToList())
        {
            if (choice.OwnerId is { } owner && !users.ContainsKey(owner))
            {
                log.LogWarning("Assignment rule {Rule} of '{Source}' chose user {User}, who does not exist or is not active; the next rule is asked.", rule.Name, rule.Source, owner);
                choices.Remove(record);
            }
            else choices[record] = choice with { TeamId = choice.TeamId ?? (choice.OwnerId is { } user ? users[user] : record.TeamId) };
        }
        return choices;
    }

    // Rights do not matter here: a rule may give to people whom the creator may not see.
    private async ValueTask<IReadOnlyDictionary<Guid, Guid?>> ActiveAsync(List<Guid> ids, CancellationToken cancellationToken)
    {
        var teams = new Dictionary<Guid, Guid?>();
        if (ids.Count == 0) return teams;
        var reader = await session.ReaderAsync(cancellationToken);
        foreach (var some in ids.Chunk(500))
            foreach (var user in await reader.ListAsync(reader.Query<User>().Where(u => some.Contains(u.Id) && u.DeletedAt == null && u.IsActive), cancellationToken)) teams[user.Id] = user.TeamId;
        return teams;
    }
}
