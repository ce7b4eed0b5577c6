using CrmKit.Filters;
using CrmKit.Planning;
using CrmKit.Quality;
using CrmKit.Sessions;

namespace CrmKit.Assignment;

/// <summary>The rules of administrators by which new records find their owner.</summary>
internal static class Routing
{
    /// <summary>Those of a type in the order in which they are asked.</summary>
    public static IEnumerable<RoutingRule> Of(CatalogSnapshot catalog, RecordTypeDefinition type) =>
        catalog.RoutingRules.Count == 0 ? [] : catalog.RoutingRules.Where(r => r.RecordType == type.Key).OrderBy(r => r.Order).ThenBy(r => r.Key, StringComparer.Ordinal);

    /// <summary>Whether a record meets the condition; none does while a field of it is away.</summary>
    public static Func<RootRecord, bool> Condition(RoutingRule rule, RecordTypeDefinition type, CrmSession session)
    {
        if (rule.When is not { } when) return static _ => true;
        try
        {
            return RecordCondition.Compile(when, type, session);
        }
        catch (CrmValidationException)
        {
            return static _ => false;
        }
    }

    /// <summary>Refuses what cannot be asked of one record, and what leads to nobody.</summary>
    public static async ValueTask CheckAsync(RoutingRule rule, RecordTypeDefinition type, CrmSession session, CancellationToken cancellationToken)
    {
        if (!type.IsRoot || !type.TryField("ownerId", out _)) throw new CrmRuleException(AssignmentErrors.RouteNotOwnable(rule.Key, type));
        if (rule.When is { } when) RecordCondition.Compile(when, type, session);
        if (rule is { OwnerId: null, TeamId: null }) throw new CrmRuleException(AssignmentErrors.RouteToNobody(rule.Key));
        var reader = await session.ReaderAsync(cancellationToken);
        if (rule.OwnerId is { } owner && (await reader.ListAsync(reader.Query<User>().Where(u => u.Id == owner && u.DeletedAt == null && u.IsActive).Select(u => u.Id), cancellationToken)).Count == 0)
            throw new CrmRuleException(AssignmentErrors.UserInactive(owner));
        if (rule.TeamId is { } team && (await reader.ListAsync(reader.Query<Team>().Where(t => t.Id == team && t.DeletedAt == null).Select(t => t.Id), cancellationToken)).Count == 0)
            throw new CrmRuleException(AssignmentErrors.TeamMissing(team));
    }

    /// <summary>Whether a rule reads a field.</summary>
    public static bool Reads(RoutingRule rule, CatalogSnapshot catalog, string recordType, string field)
    {
        if (rule.RecordType != recordType || rule.When is null || !catalog.TryType(recordType, out var type)) return false;
        try
        {
            return RecordCondition.Fields(rule.When, type, catalog).Contains(field);
        }
        catch (CrmValidationException)
        {
            return false; // a field of it is away
        }
    }
}
