using CrmKit.Activities;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Moves all that refers to the loser of a merge to the winner: what the catalog says refers to it, of core, plugins and administrators, and activities about it.</summary>
internal sealed class MergeChildren(CrmSession session, RecordLoader loader, RecordWriter writer) : ISessionService
{
    // The winner has such a part already: the loser's goes with the loser, and comes back with it.
    private static readonly HashSet<string> HasAlready = ["account.contact-duplicate", "opportunity.member-duplicate", "project.member-duplicate", "product.price-duplicate", "case.article-duplicate"];

    /// <returns>How many were moved, by type.</returns>
    public async Task<IReadOnlyDictionary<string, int>> MoveAsync(RecordTypeDefinition type, Guid winner, Guid loser, string reason, CancellationToken cancellationToken)
    {
        var requests = new Dictionary<RecordRef, WriteRequest>();
        foreach (var (child, field) in References(type))
            foreach (var record in await loader.PointingAsync(child, field, loser, cancellationToken))
            {
                if (child == type && (record.Id == winner || record.Id == loser)) continue; // their own fields are chosen
                if (field.Key == "regardingId" && ((CrmActivity)record).RegardingType != type.Key) continue;
                var values = requests.TryGetValue(child.Ref(record.Id), out var known) ? new Dictionary<string, object?>(known.Values) : [];
                values[field.Key] = winner;
                // Deleted ones move as well, so that they come back to the right place.
                requests[child.Ref(record.Id)] = new WriteRequest { Operation = RecordOperation.Update, Ref = child.Ref(record.Id), Values = values, IsExact = record.DeletedAt is not null, IsTrusted = record.DeletedAt is not null };
            }
        var alive = requests.Values.Where(r => !r.IsExact).ToList();
        var result = await writer.ExecuteAsync(alive, allOrNothing: false, reason, cancellationToken);
        var doubled = new List<WriteRequest>();
        for (var i = 0; i < alive.Count; i++)
        {
            if (result.Outcomes[i] is not { IsSaved: false, Errors: var errors }) continue;
            if (errors.Any(e => HasAlready.Contains(e.Code))) doubled.Add(new WriteRequest { Operation = RecordOperation.Delete, Ref = alive[i].Ref, IsTrusted = true });
            else if (errors[0].Code is "record.not-found" or "access.forbidden" or "access.field-forbidden") throw new CrmForbiddenException(MergeErrors.ChildrenForbidden(type.Ref(loser)));
            else throw errors[0].Code == "record.conflict" ? new CrmConflictException(errors) : errors[0].Field is null ? new CrmRuleException(errors) : new CrmValidationException(errors);
        }
        await writer.ExecuteAsync(doubled, allOrNothing: true, reason, cancellationToken);
        await writer.ExecuteAsync([.. requests.Values.Where(r => r.IsExact)], allOrNothing: true, reason, cancellationToken);
        return alive.Where((_, i) => result.Outcomes[i].IsSaved).GroupBy(r => r.Ref.Type).ToDictionary(g => g.Key, g => g.Count());
    }

    private IEnumerable<(RecordTypeDefinition Type, FieldDefinition Field)> References(RecordTypeDefinition type)
    {
        foreach (var relation in session.Catalog.RelationsOf(type.Key))
        {
            var child = session.Catalog.Type(relation.RecordType);
            if (child.Field(relation.Field) is { Nature: FieldNature.Descriptive } field) yield return (child, field);
        }
        foreach (var key in ActivityTypes.Keys) yield return (session.Catalog.Type(key), session.Catalog.Type(key).Field("regardingId"));
    }
}
