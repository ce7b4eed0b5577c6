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
        var plan = new FilterPlan();
        plan.Resolve(root, type, scope.Catalog);
        await plan.RefuseHiddenAsync(scope, cancellationToken);

        var visible = new Dictionary<string, IQueryable>(StringComparer.Ordinal);
        foreach (var target in plan.Targets.DistinctBy(t => t.Key)) visible[target.Key] = await scope.VisibleAsync(target, cancellationToken);

        var record = Expression.Parameter(typeof(T), "r");
        return Expression.Lambda<Func<T, bool>>(new FilterCompiler(plan, visible, scope).Compile(root, record, negated: false), record);
    }
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

    /// <summary>Is told of every field that a filter names.</summary>
    void Reads(RecordTypeDefinition type, FieldDefinition field);

    /// <summary>The living records of a type that the caller may read.</summary>
    Task<IQueryable> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken);
}
