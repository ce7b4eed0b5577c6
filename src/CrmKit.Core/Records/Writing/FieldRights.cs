using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>The fields of a type that the actor may not see and not write.</summary>
internal sealed class FieldRights(CrmSession session, IAccess access) : ISessionService
{
    public static readonly IReadOnlySet<string> None = new HashSet<string>();

    public async ValueTask<(IReadOnlySet<string> Hidden, IReadOnlySet<string> ReadOnly)> OfAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        (await access.HiddenFieldsAsync(type, cancellationToken), await access.ReadOnlyFieldsAsync(type, cancellationToken));

    /// <summary>What a door gives back of what was saved: without the fields that the actor may not see.</summary>
    public async Task<SaveResult> HideAsync(SaveResult result, CancellationToken cancellationToken)
    {
        if (session.IsUnconfined) return result;
        SaveOutcome[]? outcomes = null;
        for (var i = 0; i < result.Outcomes.Count; i++)
        {
            if (result.Outcomes[i] is not { Record: { } record } outcome) continue;
            var type = session.Catalog.Type(outcome.Ref.Type);
            var (hidden, _) = await OfAsync(type, cancellationToken);
            if (hidden.Count == 0) continue;
            var copy = record.Copy();
            foreach (var key in hidden)
                if (type.TryField(key, out var field) && field.Nature != FieldNature.System) field.Set(copy, null);
            (outcomes ??= [.. result.Outcomes])[i] = outcome with { Record = copy };
        }
        return outcomes is null ? result : new SaveResult(outcomes);
    }
}
