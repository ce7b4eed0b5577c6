using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Whose value the winner of a merge has afterwards: as chosen, or by rule.</summary>
internal sealed class MergeFields(CrmSession session, RecordQueries queries, FieldRights rights) : ISessionService
{
    /// <summary>The type of both records.</summary>
    /// <exception cref="CrmValidationException"><c>merge.same</c>, <c>merge.types</c>, <c>merge.type</c>.</exception>
    public RecordTypeDefinition TypeOf(RecordRef winner, RecordRef loser)
    {
        var type = session.Catalog.Type(winner.Type);
        if (session.Catalog.Type(loser.Type) != type) throw new CrmValidationException(MergeErrors.Types(winner, loser));
        if (winner.Id == loser.Id) throw new CrmValidationException(MergeErrors.Same(winner));
        if (!type.IsRoot || type.Key is "user" or "team") throw new CrmValidationException(MergeErrors.Type(type));
        return type;
    }

    /// <summary>What has to change in the winner.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.field-forbidden</c>: somebody chose for a field that the actor may not see or write.</exception>
    public async Task<Dictionary<string, object?>> ChooseAsync(RecordTypeDefinition type, Record winner, Record loser, MergeRequest request, CancellationToken cancellationToken)
    {
        var (hidden, readOnly) = await rights.OfAsync(type, cancellationToken);
        foreach (var key in request.Fields.Keys)
        {
            var field = type.Field(key);
            if (!IsMergeable(field)) throw new CrmValidationException(FieldErrors.ReadOnly(field));
            if (hidden.Contains(key) || readOnly.Contains(key)) throw new CrmForbiddenException(AccessErrors.FieldForbidden(type, field));
        }
        var values = new Dictionary<string, object?>();
        foreach (var field in type.Fields)
        {
            if (!IsMergeable(field) || hidden.Contains(field.Key) || readOnly.Contains(field.Key)) continue;
            var (mine, theirs) = (field.Get(winner), field.Get(loser));
            var value = (request.Fields.TryGetValue(field.Key, out var side) ? side : Side(winner, loser, mine, theirs, request.Rest)) == MergeSide.Winner ? mine : theirs;
            if (IsOneOfThem(field, type, value, winner, loser)) value = new[] { mine, theirs }.FirstOrDefault(v => v is Guid && !IsOneOfThem(field, type, v, winner, loser));
            if (!Equals(value, mine)) values[field.Key] = value;
        }
        return values;
    }

    public async Task<MergeProposal> ProposeAsync(RecordRef first, RecordRef second, MergeRule rule, CancellationToken cancellationToken)
    {
        var type = TypeOf(first, second);
        var (one, other) = (await queries.GetAsync(first, cancellationToken), await queries.GetAsync(second, cancellationToken));
        if (one.Id == other.Id) throw new CrmValidationException(MergeErrors.Same(type.Ref(one.Id))); // one of them was merged into the other
        var fields = type.Fields.Where(IsMergeable).ToList();
        var (a, b) = (Filled(one), Filled(other));
        var (winner, loser) = a > b || (a == b && (one.CreatedAt, one.Id).CompareTo((other.CreatedAt, other.Id)) <= 0) ? (one, other) : (other, one);
        return new MergeProposal(type.Ref(winner.Id), type.Ref(loser.Id),
            fields.Where(f => !Equals(f.Get(winner), f.Get(loser))).ToDictionary(f => f.Key, f => Side(winner, loser, f.Get(winner), f.Get(loser), rule)));

        int Filled(Record record) => fields.Count(f => !IsEmpty(f.Get(record)));
    }

    // The external id stays with the record that had it: whoever asks for the loser's is led to the winner.
    private static bool IsMergeable(FieldDefinition field) => field.Nature == FieldNature.Descriptive && field.Key != "externalId";

    private static MergeSide Side(Record winner, Record loser, object? mine, object? theirs, MergeRule rule) => rule switch
    {
        _ when IsEmpty(theirs) || rule == MergeRule.Keep => MergeSide.Winner,
        _ when IsEmpty(mine) => MergeSide.Loser,
        MergeRule.Newest when loser.UpdatedAt > winner.UpdatedAt => MergeSide.Loser,
        _ => MergeSide.Winner,
    };

    private static bool IsEmpty(object? value) => value is null or "";

    private static bool IsOneOfThem(FieldDefinition field, RecordTypeDefinition type, object? value, Record winner, Record loser) =>
        field.ReferenceType == type.Key && value is Guid id && (id == winner.Id || id == loser.Id);
}
