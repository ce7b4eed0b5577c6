using System.Linq.Expressions;

namespace CrmKit.Filters;

/// <summary>The filter language: from text to a condition over records, checked against the catalog and the caller's rights. See docs/reference/filter.md.</summary>
internal static class Filter
{
    /// <exception cref="CrmValidationException"><c>filter.syntax</c>, <c>filter.field-unknown</c>, <c>filter.type</c>, <c>filter.operator</c>, <c>filter.too-complex</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>.</exception>
    public static async ValueTask<Expression<Func<T, bool>>> CompileAsync<T>(string text, RecordTypeDefinition type, IFilterScope scope, CancellationToken cancellationToken) where T : Record
    {
        var root = FilterParser.Parse(text);
        var paths = new Dictionary<Condition, FieldPath>(ReferenceEqualityComparer.Instance);
        foreach (var condition in ConditionsOf(root)) paths[condition] = FieldPaths.Resolve(scope.Catalog, type, condition.Path, condition.Position);
        await RefuseHiddenAsync(type, paths, scope, cancellationToken);

        var visible = new Dictionary<string, IQueryable>(StringComparer.Ordinal);
        foreach (var target in paths.Values.SelectMany(p => p.Hops).Select(h => h.To).DistinctBy(t => t.Key))
            visible[target.Key] = await scope.VisibleAsync(target, cancellationToken);

        var record = Expression.Parameter(typeof(T), "r");
        return Expression.Lambda<Func<T, bool>>(new FilterCompiler(paths, visible, scope).Compile(root, record, negated: false), record);
    }

    private static async ValueTask RefuseHiddenAsync(RecordTypeDefinition type, Dictionary<Condition, FieldPath> paths, IFilterScope scope, CancellationToken cancellationToken)
    {
        var hidden = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var (condition, path) in paths)
        {
            foreach (var (owner, field) in path.Hops.Select(h => (h.From, h.Reference)).Append((path.Type, path.Field)))
            {
                if (!hidden.TryGetValue(owner.Key, out var keys)) hidden[owner.Key] = keys = await scope.HiddenFieldsAsync(owner, cancellationToken);
                if (keys.Contains(field.Key)) throw FilterErrors.FieldForbidden(condition.Position, owner.Key, field.Key);
            }
        }
    }

    public static IEnumerable<Condition> ConditionsOf(FilterNode node) => node switch
    {
        AllOf all => all.Parts.SelectMany(ConditionsOf),
        AnyOf any => any.Parts.SelectMany(ConditionsOf),
        Negation negation => ConditionsOf(negation.Inner),
        _ => [(Condition)node],
    };
}

/// <summary>What a filter is checked against.</summary>
internal interface IFilterScope
{
    CatalogSnapshot Catalog { get; }

    /// <summary>What me() means; <see langword="null"/> for the system.</summary>
    Guid? Me { get; }

    DateOnly Today { get; }

    DateTimeOffset Now { get; }

    /// <summary>The zone in which days begin.</summary>
    string TimeZone { get; }

    ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken);

    /// <summary>The living records of a type that the caller may read.</summary>
    Task<IQueryable> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken);
}
