using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Search;

/// <summary>Which types the actor may search, and how his rights cut them.</summary>
internal sealed class SearchScopes(CrmSession session, IAccess access) : ISessionService
{
    /// <summary>The readable ones of some types, or of all when none is named.</summary>
    /// <exception cref="CrmValidationException"><c>catalog.type-unknown</c>.</exception>
    public async Task<IReadOnlyList<SearchScope>> OfAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var scopes = new List<SearchScope>();
        foreach (var type in keys.Count == 0 ? session.Catalog.Types : [.. keys.Distinct().Select(session.Catalog.Type)])
        {
            var plan = SearchPlan.Of(type);
            if (plan.Fields.Length == 0 || await access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) continue;
            var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
            var readable = plan.Fields.Count(f => !hidden.Contains(f.Definition.Key));
            if (readable > 0) scopes.Add(new SearchScope(type, plan, await type.VisitAsync(new Asker(access, type, cancellationToken)), readable == plan.Fields.Length));
        }
        return scopes;
    }

    private sealed class Asker(IAccess access, RecordTypeDefinition type, CancellationToken cancellationToken) : IRecordClassVisitor<bool>
    {
        public async Task<bool> VisitAsync<T>() where T : Record => (await access.PredicateAsync<T>(type, Operations.Read, cancellationToken)).Body is ConstantExpression { Value: true };
    }
}

/// <summary>A type that the actor may search.</summary>
/// <param name="Type">The type.</param>
/// <param name="Plan">Its searchable fields.</param>
/// <param name="HasAllRows">Whether he may read every record.</param>
/// <param name="HasAllFields">Whether no searchable field is hidden from him.</param>
internal sealed record SearchScope(RecordTypeDefinition Type, SearchPlan Plan, bool HasAllRows, bool HasAllFields);
